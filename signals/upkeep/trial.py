"""A way of learning tried out on past days, each judged by what came after its teaching. Pure."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.measures import measure, measure_spend
from signals.learning.model import FittedModel, spend_as_before
from signals.learning.origins import FIRST_LOOK, outcome
from signals.learning.prior import Prior
from signals.learning.training import Fit, fit, in_season

CUT_OFFS, APART = 3, 30  # how many past days, and the days between them
MOST_TRIED = 20_000  # customers, drawn by their ids
BINS = 10
OURS, THEIRS, ALONE, PRIOR = "model", "champion", "p0", "prior"
CHANCE, EXPECTED = "chance", "expected"


@dataclass(frozen=True)
class Told:
    """One cut-off. said: by whom → chance of no purchase, by customer · left: 1 where there was none · spent:
    within the horizon · expected: by whom → that, beforehand; of whom hears other amounts it is not there."""

    cutoff: int
    basis: str
    customers: np.ndarray
    left: np.ndarray
    said: dict[str, np.ndarray]
    spent: np.ndarray
    expected: dict[str, np.ndarray]


@dataclass(frozen=True)
class Champion:
    """Who is to be beaten; reads his numbers only when they are asked for.

    hears: the history with its amounts in the units that he learned in.
    """

    number: int
    through: int
    horizon: int
    read: Callable[[], FittedModel]
    hears: Callable[[History], History] = lambda history: history


def cut_offs(first_day: int, through: int, horizon: int, number: int = CUT_OFFS) -> list[int]:
    """Days whose outcome is known at the end of `through`, newest first, each with something before it."""
    newest = through - horizon
    return [day for day in range(newest, newest - APART * number, -APART) if day >= first_day + FIRST_LOOK]


def try_out(
    history: History,
    *,
    through: int,
    horizon: int,
    prior: Prior,
    champion: Champion | None = None,
    number: int = CUT_OFFS,
    fit: Fit = fit,
) -> list[Told]:
    """What a model of today's kind would have said on each cut-off, and beside it the champion, P0 and prior.

    Each model knows nothing after the cut-off. The champion speaks for himself where he had learned by then;
    else a twin does, who learned in today's way and is as old on that day as he is now.

    number: of cut-offs · fit: how a past day is learned.
    """
    if not len(history.customers):
        return []
    tried, newest = history.sample(MOST_TRIED), history.until(through).known_until(through)
    found = []
    for day in cut_offs(history.first_day, newest, horizon, number):
        ours = fit(tried, through=day, horizon=horizon, prior=prior)
        theirs = rival(tried, champion, day, through - champion.through, ours, fit) if champion else None
        found.append(told(tried, day, ours, theirs, through=newest))
    return [one for one in found if len(one.customers)]


def rival(
    history: History, champion: Champion, day: int, age: int, ours: FittedModel, fit: Fit = fit
) -> tuple[FittedModel, History] | None:
    """Who speaks for the champion on that day, in its season as the night would have him, and what he hears;
    None where his twin had nothing to learn from yet.

    age: days since the champion learned, today · ours: learned on `day`.
    """
    if champion.through <= day:
        heard = champion.hears(history)
        return in_season(champion.read(), heard, as_of=day), heard
    if day - age < history.first_day + FIRST_LOOK:
        return None
    if not age:
        return ours, history
    twin = fit(history, through=day - age, horizon=ours.horizon, prior=ours.prior)
    return in_season(twin, history, as_of=day), history


def told(
    history: History,
    day: int,
    ours: FittedModel,
    theirs: tuple[FittedModel, History] | None,
    *,
    through: int,
) -> Told:
    """The chances, on one day, of all of whom it is known at the end of `through` what came. theirs: the
    champion and what he hears; of whom he does not know, the prior speaks for him, as in a night."""
    seen = seen_by(ours, history.asked_for([day]), day)
    seen = seen[history.outcome_known(seen.index.to_numpy(), day + ours.horizon, through=through)]
    left, spent = outcome(history, np.asarray(seen.index), day, ours.horizon)
    told_by = {OURS: said_by(ours, seen), ALONE: said_by(ours.alone, seen), PRIOR: said_by_prior(ours, seen)}
    if theirs:
        told_by[THEIRS] = heard_by(*theirs, day).reindex(seen.index).fillna(told_by[PRIOR])
    same_amounts = [whose for whose in told_by if whose != THEIRS or (theirs and theirs[1] is history)]
    return Told(
        day,
        ours.basis,
        np.asarray(seen.index),
        left,
        {whose: found[CHANCE].to_numpy() for whose, found in told_by.items()},
        spent,
        {whose: told_by[whose][EXPECTED].to_numpy() for whose in same_amounts},
    )


def said_by(model: FittedModel, seen: pd.DataFrame) -> pd.DataFrame:
    """By customer the chance of no purchase, and what is expected to be spent."""
    scores = model.score(seen)
    return pd.DataFrame({CHANCE: scores.p_churn, EXPECTED: scores.expected_spend}, seen.index)


def said_by_prior(model: FittedModel, seen: pd.DataFrame) -> pd.DataFrame:
    """The same by the policy's prior: who stays spends as in the year before."""
    chance = model.prior.p0(seen["recency"].to_numpy(), model.horizon)
    expected = (1 - chance) * spend_as_before(seen, model.horizon)
    return pd.DataFrame({CHANCE: chance, EXPECTED: expected}, seen.index)


