"""The service: from visits in the database to a model that nights follow, or not yet."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest

from churn_crm import clock
from customers.models import Customer, Visit
from signals.learning.training import fit
from signals.models import ChurnModel, ScoringPolicy
from signals.policies import scoring_policy
from signals.upkeep import store, trial
from signals.upkeep.training import from_units, prior_of, train
from staff.models import Branch, User
from tests import conftest
from tests.conftest import first_branch, person, team_of
from tests.factories import CustomerFactory, VisitFactory
from tests.past import kept_for_a_module
from tests.signals.learning.histories import START, drawn

pytestmark = pytest.mark.django_db
TODAY = date.fromordinal(START + 500)


@pytest.fixture(scope="module")
def shop_of_all(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Three hundred customers; the policy looks sixty days ahead."""
    with kept_for_a_module(django_db_blocker, today=conftest.TODAY):
        gaoxin = first_branch()
        open_shop(person("lin", gaoxin=gaoxin, team=team_of(gaoxin)), gaoxin)
        yield


@pytest.fixture
def shop(shop_of_all, db) -> None:
    pass


def open_shop(lin: User, gaoxin: Branch) -> None:
    history = drawn(customers=300, days=620)
    made = [
        CustomerFactory.build(code=f"K{n:04}", branch=gaoxin, owner=lin, created_at=clock.now())
        for n in history.customers
    ]
    by_place = Customer.objects.bulk_create(made)
    bought = history.bought
    rows = zip(bought.places.tolist(), bought.days.tolist(), bought.cents.tolist(), strict=True)
    Visit.objects.bulk_create(
        VisitFactory.build(
            customer=by_place[place], day=date.fromordinal(day), amount=cents / 100, number=f"N{number}"
        )
        for number, (place, day, cents) in enumerate(rows)
    )
    scoring_policy()
    ScoringPolicy.objects.update(horizon_days=60)


def test_the_first_model_comes_into_use_when_it_beats_the_prior(shop, zhou):
    row = train(day=TODAY, by=zhou)
    assert ChurnModel.objects.champion() == row
    assert (row.basis, row.horizon_days, row.day, row.made_by) == ("learned", 60, TODAY, zhou)
    assert row.verdict["why"] == "better"
    assert row.verdict["against"] == "prior"
    assert row.verdict["low"] > 0
    assert row.verdict["cutoffs"] == [str(TODAY - timedelta(days=60 + n)) for n in (0, 30, 60)]
    assert row.measures["model"]["auc"] > row.measures["prior"]["auc"]
    assert store.fitted(row.number).prior == prior_of(scoring_policy())


def test_learning_the_same_twice_is_once(shop):
    assert train(day=TODAY) == train(day=TODAY)
    assert ChurnModel.objects.count() == 1


def test_where_the_one_in_use_is_damaged_the_next_meets_the_prior(shop):
    damaged = train(day=TODAY - timedelta(days=20))
    ChurnModel.objects.update(body="{}")
    store._read.cache_clear()
    row = train(day=TODAY)
    assert ChurnModel.objects.champion() == row != damaged
    assert (row.verdict["against"], row.verdict["why"]) == ("prior", "better")


@pytest.mark.parametrize(("days", "why", "in_use"), [(20, "no_better", 1), (90, "fresher", 2)])
def test_a_challenger_who_says_the_same_waits_until_the_champion_is_old(shop, monkeypatch, days, why, in_use):
    first = train(day=TODAY - timedelta(days=days))
    store.put_into_use(first, verdict={})
    said = np.full(200, 0.4)
    equal = trial.Told(
        TODAY.toordinal() - 60,
        "learned",
        np.arange(200),
        np.arange(200) % 2,
        dict.fromkeys(("model", "p0", "prior", "champion"), said),
        np.zeros(200),
        {},
    )
    monkeypatch.setattr(trial, "try_out", lambda *args, **kwargs: [equal])
    second = train(day=TODAY)
    assert ChurnModel.objects.champion().number == in_use
    told = second.verdict
    assert (told["why"], told["before"], told["age_days"], told["gain"]) == (why, first.number, days, 0)


def test_a_model_of_an_earlier_day_waits_as_nobody_can_meet_it_unseen(shop):
    """The one in use, or a twin of its age, would have seen what came after the days they are asked of."""
    first = train(day=TODAY)
    assert ChurnModel.objects.champion() == first
    learned = []

    def followed(history, *, through, horizon, prior):
        learned.append(through)
        return fit(history, through=through, horizon=horizon, prior=prior)

    early = TODAY - timedelta(days=90)
    second = train(day=early, fit=followed)
    assert (second.role, second.verdict["why"]) == ("challenger", "older")
    assert (second.verdict["before"], second.verdict["age_days"]) == (first.number, -90)
    assert ChurnModel.objects.champion() == first
    # Nothing was learned of a day after the one before its outcome, and what it reached is kept all the same.
    assert learned == [early.toordinal(), *(early.toordinal() - 60 - n for n in (0, 30, 60))]
    assert "champion" not in second.measures
    assert second.measures["model"]["auc"] > 0.5


def test_another_horizon_is_measured_against_the_prior_again(shop):
    first = train(day=TODAY)
    ScoringPolicy.objects.update(horizon_days=90)
    second = train(day=TODAY)
    assert second.verdict["against"] == "prior"
    assert ChurnModel.objects.champion() == second
    first.refresh_from_db()
    assert first.role == "retired"


def test_a_history_too_short_to_try_anything_waits_as_a_challenger(shop):
    row = train(day=date.fromordinal(START + 70))
    assert (row.role, row.verdict["why"], row.measures) == ("challenger", "cannot_tell", {})
    assert ChurnModel.objects.champion() is None


def test_units_of_one_day_are_turned_into_those_of_another_where_both_know_the_currency():
    assert from_units({"CNY": 1.0, "USD": 7.0, "EUR": 8.0}, {"CNY": 0.25, "USD": 1.0}) == {
        "CNY": 0.25,
        "USD": 1 / 7,
    }
