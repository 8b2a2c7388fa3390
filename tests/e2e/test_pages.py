"""Every page, as everybody who may see it: no finding of axe, nothing wider than a phone."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from tests.staff.access_objects import arguments
from tests.staff.access_table import LINES, WHO

AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
NAMES = dict(zip(WHO, ("xie", "lin", "wei", "zhou", "he", "sun", None), strict=True))
VIEWS = [("light", 1440), ("dark", 1440), ("light", 375)]
# The password box of allauth's confirmation and what follows needs a fresh login; test_login.py walks it.
SETTLE = "() => !document.querySelector('.htmx-request, .htmx-settling, .htmx-swapping')"


def pages_of(who: str, business: dict) -> list[str]:
    """The address of every page that this role gets 200 for."""
    return [
        reverse(line.url_name, kwargs=arguments(line.kind, line.whose, business["customers"]))
        for line in LINES
        if line.method == "GET" and line.answers[who] == "200"
    ]


@pytest.mark.parametrize(("theme", "width"), VIEWS, ids=[f"{theme}-{width}" for theme, width in VIEWS])
@pytest.mark.parametrize("who", WHO)
def test_no_page_has_a_grave_finding(who, theme, width, a_working_business, page_as):
    user = a_working_business["people"].get(NAMES[who])
    # axe is injected into the page, which our policy forbids to everybody else.
    page = page_as(user, theme=theme, width=width, bypass_csp=True)
    findings = []
    for path in pages_of(who, a_working_business):
        findings += [f"{path}: {finding}" for finding in findings_on(page, path, width)]
    assert not findings, "\n".join(findings)


def findings_on(page: Page, path: str, width: int) -> list[str]:
    page.goto(path)
    page.wait_for_function(SETTLE)
    page.add_script_tag(path=AXE)
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    found = [
        f"{violation['impact']} {violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in result["violations"]
        if violation["impact"] in GRAVE
    ]
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    return found + ([f"{wide} px wide"] if wide > width else [])
