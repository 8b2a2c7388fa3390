"""The demo learns from its own history, as a business that has been there for years has long done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic

from signals.learning.prior import Prior
from signals.learning.training import fit
from signals.policies import scoring_policy
from signals.purchases import read_in_one_unit
from signals.upkeep import store

AGAIN = 6  # months before the last night


def days(nights: list[date]) -> set[date]:
    """After which nights it learns: the first, and the month end half a year ago. The ones after it
    follow."""
    month_ends = [night for night in nights if (night + timedelta(days=1)).day == 1]
    return {nights[0], month_ends[-AGAIN]}


def learn(*, day: date, say: Callable[[str], None]) -> None:
    """A model of what was known at the end of `day`, in use from then on."""
    began, policy = monotonic(), scoring_policy()
    history, units = read_in_one_unit(until=day)
    fitted = fit(history, through=day.toordinal(), horizon=policy.horizon_days, prior=Prior())
    if fitted.basis == "prior":
        say(f"{day:%d %B %Y}: too little history to learn from")
        return
    model = store.keep(replace(fitted, facts={**fitted.facts, "units": units}))
    store.put_into_use(model, verdict={"why": "demo"})
    say(f"Model {model.number}, learned from {model.months} months in {monotonic() - began:.0f} seconds")
