"""Some customers get months of their own: who would move is seen, saved, and done by the next night."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from customers.models import CustomerStanding
from retention.night import run_night
from signals.models import TierSegment
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import CustomerFactory, VisitFactory


@pytest.fixture
def last_night(live_server, lin, gaoxin, today):
    """Four persons and four companies, silent for 70 days, and the night over them."""
    night = today - timedelta(days=1)
    for n in range(8):
        kind = "company" if n % 2 else "person"
        customer = CustomerFactory(name=f"{kind} {n}", owner=lin, branch=gaoxin, kind=kind)
        for visit in (70, 170):
            day = night - timedelta(days=visit)
            VisitFactory(customer=customer, day=day, amount=Decimal(100 + n))
    run_night(day=night)
    return night


def tiers() -> dict[str, set[int]]:
    rows = CustomerStanding.objects.values_list("customer__kind", "tier")
    return {kind: {tier for of, tier in rows if of == kind} for kind in ("person", "company")}


def test_months_of_some_are_tried_saved_and_followed(page_as, zhou, last_night, language, said):
    page = page_as(zhou, language=language)
    page.goto("/signals/policies/")
    page.get_by_role("link", name=said("Add months")).click()
    page.locator("[name=customer_kind]").select_option("company")
    for name, months in (("months_sms", 1), ("months_call", 2), ("months_recall", 5)):
        page.locator(f"[name={name}]").fill(str(months))
    page.get_by_role("button", name=said("What would change?")).focus()
    page.keyboard.press("Enter")
    seen = page.locator("#foreseen")
    told = "Of %(all)s customers %(later)s would stand in a later tier and %(earlier)s in an earlier one."
    expect(seen).to_contain_text(said(told, all="8", later="4", earlier="0"))
    expect(seen.get_by_role("link", name="company 7").first).to_be_visible()
    assert not TierSegment.objects.exists()

    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(said("Saved. The next night follows it."))
    expect(page.get_by_role("link", name=str(said("Company")), exact=True)).to_be_visible()
    run_night(day=last_night, rewind=True)
    assert tiers() == {"person": {1}, "company": {3}}
    company = CustomerStanding.objects.filter(tier=3).first()
    page.goto(f"/customers/{company.customer_id}/")
    words = said("%(since)s–%(until)s mo", since=2, until=5)
    expect(page.locator(".cr-vitals")).to_contain_text(words)


def test_another_threshold_says_whom_the_next_night_would_call(page_as, zhou, last_night, language, said):
    page = page_as(zhou, language=language)
    page.goto("/signals/policies/scoring/")
    page.locator("[name=call_at_strength]").fill("0.9")
    page.get_by_role("button", name=said("What would change?")).click()
    seen = page.locator("#foreseen")
    expect(seen).to_contain_text(said("Nobody would change tier."))
    expect(seen).to_contain_text(said("Not known before the night"))
    expect(seen).not_to_contain_text(said("Counting …"))
    expect(seen.get_by_role("heading", name=said("Calls because of a signal"))).to_be_visible()


def test_the_pages_have_no_finding(page_as, zhou, last_night):
    """axe, light, dark and on a phone."""
    row = TierSegment.objects.create(customer_kind="company", months_sms=2, months_call=4, months_recall=8)
    page = page_as(zhou, bypass_csp=True)
    for path in (
        "/signals/policies/",
        "/signals/policies/scoring/",
        f"/signals/policies/tiers/segment/{row.pk}/",
    ):
        for view, found in findings_on(page, path, thorough=True, rules=BY_WIDTH).items():
            assert not found, (path, view, found)
