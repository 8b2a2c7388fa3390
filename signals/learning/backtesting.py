"""A model run against the past: what it would have said on each cut-off, and what came of it. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.measures import Measures, SpendMeasures, measure, measure_spend
from signals.learning.model import FittedModel, spend_as_before
from signals.learning.origins import outcome
from signals.learning.prior import Prior
from signals.learning.training import Fit, fit

InUnits = Callable[[History, date], History]


class HistoryTooShort(Exception):
    """There is nobody to say anything about on a cut-off."""

    def __init__(self, cutoff: date, first: date | None) -> None:
        self.cutoff, self.first = cutoff, first
        super().__init__(f"{cutoff}: no purchases by then")


@dataclass(frozen=True)
class Tried:
    """One cut-off. predictions: p_churn, expected_spend and what would be spent if everybody spent as in the
    year before (as_before), by customer_id · measures: of those of whom it is known what came; None where it
    is of nobody, or nobody or everybody left · spend: of the same; None where nobody spent anything."""

    cutoff: date
    model: FittedModel
    predictions: pd.DataFrame
    measures: Measures | None
    spend: SpendMeasures | None = None

    @property
    def reached(self) -> dict[str, float] | None:
        """All measures by name; None where the chances could not be measured."""
        if self.measures is None:
            return None
        return self.measures.rounded() | (self.spend.rounded() if self.spend else {})


def back_test(
    history: History,
    cutoffs: Iterable[date],
    *,
    horizon: int,
    known_until: date,
    prior: Prior | None = None,
    in_units: InUnits = lambda history, cutoff: history,
) -> Iterator[Tried]:
    """Fits a model for each cut-off on what was known at its end, and scores everyone who bought within a
    year.

    known_until: day of which it is asked who is known to have left; a window that ends later is not measured,
    nor is who has a branch whose facts are late (see arrivals) · prior: what
    people set for whom there is too little to learn from · in_units: the history with its amounts in one
    unit, by what was known on a cut-off.
    Raises HistoryTooShort before anything is fitted.
    """
    cutoffs = list(cutoffs)
    for cutoff in cutoffs:
        if not len(history.customers) or cutoff.toordinal() < history.first_day:
            first = date.fromordinal(history.first_day) if len(history.customers) else None
            raise HistoryTooShort(cutoff, first)
    return (
        try_out(in_units(history, cutoff), cutoff, horizon=horizon, known_until=known_until, prior=prior)
        for cutoff in cutoffs
    )


def try_out(
    history: History,
    cutoff: date,
    *,
    horizon: int,
    known_until: date,
    prior: Prior | None = None,
    fit: Fit = fit,
) -> Tried:
    """One cut-off: fit, score, and compare where the outcome is known."""
    day = cutoff.toordinal()
    model = fit(history, through=day, horizon=horizon, prior=prior)
    seen = frame(history, as_of=day, horizon=horizon, usual_gap=model.usual_gap)
    scores = model.score(seen)
    expected = scores.expected_spend
    as_before = spend_as_before(seen, horizon)
    predictions = pd.DataFrame(
        {"p_churn": scores.p_churn, "expected_spend": expected, "as_before": as_before}, index=seen.index
    )
    customers = np.asarray(seen.index)
    known = history.outcome_known(customers, day + horizon, through=known_until.toordinal())
    left, spent = outcome(history, customers[known], day, horizon)
    measures, spend = measure(left, scores.p_churn[known]), measure_spend(spent, expected[known])
    return Tried(cutoff, model, predictions, measures, spend)
