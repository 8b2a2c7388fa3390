"""For how many days the priors are, and what nights make of them for their horizon."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection

from signals.models import ScoringPolicy
from signals.policies import Followed, freeze, scoring_policy
from signals.upkeep.training import prior_of

pytestmark = pytest.mark.django_db
moved = import_module("signals.migrations.0131_priors_are_for_what_they_were_set_for")


def test_another_horizon_converts_the_priors_as_if_they_came_back_at_an_even_rate():
    policy = scoring_policy()
    assert freeze().chances == freeze().priors
    policy.horizon_days = 30
    followed = freeze(policy)
    assert followed.chances[1:] == pytest.approx([p ** (1 / 6) for p in (0.15, 0.5, 0.75, 0.92)])
    assert round(followed.chances[1], 2) == 0.73
    assert followed.of_health["priors"] == freeze().priors
    assert followed.prior == prior_of(policy) == freeze().prior


def test_a_night_begun_before_the_days_were_kept_goes_on_as_it_began():
    old = {name: held for name, held in freeze().as_json().items() if name != "prior_days"}
    followed = Followed.from_json(old | {"horizon_days": 30})
    assert followed.chances == followed.priors
    assert replace(followed, prior_days=60).chances[1] == pytest.approx(0.15**0.5)


@pytest.mark.parametrize(("current", "days"), [(0.15, 180), (0.2, 30)])
def test_priors_that_somebody_set_are_for_the_horizon_and_the_untouched_for_180_days(current, days):
    scoring_policy()
    ScoringPolicy.objects.update(horizon_days=30, prior_current=current)
    with connection.cursor() as cursor:
        cursor.execute(moved.PRIORS)
    assert ScoringPolicy.objects.get().prior_days == days
