"""What a policy would change, seen before it is saved, and held against the night that then follows it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from customers.models import Customer, CustomerStanding
from retention.night import run_night
from signals.foresight import foresee
from signals.models import ScoringPolicy, TierSegment
from signals.policies import own_months, scoring_policy
from signals.segments import replacing
from tests.conftest import TODAY, first_branch, person, team_of
from tests.factories import CustomerFactory, VisitFactory
from tests.past import kept_for_a_module
from tests.retention.nights import NIGHT, a_business
from tests.signals.tried import model_row

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def after_a_night(django_db_setup, django_db_blocker) -> Iterator[dict[str, int]]:
    """The keys of a business's customers."""
    with kept_for_a_module(django_db_blocker, today=TODAY):
        gaoxin = first_branch()
        person("he")
        cast = a_business(person("lin", gaoxin=gaoxin, team=team_of(gaoxin)), gaoxin)
        run_night(day=NIGHT)
        yield {name: customer.pk for name, customer in cast.items()}


@pytest.fixture
def business(after_a_night, db) -> dict[str, Customer]:
    return {name: Customer.objects.get(pk=pk) for name, pk in after_a_night.items()}


def wanted(**changed) -> ScoringPolicy:
    """The saved policy with other values, not saved."""
    policy = scoring_policy()
    for name, value in changed.items():
        setattr(policy, name, value)
    return policy


def seen(months: list[dict[str, Any]] | None = None, **changed):
    return foresee(wanted(**changed), months=own_months() if months is None else months, as_of=NIGHT)


def counts(field: str) -> dict[int, int]:
    rows = CustomerStanding.objects.exclude(tier=0).values_list(field, flat=True)
    return {level: list(rows).count(level) for level in set(rows) if level}


def then(rows: list[tuple[int, int, int]]) -> dict[int, int]:
    return {level: count for level, _now, count in rows if count}


def test_what_is_saved_changes_nothing(business):
    found = seen()

    assert found.nothing
    assert {level: now for level, now, _then in found.tiers.rows if now} == counts("tier")
    assert {level: now for level, now, _then in found.bands.rows if now} == counts("band")


@pytest.mark.parametrize(
    "changed",
    [
        {"months_sms": 1, "months_call": 2, "months_recall": 3},
        {"months_sms": 8, "months_call": 9, "months_recall": 20},
        {"prior_sms": 0.9, "prior_call": 0.95, "prior_recall": 0.99},
        {"attrition_months": 60},
        {"attrition_months": 13},
        {"share_first": 0.4, "months_sms": 2},
    ],
)
def test_the_next_night_does_what_was_foreseen(business, changed):
    found = seen(**changed)
    wanted(**changed).save()
    run_night(day=NIGHT)

    assert then(found.tiers.rows) == counts("tier")
    assert then(found.bands.rows) == counts("band")
    gone = CustomerStanding.objects.filter(
        last_visit_on__lte=months_before(scoring_policy().attrition_months)
    )
    assert found.let_go.then == gone.count()


def months_before(months: int):
    years, rest = divmod(NIGHT.month - 1 - months, 12)
    return NIGHT.replace(year=NIGHT.year + years, month=rest + 1)


def test_months_of_a_segment_are_foreseen_for_it_alone(business, gaoxin):
    own = {"branch": gaoxin.pk, "echelon": 1, "customer_kind": "", "months": [10, 11, 12]}
    found = seen(replacing(own_months(), own))

    assert (found.tiers.lower, found.tiers.higher) == (1, 0)
    assert found.tiers.movers == [(business["called"].pk, 3, 1)]
    TierSegment.objects.create(branch=gaoxin, echelon=1, months_sms=10, months_call=11, months_recall=12)
    run_night(day=NIGHT)
    assert then(found.tiers.rows) == counts("tier")


