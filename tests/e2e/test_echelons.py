"""A manager widens the first echelon: sees who would move, saves, and the next night does just that."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from customers.models import Customer, CustomerStanding
from retention.night import run_night
from signals.models import ScoringPolicy
from tests.factories import CustomerFactory, VisitFactory

FIELD = "[name={}]"


@pytest.fixture
def last_night(live_server, lin, gaoxin, today):
    """Twenty customers who spend 100 to 2,000 a year, and the night over them."""
    night = today - timedelta(days=1)
    ScoringPolicy.objects.update_or_create(defaults={"frequency_share": 0})
    for n in range(1, 21):
        customer = CustomerFactory(name=f"Spends {n}", owner=lin, branch=gaoxin)
        VisitFactory(customer=customer, day=night - timedelta(days=1), amount=Decimal(n * 100))
    run_night(day=night)
    return night


def echelons() -> Counter:
    return Counter(CustomerStanding.objects.values_list("echelon", flat=True))


def test_who_would_move_is_seen_before_the_policy_is_saved(
    page_as, zhou, last_night, language, said, troubles
):
    assert echelons() == {1: 3, 2: 6, 3: 11}
    page = page_as(zhou, language=language)
    page.goto("/signals/runs/")
    page.get_by_role("link", name=said("Policies")).first.click()
    page.locator('a[href="/signals/policies/scoring/"]').click()
    page.locator(FIELD.format("share_first")).fill("0.25")
    page.get_by_role("button", name=said("What would change?")).click()
    moves = page.locator("#foreseen")
    told = said("Of %(all)s customers %(up)s would move up and %(down)s down.", all="20", up="4", down="0")
    expect(moves).to_contain_text(told)
    cells = moves.locator("tbody td")
    expect(cells).to_have_text(["3", "0", "0", "2", "4", "0", "0", "2", "9"])
    expect(moves.get_by_role("link", name="Spends 17")).to_be_visible()
    assert echelons() == {1: 3, 2: 6, 3: 11}

    page.locator(FIELD.format("share_second")).fill("0.9")
    page.get_by_role("button", name=said("What would change?")).click()
    expect(moves).to_contain_text(said("Echelons 1 and 2 hold at most all customers."))
    page.locator(FIELD.format("share_second")).fill("0.3")
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(said("Saved. The next night follows it."))
    expect(page.locator("dl.cr-dl").first).to_contain_text("0.25")

    run_night(day=last_night, rewind=True)
    page.goto("/customers/?echelon=1")
    expect(page.locator("#customers tbody tr")).to_have_count(5)
    risen = Customer.objects.get(name="Spends 17")
    page.goto(f"/customers/{risen.pk}/")
    expect(page.locator(".cr-vitals")).to_contain_text(said("Echelon %(n)s", n=1))
    assert echelons() == {1: 5, 2: 6, 3: 9}
    troubles.clear()  # the browser notes the 422
