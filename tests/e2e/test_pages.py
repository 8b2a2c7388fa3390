"""Every page, as everybody who may see it: no finding of axe, nothing wider than a phone."""

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, TimeoutError

from tests.conftest import signed_in
from tests.e2e.shapes import shapes_of
from tests.staff.access_objects import arguments
from tests.staff.access_table import LINES, WHO, Line

AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
NAMES = dict(zip(WHO, ("xie", "lin", "wei", "zhou", "he", "sun", None), strict=True))
SETTLE = "() => !document.querySelector('.htmx-request, .htmx-settling, .htmx-swapping')"
THEME = "theme => { document.documentElement.dataset.bsTheme = theme }"
# A rule whose findings are at most moderate need not be asked: none of them would be grave.
RUN = """({rules, ...options}) => {
    const pale = axe._audit.rules.filter(rule => ["minor", "moderate"].includes(rule.impact));
    const off = Object.fromEntries(pale.map(rule => [rule.id, {enabled: false}]));
    return axe.run(document, {resultTypes: ["violations"], ...options, rules: {...off, ...rules}});
}"""
WIDTH = "() => document.documentElement.scrollWidth"
# A colour on its way from light to dark is neither.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"
WIDE, PHONE = 1440, 375


# What the width decides. Names of what only phones show are looked at by the long form, by all rules.
BY_WIDTH = ["target-size", "scrollable-region-focusable", "link-in-text-block", "aria-hidden-focus"]

# Those who look first look at most, and thoroughly: in the dark and on a phone as well.
ORDER = ("account_manager", "nobody", "administrator", "agent", "team_lead", "manager", "auditor")
THOROUGH = ("account_manager", "nobody")


def lines_of(who: str) -> list[Line]:
    """Every page that this role gets 200 for; what strangers see is walked as a stranger.

    tests/staff/test_access.py draws few of them, because all are drawn here (`is_walked`).
    """
    return [
        line
        for line in LINES
        if line.method == "GET"
        and line.answers[who] == "200"
        and (who == "nobody" or line.answers["nobody"] != "200")
    ]


def room(line: Line) -> str:
    """The app whose page it is: dashboards, staff, … and account for all of allauth."""
    namespace, colon, _name = line.url_name.partition(":")
    return namespace if colon else "account"


ROOMS = sorted({room(line) for who in WHO for line in lines_of(who)})


def address(line: Line, business: dict[str, Any]) -> str:
    return reverse(line.url_name, kwargs=arguments(line.kind, line.whose, business["customers"]))


@pytest.mark.parametrize("name", ROOMS)
def test_no_page_has_a_grave_finding(name, a_working_business, page_as):
    """Every page as everybody who may see it: in the light, and nothing wider than a phone.

    Each page is looked at once, and again for somebody to whom it shows a shape that no look in this room
    has met (shapes.py). Account managers and strangers look at dark and narrow too; the long form below does
    so as everybody.
    """
    looked_at, met = set[str](), set[str]()
    findings: list[str] = []
    for who in ORDER:
        looker = Looker(who, a_working_business, page_as)
        for line in (line for line in lines_of(who) if room(line) == name):
            path = address(line, a_working_business)
            shapes = looker.shapes(path)
            if line.url_name not in looked_at or not shapes <= met:
                looked_at.add(line.url_name)
                met |= shapes
                findings += looker.findings(path, thorough=who in THOROUGH, rules=BY_WIDTH)
    assert not findings, "\n".join(findings)


@pytest.mark.long
@pytest.mark.parametrize("who", WHO)
def test_no_page_has_a_grave_finding_for_anybody_in_any_view(who, a_working_business, page_as):
    looker = Looker(who, a_working_business, page_as)
    findings = [
        finding
        for line in lines_of(who)
        for finding in looker.findings(address(line, a_working_business), thorough=True)
    ]
    assert not findings, "\n".join(findings)


class Looker:
    """Somebody who looks at pages: asks for them first, and opens a browser for those worth a look."""

    def __init__(self, who: str, business: dict[str, Any], page_as: Any) -> None:
        self.who, self.page_as = who, page_as
        self.user = business["people"].get(NAMES[who])
        self.client = signed_in(self.user) if self.user else Client()
        self.fragments: dict[str, str] = {}

    @cached_property
    def page(self) -> Page:
        # axe is injected into the page, which our policy forbids to everybody else.
        return self.page_as(self.user, width=WIDE, bypass_csp=True)

    def shapes(self, path: str) -> set[str]:
        response = self.client.get(path)
        assert response.status_code == 200, f"{path} as {self.who}: {response.status_code}"
        return shapes_of(response.content.decode(), self.fragment)

    def fragment(self, path: str) -> str:
        """Asked for once: the numbers beside the navigation stand in every page."""
        if path not in self.fragments:
            answer = self.client.get(path, headers={"HX-Request": "true"})
            self.fragments[path] = answer.content.decode()
        return self.fragments[path]

    def findings(self, path: str, *, thorough: bool, rules: list[str] | None = None) -> list[str]:
        return [
            f"{path} as {self.who} ({view}): {finding}"
            for view, found in findings_on(self.page, path, thorough=thorough, rules=rules).items()
            for finding in found
        ]


def findings_on(
    page: Page, path: str, *, thorough: bool, rules: list[str] | None = None
) -> dict[str, list[str]]:
    """What is wrong with one page: light and, if thorough, dark on a desk; then light on a phone.

    rules: those to ask for on a phone; None is all of them.
    """
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(path)
    page.wait_for_function(SETTLE)
    bring_axe(page)
    page.add_style_tag(content=STILL)
    found = {"light": grave(page)}
    if thorough:
        page.evaluate(THEME, "dark")
        # Another theme changes colours and nothing else.
        found["dark"] = grave(page, runOnly=["color-contrast"])
        page.evaluate(THEME, "light")
    page.set_viewport_size({"width": PHONE, "height": 800})
    wide = width_of(page)
    # And another width changes no colours.
    only = {"runOnly": rules} if rules else {"rules": {"color-contrast": {"enabled": False}}}
    narrow = grave(page, **only) if thorough else []
    return found | {"phone": narrow + ([f"{wide} px wide"] if wide > PHONE else [])}


def bring_axe(page: Page) -> None:
    """Into this document, and into all that come: it is half a megabyte, handed to the browser once."""
    if not page.evaluate("'axe' in window"):
        page.add_init_script(path=AXE)
        page.add_script_tag(path=AXE)


def width_of(page: Page) -> int:
    """How wide the page is, once what is drawn by a script has followed the window."""
    with suppress(TimeoutError):
        page.wait_for_function(f"() => document.documentElement.scrollWidth <= {PHONE}", timeout=3000)
    return int(page.evaluate(WIDTH))


def grave(page: Page, **options: Any) -> list[str]:
    return [
        f"{violation['impact']} {violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in page.evaluate(RUN, options)["violations"]
        if violation["impact"] in GRAVE
    ]
