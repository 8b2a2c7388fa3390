"""Movements between tiers over HTTP: of one customer, and of a span of days by key."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from signals.models import TierMove
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
MOVES = "/api/v1/tier-moves/"
DAY = date(2026, 6, 1)


def move(customer, *, day=DAY, before=1, after=2, **said) -> TierMove:
    """Written by the night of its day, for the owner and branch of now."""
    return TierMove.objects.create(
        **{
            "customer": customer,
            "day": day,
            "seen_on": day,
            "from_tier": before,
            "to_tier": after,
            "branch": customer.branch,
            "owner": customer.owner,
            "yearly_spend": Decimal(1200),
            **said,
        }
    )


def found(client, **asked) -> list[int]:
    return [one["id"] for one in client.get(MOVES, asked).json()["results"]]


def test_a_customer_goes_from_tier_to_tier(as_lin, customer_of_lin, customer_of_chen):
    first = move(customer_of_lin)
    back = move(customer_of_lin, day=DAY + timedelta(days=9), before=2, after=1, came_back=True)
    move(customer_of_chen)
    told = as_lin.get(f"/api/v1/customers/{customer_of_lin.pk}/tier-moves/").json()["results"]

    assert [one["id"] for one in told] == [first.pk, back.pk]
    assert told[1] == {
        "id": back.pk,
        "customer": customer_of_lin.pk,
        "customer_name": "Muyun Kindergartens",
        "day": "2026-06-10",
        "seen_on": "2026-06-10",
        "from_tier": 2,
        "to_tier": 1,
        "lost": False,
        "came_back": True,
        "branch": "gaoxin",
        "owner": "lin",
        "yearly_spend": "1200.00",
    }


def test_a_span_is_narrowed_and_shows_what_may_be_seen(
    as_wei, as_zhou, customer_of_lin, customer_of_chen, customer_of_deng
):
    lost = move(customer_of_lin, after=4, lost=True)
    later = move(customer_of_chen, day=DAY + timedelta(days=5))
    other = move(customer_of_deng, day=DAY + timedelta(days=3))

    assert found(as_zhou) == [later.pk, other.pk, lost.pk]
    assert found(as_wei) == [later.pk, lost.pk]
    assert found(as_zhou, first="2026-06-02", last="2026-06-04") == [other.pk]
    assert found(as_zhou, first="2026-06-05", last="2026-06-06") == [later.pk]
    assert found(as_zhou, lost="true") == found(as_zhou, to_tier=4) == [lost.pk]
    assert found(as_zhou, lost="false") == found(as_zhou, to_tier=2) == [later.pk, other.pk]
    assert found(as_zhou, branch="wuhu") == found(as_zhou, owner="deng") == [other.pk]


@pytest.mark.parametrize(
    "wrong", [{"first": "01/06/2026"}, {"to_tier": 9}, {"branch": "nowhere"}, {"owner": "x"}, {"lost": "?"}]
)
def test_what_is_not_understood_is_refused(as_zhou, gaoxin, wrong):
    assert as_zhou.get(MOVES, wrong).status_code == 400


def test_pages_go_by_key_within_a_day_too_and_cost_the_same(
    as_zhou, lin, gaoxin, django_assert_max_num_queries
):
    made = [
        move(CustomerFactory(owner=lin, branch=gaoxin), day=DAY + timedelta(days=n // 4)).pk
        for n in range(10)
    ]
    seen, url = [], MOVES + "?page_size=3"
    while url:
        with django_assert_max_num_queries(5):
            page = as_zhou.get(url).json()
        seen += [one["id"] for one in page["results"]]
        url = page["next"]

    assert seen == made[::-1]


def test_one_customers_list_costs_the_same(as_lin, customer_of_lin, django_assert_max_num_queries):
    for n in range(20):
        move(customer_of_lin, day=DAY - timedelta(days=n))
    with django_assert_max_num_queries(6):
        told = as_lin.get(f"/api/v1/customers/{customer_of_lin.pk}/tier-moves/").json()

    assert len(told["results"]) == 20