def test_priors_move_the_chance_of_their_tier_and_no_tier(business):
    found = seen(prior_call=0.92)

    assert not found.tiers.movers
    in_call_tier = CustomerStanding.objects.filter(tier=3).count()
    assert (found.chances.changed, found.chances.by_model) == (in_call_tier, 0)


def test_who_is_let_go_is_named(business):
    found = seen(attrition_months=13)

    assert found.let_go.newly == [business["recalled"].pk]
    assert (found.let_go.now, found.let_go.then) == (1, 2)
    assert seen(attrition_months=60).let_go.no_longer == [business["gone"].pk]


def test_whom_a_model_tells_the_prior_does_not_move(business):
    model_row(role="champion")
    CustomerStanding.objects.filter(tier=3).update(probability_from="1")
    told = CustomerStanding.objects.filter(probability_from="1").count()
    found = seen(prior_call=0.9)
    assert (found.chances.by_model, found.chances.changed, found.chances.falls_back) == (told, 0, 0)

    assert seen(horizon_days=90).chances.falls_back == told


def test_of_many_customers_every_nth_speaks_for_n(business, monkeypatch):
    monkeypatch.setattr("signals.preview.MOST", 11)
    monkeypatch.setattr("signals.foresight.MOST", 11)
    found = seen(months_sms=1)

    assert found.each == 2
    assert found.tiers.asked % 2 == 0


# ------------------------------------------------- pages
def values(client, **changed) -> dict:
    form = client.get(reverse("signals:edit_scoring")).context["form"]
    return {name: form[name].value() for name in form.fields} | changed


def test_a_manager_sees_names_and_what_cannot_be_known(as_zhou, business):
    answer = as_zhou.post(
        reverse("signals:preview_scoring"), values(as_zhou, months_sms=1, months_call=2, horizon_days=90)
    )
    body = answer.content.decode()

    assert answer.status_code == 200
    assert "in a later tier" in body and business["reminded"].name in body
    assert "Not known before the night" in body
    assert "for 90 days" in body and "50 % of what it is" in body
    assert scoring_policy().months_sms == 3


def test_another_horizon_than_the_models_says_once_who_tells_the_chance(as_zhou, business):
    model_row(role="champion")
    CustomerStanding.objects.filter(tier__gt=0).update(probability_from="1")
    asked = [values(as_zhou, horizon_days=days) for days in (180, 90)]
    as_it_is, other = [
        as_zhou.post(reverse("signals:preview_scoring"), one).content.decode() for one in asked
    ]
    assert "the priors change nobody" in as_it_is
    assert "does not look 90 days ahead" in other
    assert "the priors change nobody" not in other


def test_months_of_a_segment_are_previewed_in_place_of_its_own(as_zhou, business):
    row = TierSegment.objects.create(customer_kind="person", months_sms=1, months_call=2, months_recall=3)
    given = {"months_sms": 3, "months_call": 6, "months_recall": 12, "echelon": "", "branch": ""}
    moved = as_zhou.post(
        reverse("signals:preview_tiers"), given | {"customer_kind": "company", "row": row.pk}
    ).content.decode()
    kept = as_zhou.post(
        reverse("signals:preview_tiers"), given | {"customer_kind": "company", "row": ""}
    ).content.decode()

    assert "in an earlier one" in moved
    assert "Nobody would change tier." in kept


def test_the_preview_needs_the_same_queries_however_many_move(
    as_zhou, business, lin, gaoxin, django_assert_max_num_queries
):
    given = values(as_zhou, months_sms=1, months_call=2)
    with django_assert_max_num_queries(140) as few:
        as_zhou.post(reverse("signals:preview_scoring"), given)
    for _n in range(15):
        made = CustomerFactory(owner=lin, branch=gaoxin)
        VisitFactory(customer=made, day=NIGHT - timedelta(days=70), amount=100)
    with django_assert_max_num_queries(len(few)):
        as_zhou.post(reverse("signals:preview_scoring"), given)
