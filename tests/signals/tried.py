"""Finished back-tests and models as rows, without the minutes that real ones take."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from churn_crm import clock
from customers.models import Customer
from signals.backtests.figures import figures_of
from signals.backtests.outcomes import Outcomes
from signals.models import BackTest, BackTestDay, ChurnModel

CUTOFF = date(2026, 3, 31)


def done_test(customers: Sequence[Customer], *, left: Sequence[bool] = (), **said: Any) -> BackTest:
    """A finished test of the model over these customers: the first is most at risk, every other one left."""
    number = len(customers)
    gone = np.array(left or [n % 2 == 0 for n in range(number)], bool)
    chances = {"model": 1 - np.arange(number) / number, "prior": np.full(number, 0.5), **said}
    outcomes = Outcomes(
        np.array([customer.pk for customer in customers]),
        gone,
        {"rules": chances["model"] ** 2, **chances},
        {
            "branch": np.array([customer.branch_id for customer in customers]),
            "kind": np.array([int(customer.kind == "company") for customer in customers]),
            "tier": np.ones(number, int),
            "echelon": np.where(np.arange(number) < 3, 1, 3),
        },
    )
    test = BackTest.objects.create(
        tried="model",
        horizon_days=60,
        capacity=2,
        policy_version=1,
        state=BackTest.State.DONE,
        share=1,
        made_at=clock.now(),
        finished_at=clock.now(),
    )
    BackTestDay.objects.create(
        test=test,
        cutoff=CUTOFF,
        done_at=clock.now(),
        facts={"basis": "learned"},
        figures=figures_of(outcomes),
        outcomes=outcomes.to_bytes(),
    )
    return test


MEASURES = {
    "cutoffs": [{"day": "2026-03-01", "basis": "learned", "customers": 400, "base": 0.3}],
    "model": {"auc": 0.79, "bss": 0.22, "ece": 0.02, "lift": 2.1},
    "prior": {"auc": 0.7, "bss": 0.1, "ece": 0.09, "lift": 1.6},
    "bins": [
        {"customers": 40, "said": n / 10 + 0.05, "seen": n / 10 + 0.04, "low": n / 10, "high": n / 10 + 0.1}
        for n in range(10)
    ],
}
FACTS = {
    "lifetimes": "mbg: did not converge",
    "customers": 2345,
    "rows": 48_000,
    "origins": [date(2026, 3, 1).toordinal(), date(2024, 1, 31).toordinal()],
    "days": 883,
    "weights": {"rhythm": 0.6, "habit": 0.3, "season": 0.1},
}


def model_row(*, number: int = 1, role: str = "challenger", **fields: Any) -> ChurnModel:
    """The model of that number, made when there is none; its body cannot score."""
    usual = {
        "day": date(2026, 6, 1),
        "horizon_days": 180,
        "basis": "learned",
        "role": role,
        "sha256": f"{number:064d}",
        "body": "{}",
        "facts": FACTS,
        "measures": MEASURES,
        "made_at": clock.now(),
        "in_use_since": clock.now() if role != "challenger" else None,
        "verdict": {"why": "no_better", "gain": 0.001, "low": -0.002, "high": 0.004, "customers": 400},
    }
    return ChurnModel.objects.get_or_create(number=number, defaults=usual | fields)[0]
