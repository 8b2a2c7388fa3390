"""The manager has tried the model and one set of other weights against the past."""

from collections.abc import Callable
from datetime import date
from typing import Any

from signals.backtests import running, service
from signals.learning.training import Fit
from signals.models import BackTest
from signals.policies import scoring_policy
from staff.models import User

CAPACITY = 120  # customers whom the five branches can call in a month
OTHER_WEIGHTS = {
    "lapsed_visit": {"enabled": True, "weight": 0.8},
    "falling_spend": {"enabled": False, "weight": 0.25},
}


def try_against_the_past(*, cutoffs: list[date], by: User, fit: Fit, say: Callable[[str], None]) -> None:
    """Two finished back-tests over these days. fit: how a day is learned."""
    wish: dict[str, Any] = {
        "horizon_days": scoring_policy().horizon_days,
        "cutoffs": cutoffs,
        "capacity": CAPACITY,
        "by": by,
    }
    tests = [
        service.order(tried=BackTest.Tried.RULES, changed=OTHER_WEIGHTS, **wish),
        service.order(tried=BackTest.Tried.MODEL, **wish),
    ]
    for test in tests:
        running.run(test.pk, fit=fit)
    say(f"{len(tests)} back-tests over {len(cutoffs)} past days")
