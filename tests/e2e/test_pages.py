"""Every page, as everybody who may see it: no finding of axe, nothing wider than a phone."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from tests.staff.access_objects import arguments
from tests.staff.access_table import LINES, WHO

AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
NAMES = dict(zip(WHO, ("xie", "lin", "wei", "zhou", "he", "sun", None), strict=True))
SETTLE = "() => !document.querySelector('.htmx-request, .htmx-settling, .htmx-swapping')"
THEME = "theme => { document.documentElement.dataset.bsTheme = theme }"
RUN = "options => axe.run(document, {resultTypes: ['violations'], ...options})"
WIDTH = "() => document.documentElement.scrollWidth"
# A colour on its way from light to dark is neither.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"
WIDE, PHONE = 1440, 375


def pages_of(who: str, business: dict) -> list[str]:
    """The address of every page that this role gets 200 for; what strangers see is walked as a stranger."""
    return [
        reverse(line.url_name, kwargs=arguments(line.kind, line.whose, business["customers"]))
        for line in LINES
        if line.method == "GET"
        and line.answers[who] == "200"
        and (who == "nobody" or line.answers["nobody"] != "200")
    ]


@pytest.mark.parametrize("who", ["agent", "account_manager", "administrator", "nobody"])
def test_no_page_has_a_grave_finding(who, a_working_business, page_as):
    """In the light, nothing wider than a phone; account managers and strangers look at dark and narrow.

    The other roles see the same pages with fewer buttons; the long form below walks all of them as everybody.
    """
    walk(who, a_working_business, page_as, thorough=who in ("account_manager", "nobody"))


@pytest.mark.long
@pytest.mark.parametrize("who", WHO)
def test_no_page_has_a_grave_finding_for_anybody_in_any_view(who, a_working_business, page_as):
    walk(who, a_working_business, page_as, thorough=True)


def walk(who: str, a_working_business: dict, page_as: Any, *, thorough: bool) -> None:
    # axe is injected into the page, which our policy forbids to everybody else.
    page = page_as(a_working_business["people"].get(NAMES[who]), width=WIDE, bypass_csp=True)
    findings = [
        f"{path} ({view}): {finding}"
        for path in pages_of(who, a_working_business)
        for view, found in findings_on(page, path, thorough=thorough).items()
        for finding in found
    ]
    assert not findings, "\n".join(findings)


def findings_on(page: Page, path: str, *, thorough: bool) -> dict[str, list[str]]:
    """What is wrong with one page: light and, if thorough, dark on a desk; then light on a phone."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(path)
    page.wait_for_function(SETTLE)
    page.add_script_tag(path=AXE)
    page.add_style_tag(content=STILL)
    found = {"light": grave(page)}
    if thorough:
        page.evaluate(THEME, "dark")
        # Another theme changes colours and nothing else.
        found["dark"] = grave(page, runOnly=["color-contrast"])
        page.evaluate(THEME, "light")
    page.set_viewport_size({"width": PHONE, "height": 800})
    wide = page.evaluate(WIDTH)
    # And another width changes no colours.
    narrow = grave(page, rules={"color-contrast": {"enabled": False}}) if thorough else []
    return found | {"phone": narrow + ([f"{wide} px wide"] if wide > PHONE else [])}


def grave(page: Page, **options: Any) -> list[str]:
    return [
        f"{violation['impact']} {violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in page.evaluate(RUN, options)["violations"]
        if violation["impact"] in GRAVE
    ]