def heard_by(model: FittedModel, history: History, day: int) -> pd.DataFrame:
    """What a model says of everybody whom it knows."""
    return said_by(model, seen_by(model, history.asked_for([day]), day))


def seen_by(model: FittedModel, history: History, day: int) -> pd.DataFrame:
    """The frame as that model needs it."""
    return frame(history, as_of=day, horizon=model.horizon, usual_gap=model.usual_gap)


def stacked(tried: list[Told], whose: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None:
    """(customers, left, ours, theirs) over the cut-offs on which both spoke; None where there is none."""
    both = [one for one in tried if whose in one.said]
    if not both:
        return None
    columns = [(one.customers, one.left, one.said[OURS], one.said[whose]) for one in both]
    customers, left, ours, theirs = (np.concatenate(column) for column in zip(*columns, strict=True))
    return customers, left, ours, theirs


def as_measures(tried: list[Told]) -> dict[str, Any]:
    """What the page shows of a model: by cut-off, the means, and how often those of each chance left.

    cutoffs: [{day, basis, customers, base}] · model, p0, prior, champion: means of Measures, of those that
    could be measured · bins: see calibration. Empty where nothing could be measured.
    """
    if not tried:
        return {}
    days = [
        {
            "day": date.fromordinal(one.cutoff).isoformat(),
            "basis": one.basis,
            "customers": len(one.left),
            "base": round(float(one.left.mean()), 4),
        }
        for one in tried
    ]
    customers, left, said = (
        np.concatenate(column)
        for column in zip(*((one.customers, one.left, one.said[OURS]) for one in tried), strict=True)
    )
    return {"cutoffs": days, "bins": calibration(customers, left, said)} | {
        whose: found for whose in (OURS, ALONE, PRIOR, THEIRS) if (found := mean_measures(tried, whose))
    }


def mean_measures(tried: list[Told], whose: str) -> dict[str, float]:
    """Of Measures and SpendMeasures, by name, the means over the cut-offs where they can be measured."""
    each = [measures_of(one, whose) for one in tried if whose in one.said]
    names = dict.fromkeys(name for one in each for name in one)
    found = {name: [one[name] for one in each if name in one] for name in names}
    return {name: round(float(np.mean(values)), 4) for name, values in found.items()}


def measures_of(one: Told, whose: str) -> dict[str, float]:
    """Of one cut-off; empty where all left or nobody did. Without those of spend where nobody said any."""
    chances = measure(one.left, one.said[whose])
    if chances is None:
        return {}
    spend = measure_spend(one.spent, one.expected[whose]) if whose in one.expected else None
    known = asdict(chances) | (asdict(spend) if spend else {})
    return {name: value for name, value in known.items() if name not in ("customers", "base")}


def calibration(customers: np.ndarray, left: np.ndarray, said: np.ndarray) -> list[dict[str, float]]:
    """Bins of equal size by what was said: customers, from, to, mean said, share who left with its 95 %
    interval. A customer may stand in several rows, one a cut-off."""
    order = np.array_split(np.argsort(said, kind="stable"), BINS)
    return [bin_of(customers[rows], left[rows], said[rows]) for rows in order if len(rows)]


def bin_of(customers: np.ndarray, left: np.ndarray, said: np.ndarray) -> dict[str, float]:
    """One bin. The interval is Clopper and Pearson's (1934), which never promises too much.

    The horizons of the cut-offs overlap: what a customer did on several of them is one piece of news, so
    that the interval is that of so many customers, not of so many rows.
    """
    number = len(np.unique(customers))
    low, high = interval(float(left.mean()) * number, number)
    numbers = {
        "from": said.min(),
        "to": said.max(),
        "said": said.mean(),
        "seen": left.mean(),
        "low": low,
        "high": high,
    }
    return {"customers": number, **{name: round(float(value), 4) for name, value in numbers.items()}}


def interval(count: float, of: int) -> tuple[float, float]:
    """95 % interval of a share (Clopper and Pearson). count: of those `of`, and where several rows tell of
    each, their mean."""
    low = float(betaincinv(count, of - count + 1, 0.025)) if count else 0.0
    return low, float(betaincinv(count + 1, of - count, 0.975)) if count < of else 1.0
