"""Competitors are added, retired and brought back; a detector is weighed, looked at and switched off."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from signals.models import Competitor, DetectorPolicy, DetectorSegment
from signals.policies import detectors_followed
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import CustomerFactory, VisitFactory

KIND = "lapsed_visit"


@pytest.fixture
def lapsed(live_server, lin, gaoxin, today):
    """Every 30 days, now silent for 60: beyond 1.2 times the usual window, and within 3 times."""
    customer = CustomerFactory(owner=lin, branch=gaoxin, name="Muyun", kind="company")
    for n in range(6):
        VisitFactory(customer=customer, day=today - timedelta(days=61 + 30 * n))
    return customer


def test_a_competitor_is_added_retired_and_brought_back(page_as, zhou, live_server, language, said, troubles):
    page = page_as(zhou, language=language)
    page.goto("/signals/policies/")
    page.get_by_role("link", name=said("Open the list")).click()
    page.get_by_role("link", name=said("Add a competitor")).first.click()
    page.locator("[name=name]").fill("B")
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("main .is-invalid")).to_have_attribute("name", "name")
    page.locator("[name=name]").fill("Bullfrog Auto")
    page.locator("[name=aliases]").fill("牛蛙, Bullfrog")
    page.keyboard.press("Enter")
    row = page.locator("main tbody tr")
    expect(row).to_contain_text("牛蛙 · Bullfrog")
    expect(row).to_contain_text(said("looked for"))

    change = said("Change %(name)s", name="Bullfrog Auto")
    for verb, state in (("Look for him no longer", "not looked for"), ("Look for him again", "looked for")):
        page.get_by_role("link", name=change).click()
        page.get_by_role("button", name=said(verb)).click()
        expect(row.get_by_text(said(state), exact=True)).to_be_visible()
    assert Competitor.objects.get().retired_at is None
    troubles.clear()  # the browser notes the 422


def test_who_would_be_accused_is_seen_before_a_detector_is_changed(page_as, zhou, lapsed, language, said):
    page = page_as(zhou, language=language)
    page.goto(f"/signals/policies/detector/{KIND}/")
    page.locator("[name=enabled]").uncheck()
    page.get_by_role("button", name=said("Whom would it accuse?")).click()
    expect(page.locator("#accused")).to_contain_text("Muyun")
    assert not DetectorPolicy.objects.exists()
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(said("Saved. The next night follows it."))
    assert detectors_followed()[KIND]["enabled"] is False


def test_some_customers_get_a_rule_of_their_own_and_lose_it_again(page_as, zhou, lapsed, language, said):
    page = page_as(zhou, language=language)
    page.goto(f"/signals/policies/detector/{KIND}/")
    page.get_by_role("link", name=said("Add a rule")).click()
    page.locator("[name=customer_kind]").select_option("company")
    page.locator("[name=weight]").fill("0.2")
    page.locator("[name=weight]").press("Enter")
    expect(page.locator("#toasts")).to_contain_text(said("Saved. The next night follows it."))
    segment = DetectorSegment.objects.get()
    assert (segment.customer_kind, segment.weight) == ("company", 0.2)
    page.goto(f"/signals/policies/detector/{KIND}/segment/{segment.pk}/")
    page.get_by_role("button", name=said("As everybody")).click()
    expect(page.locator("#toasts")).to_contain_text(said("Saved. The next night follows it."))
    assert not DetectorSegment.objects.exists()


def test_competitors_and_detectors_have_no_finding(page_as, zhou, lapsed):
    """axe, light, dark and on a phone."""
    Competitor.objects.create(name="Bullfrog Auto", aliases=["Bullfrog"])
    DetectorSegment.objects.create(kind=KIND, customer_kind="company", weight=0.1)
    page = page_as(zhou, bypass_csp=True)
    for path in ("/signals/competitors/", "/signals/competitors/new/", f"/signals/policies/detector/{KIND}/"):
        for view, found in findings_on(page, path, thorough=True, rules=BY_WIDTH).items():
            assert not found, (path, view, found)
