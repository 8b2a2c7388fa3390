"""A manager reads why a customer's health fell, night by night, and makes silence weigh less."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from customers.models import CustomerStanding
from retention.night import run_night
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import InvoiceFactory
from tests.retention.nights import NIGHT, coming

NIGHTS = (35, 28, 7, 0)


@pytest.fixture
def muyun(live_server, lin, gaoxin):
    """Came every month until 95 days ago, past three months in the last week; then an invoice is overdue."""
    customer = coming(lin, gaoxin, every=30, silent=95, name="Muyun")
    issued = NIGHT - timedelta(days=60)
    InvoiceFactory(customer=customer, issued_on=issued, due_on=NIGHT - timedelta(days=25))
    for back in NIGHTS:
        run_night(day=NIGHT - timedelta(days=back))
    return customer


def test_a_night_is_chosen_by_key_and_by_mouse_and_says_its_reasons(
    page_as, zhou, muyun, language, said, troubles
):
    standing = CustomerStanding.objects.get(customer=muyun)
    page = page_as(zhou, language=language)
    page.goto(f"/customers/{muyun.pk}/")
    vitals = page.locator(".cr-vitals-score")
    expect(vitals).to_contain_text(said("At risk" if standing.band == 1 else "Watch", context="health"))
    expect(vitals.locator(".cr-ring text")).to_have_text(str(standing.health))
    minus = f"−{abs(standing.trend_7)}"
    expect(vitals).to_contain_text(said("%(points)s in 7 days", points=minus))

    chart, day = page.locator("[data-health]"), page.locator("#health-day")
    expect(day).to_contain_text(said("Visits", context="group of health"))
    chart.focus()
    page.keyboard.press("Home")
    expect(chart).to_have_attribute("aria-valuenow", "0")
    expect(day).to_contain_text(said("The first night that judged this customer."))
    page.keyboard.press("End")
    expect(chart).to_have_attribute("aria-valuenow", str(len(NIGHTS) - 1))
    expect(day).to_contain_text(
        said("Against the night of %(day)s.", day=said.day(NIGHT - timedelta(days=7)))
    )
    expect(day.locator("h3 .num")).to_contain_text(f"→ {standing.health}")
    expect(day).to_contain_text(said("Why %(health)s of 100", health=standing.health))
    expect(day).to_contain_text(said("Time away"))
    box = chart.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.05, box["y"] + 60)
    expect(chart).to_have_attribute("aria-valuenow", "0")

    page.get_by_role("link", name=said("28 days")).click()
    expect(page.locator("#health-history .cr-seg [aria-current]")).to_have_text(said("28 days"))
    expect(chart).to_have_attribute("aria-valuemax", "2")
    page.locator("#health-history summary").click()
    expect(page.locator("#health-history tbody tr")).to_have_count(3)


def test_who_would_change_band_is_seen_before_the_caps_are_saved(
    page_as, zhou, muyun, language, said, troubles
):
    before: Any = CustomerStanding.objects.get(customer=muyun).health
    page = page_as(zhou, language=language)
    page.goto("/signals/policies/")
    page.locator('a[href="/signals/policies/health/"]').click()
    page.locator("[name=visits]").fill("0")
    page.get_by_role("button", name=said("Who would change band?")).click()
    moves = page.locator("#band-moves")
    expect(moves.get_by_role("link", name="Muyun")).to_be_visible()
    expect(moves.get_by_role("row")).to_have_count(4)
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(said("Saved. The next night follows it."))

    run_night(day=NIGHT)
    page.goto(f"/customers/?sort=health&health_from={before + 1}")
    expect(page.locator("#customers tbody tr")).to_have_count(1)


def test_nothing_is_wrong_with_the_card_and_the_forms(page_as, zhou, muyun):
    """axe, light, dark and on a phone."""
    paths = (f"/customers/{muyun.pk}/", "/signals/policies/health/", "/signals/policies/health/segment/")
    page = page_as(zhou, bypass_csp=True)
    wrong = [
        f"{path} ({view}): {one}"
        for path in paths
        for view, found in findings_on(page, path, thorough=True, rules=BY_WIDTH).items()
        for one in found
    ]
    assert not wrong, "\n".join(wrong)
