"""A model run against the past: what it would have said on each cut-off, and what came of it. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.measures import Measures, measure
from signals.learning.model import FittedModel
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
    """One cut-off. predictions: p_churn and expected_spend by customer_id · measures: None where the
    window's end
    lies beyond the history, or nobody or everybody left."""

    cutoff: date
    model: FittedModel
    predictions: pd.DataFrame
    measures: Measures | None


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

    known_until: last day of which anything is known; a window that ends later is not measured · prior: what
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
    predictions = pd.DataFrame(
        {"p_churn": scores.p_churn, "expected_spend": scores.expected_spend}, index=seen.index
    )
    found = None
    if day + horizon <= known_until.toordinal():
        left, _spend = outcome(history, np.asarray(seen.index), day, horizon)
        found = measure(left, scores.p_churn)
    return Tried(cutoff, model, predictions, found)
