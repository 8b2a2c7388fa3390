"""Of things bought in a rhythm the one that stays away is told, whatever else he buys."""

import json
from datetime import timedelta

import pytest

from customers.models import Category, VisitLine
from signals.detectors import detect_all
from tests.factories import VisitFactory
from tests.signals.facts import AS_OF
from tests.signals.naive import NAIVE
from tests.signals.test_recomputed import FOLLOWED, frame

pytestmark = pytest.mark.django_db


def test_what_he_had_on_his_last_visit_hides_no_other_kind_of_thing(customer_of_lin):
    """Oil every ten days, the last thirty days ago; tyres every sixty, the last time twice as long ago."""
    lines = {"Oil": range(30, 400, 10), "Tyres": range(120, 500, 60)}
    for name, days in lines.items():
        category = Category.objects.create(name=name)
        for ago in days:
            visit = VisitFactory(customer=customer_of_lin, day=AS_OF - timedelta(days=ago))
            VisitLine.objects.create(visit=visit, category=category, text=name, amount=40)

    late = frame().loc[customer_of_lin.pk]
    found = detect_all(frame(), FOLLOWED)
    told = {row.kind: row.numbers for row in found.itertuples()}

    assert [name for name, *_numbers in json.loads(late.categories)] == ["Tyres"]
    assert (late.due_silent, late.silent_days) == (120, 30)
    assert told["falling_category"]["category"] == "Tyres"
    assert told["falling_category"] == NAIVE["falling_category"](customer_of_lin)


@pytest.mark.parametrize(
    ("asked", "told"), [({}, "Tyres"), ({"min_before": 4}, "Oil"), ({"min_before": 9}, None)]
)
def test_what_a_policy_does_not_speak_of_hides_nothing(customer_of_lin, asked, told):
    """Three times before and never since; and eight times before and twice since, now and then."""
    lines = {"Tyres": (400, 500, 600), "Oil": (*range(370, 730, 46), 3, 9), "Wash": range(10, 800, 20)}
    for name, days in lines.items():
        category = Category.objects.create(name=name)
        for ago in days:
            visit = VisitFactory(customer=customer_of_lin, day=AS_OF - timedelta(days=ago))
            VisitLine.objects.create(visit=visit, category=category, text=name, amount=40)
    rule = FOLLOWED["falling_category"] | {"parameters": asked}
    found = detect_all(frame(), {"falling_category": rule})

    assert [numbers["category"] for numbers in found.numbers] == ([told] if told else [])


def test_a_repair_in_stages_hides_no_rhythm_and_has_none(customer_of_lin):
    """Brakes on four days in a row long ago; tyres every sixty days, not for four months; paint last week."""
    lines = {"Brakes": range(600, 604), "Tyres": range(120, 500, 60), "Paint": (7,)}
    for name, days in lines.items():
        category = Category.objects.create(name=name)
        for ago in days:
            visit = VisitFactory(customer=customer_of_lin, day=AS_OF - timedelta(days=ago))
            VisitLine.objects.create(visit=visit, category=category, text=name, amount=40)
    found = detect_all(frame(), FOLLOWED)
    told = {row.kind: row.numbers for row in found.itertuples()}

    assert told["falling_category"]["category"] == "Tyres"
    assert told["falling_category"] == NAIVE["falling_category"](customer_of_lin)
