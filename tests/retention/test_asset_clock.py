"""The clock of each asset: one van that came does not make the fleet current."""

from datetime import timedelta

import pytest
from django.urls import reverse

from customers.assets import set_due
from customers.models import Asset
from retention.asset_clock import clocks
from tests.conftest import TODAY
from tests.factories import VisitFactory
from tests.retention.factories import stands

pytestmark = pytest.mark.django_db


@pytest.fixture
def fleet(customer_of_lin):
    """Four vans: here 10, 100 and 400 days ago, and never."""
    vans = [Asset.objects.create(customer=customer_of_lin, kind="vehicle", name=f"Van {n}") for n in range(4)]
    for van, silent in zip(vans, (10, 100, 400), strict=False):
        VisitFactory(customer=customer_of_lin, asset=van, day=TODAY - timedelta(days=silent))
    stands(customer_of_lin, tier=1)
    return customer_of_lin


def section(client, customer):
    return client.get(reverse("retention:customer_assets", args=[customer.pk])).content.decode()


def test_each_asset_has_its_own_tier_longest_silent_first(fleet):
    told = [(clock.asset.name, clock.tier, clock.silent_days) for clock in clocks(fleet, on=TODAY)]
    assert told == [("Van 2", 4, 400), ("Van 1", 2, 100), ("Van 0", 1, 10), ("Van 3", 0, None)]


def test_a_visit_that_does_not_count_does_not_reset_the_clock(fleet):
    van = Asset.objects.get(name="Van 2")
    VisitFactory(customer=fleet, asset=van, day=TODAY, counts=False)
    VisitFactory(customer=fleet, asset=van, day=TODAY, amount=-5)
    assert clocks(fleet, on=TODAY)[0].silent_days == 400


def test_a_fleet_is_not_current_because_one_van_came(as_lin, fleet):
    words = "The customer is current, but 2 of 4 have lapsed"
    assert words in section(as_lin, fleet)
    assert words in as_lin.get(reverse("retention:customer", args=[fleet.pk])).content.decode()


def test_nothing_is_said_where_the_customer_himself_has_lapsed(as_lin, fleet):
    fleet.standing.tier = 2
    fleet.standing.save()
    assert "The customer is current, but" not in section(as_lin, fleet)


def test_what_is_retired_lapses_no_more(as_lin, fleet):
    Asset.objects.filter(name__in=("Van 1", "Van 2")).update(retired_on=TODAY)
    shown = section(as_lin, fleet)
    assert "The customer is current, but" not in shown
    assert "2 retired" in shown


def test_what_is_due_stands_beside_the_asset_and_what_is_overdue_is_marked(as_lin, fleet):
    set_due(asset=Asset.objects.get(name="Van 0"), kind="inspection", by_date=TODAY - timedelta(days=2))
    set_due(asset=Asset.objects.get(name="Van 1"), kind="maintenance", by_date=None, by_km=60_000)
    shown = section(as_lin, fleet)
    assert "Annual inspection" in shown
    assert "overdue" in shown
    assert "pace not known yet" in shown


def test_an_auditor_finds_nothing_to_change(as_sun, fleet):
    assert reverse("customers:asset_new", args=[fleet.pk]) not in section(as_sun, fleet)


def test_the_section_costs_the_same_however_many_there_are(as_lin, fleet, django_assert_max_num_queries):
    for n in range(40):
        van = Asset.objects.create(customer=fleet, kind="vehicle", name=f"More {n}")
        set_due(asset=van, kind="inspection", by_date=TODAY)
    with django_assert_max_num_queries(29):
        section(as_lin, fleet)
