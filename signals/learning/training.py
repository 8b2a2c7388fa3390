"""From a history to a fitted model: what there is enough of is learned, the rest falls back and is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from signals.learning import additive, lifetimes, silence
from signals.learning.factors import PLACES, summed
from signals.learning.frame import YEAR, frame, usual_gap_of
from signals.learning.history import History, scattered
from signals.learning.lifetimes import CannotFit, Lifetimes
from signals.learning.linear import fit_linear
from signals.learning.model import LIFETIMES, FittedModel, Learned
from signals.learning.origins import MOST_ROWS, Examples, examples, looked_back, origins
from signals.learning.points import logit, probability
from signals.learning.prior import Prior

PHASED_IN = 200  # customers at which learning has half the say
FEWEST_OF_EACH = 20  # customers who stayed, and who left, to learn anything from
FEWEST_TO_TELL = 20  # customers in whom a feature is other than in most, to learn anything from it
SEASON_SHARE, SEASON_DAYS, SEASON_STEP, SEASON_HISTORY = 0.7, 25, 5, 150
YEARS = 3  # before, whose seasons are asked
EACH_FOR_SLOPE = 4  # of a customer's examples tell the slope: they are much alike
CAP = 0.999  # quantile of spend above which it counts as much
Fit = Callable[..., FittedModel]  # as `fit`
# Mostly from files that say no day: who stayed has more of them by now, so the past must not know them.
# Models that learned them before go on seeing them.
UNDATED = frozenset({"people_contacts", "people_lines"})


def fit(history: History, *, through: int, horizon: int, prior: Prior | None = None) -> FittedModel:
    """The best model that the history up to the end of `through` allows; later rows are not looked at.

    On one core: threads that wait for each other at every split stand still once others work beside them.
    What is loaded later would know of no limit.
    """
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401

    with threadpool_limits(1):
        return _fit(history, through=through, horizon=horizon, prior=prior)


class Remembered:
    """`fit`, which learns the same once: for trials and back-tests of one history that follow each other.

    Nothing that is known of the past may change as long as it lives.
    """

    def __init__(self) -> None:
        self.models: dict[tuple[int, int, Prior], FittedModel] = {}

    def __call__(
        self, history: History, *, through: int, horizon: int, prior: Prior | None = None
    ) -> FittedModel:
        key = through, horizon, prior or Prior()
        if key not in self.models:
            self.models[key] = fit(history, through=through, horizon=horizon, prior=prior)
        return self.models[key]


def _fit(history: History, *, through: int, horizon: int, prior: Prior | None) -> FittedModel:
    known = history.until(through)
    newest = known.known_until(through)
    started = FittedModel(
        basis="prior",
        horizon=horizon,
        through=through,
        usual_gap=usual_gap_of(known),
        prior=prior or Prior(),
        facts={
            "days": max(through - silence.first_day(known), 0),
            "silence": silence.measured(known, through=newest, horizon=horizon),
        },
    )
    if not len(known.customers):
        return unlearned(started)
    model = with_lifetimes(started, known.sample(lifetimes.MOST_FITTED))
    days = origins(known.first_day, newest, horizon)
    drawn = drawn_for(known, days)
    model = with_learning(model, drawn, days, customers=len(known.customers), through=newest)
    if model.learned:
        model = with_season(model, drawn, as_of=through)
    return centred(model, drawn)


def drawn_for(known: History, days: Sequence[int]) -> History:
    """As many customers as may be asked about on these days."""
    return known.sample(max(MOST_ROWS // max(len(days), 1), 1))


def unlearned(model: FittedModel) -> FittedModel:
    """Of a business without purchases: the usual customer is one who has just come."""
    mean = float(logit(model.prior.p0(np.zeros(1), model.horizon))[0])
    return replace(model, means={LIFETIMES: mean}, facts={"lifetimes": "nobody has bought anything yet"})


def with_lifetimes(model: FittedModel, drawn: History) -> FittedModel:
    """With the lifetimes that these customers allow, or unchanged, with the reason among its facts."""
    x, t, age = seen_by_lifetimes(drawn, model.through)
    try:
        found = lifetimes.fit(x, t, age)
    except CannotFit as why:
        return replace(model, facts={**model.facts, "lifetimes": str(why)})
    rhythm = [found]
    if found.kind == "mbg":
        told, _trouble = lifetimes.maximum("bg", x, t, age)
        rhythm += [Lifetimes("bg", *told)] if told else []
    facts = {**model.facts, "lifetimes": found.note or "converged"}
    return replace(model, basis="lifetimes", lifetimes=found, rhythm=tuple(rhythm), facts=facts)


def seen_by_lifetimes(drawn: History, through: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, t, age of lifetimes.py for every customer of the history."""
    bought = drawn.bought
    first, last = bought.days[bought.starts[:-1]], bought.days[bought.starts[1:] - 1]
    return tuple(column.astype(float) for column in (bought.counts - 1, last - first, through - first))  # type: ignore[return-value]


def with_learning(
    model: FittedModel, drawn: History, days: list[int], *, customers: int, through: int
) -> FittedModel:
    """With what the origins teach; unchanged, with the reason, where they teach too little. through: the last
    day that is known."""
    if not days:
        return replace(model, facts={**model.facts, "learning": "the history is too short"})
    known = examples(drawn, days, horizon=model.horizon, usual_gap=model.usual_gap, through=through)
    if too_little := missing(model, known):
        return replace(model, facts={**model.facts, "learning": too_little})
    taught = replace(
        model,
        basis="learned",
        learned=learn(model, known),
        share=customers / (customers + PHASED_IN),
        facts={
            **model.facts,
            "learning": "",
            "origins": days,
            "rows": len(known.left),
            "customers": customers,
        },
    )
    return stretched(taught, known)


def missing(model: FittedModel, known: Examples) -> str:
    """What these examples lack to learn from; empty where they teach something.

    Counted are customers: who is asked about on two dozen days is one of them, however often he stayed away.
    """
    customers = known.features.index
    if min(customers[known.left == one].nunique() for one in (0, 1)) < FEWEST_OF_EACH:
        return "too few customers left, or too few stayed"
    return "" if telling(model.completed(known.features)) else "nothing tells customers apart"


def stretched(model: FittedModel, known: Examples) -> FittedModel:
    """With the slope at which its logits come true (Platt 1999), phased in; the mean chance stays.

    A mean of logits is less sure of itself than those of its members that know more. Where visits are even,
    the lifetimes, which take every gap for chance, hardly tell customers apart, and a third of the blend says
    little. The slope is found on customers whom a model was asked about that was taught by the others.
    """
    from sklearn.linear_model import LogisticRegression  # takes seconds to load, and no page needs it

    asked = known.of(known.features.groupby(level=0).cumcount().to_numpy() % EACH_FOR_SLOPE == 0)
    half = halved(asked.features.index.to_numpy())
    if missing(model, asked.of(half)) or missing(model, asked.of(~half)):
        return model
    said = np.where(half, told_by(model, asked.of(~half), asked), told_by(model, asked.of(half), asked))
    line = LogisticRegression(C=np.inf, max_iter=500).fit(
        said[:, None], asked.left, sample_weight=asked.weights
    )
    slope = 1 + model.share * (float(line.coef_[0, 0]) - 1)
    said = logits_of(model, known)
    return replace(model, slope=slope, level=shift(slope * said, float(probability(said).mean())))


def halved(ids: np.ndarray) -> np.ndarray:
    """True for about every other customer: by a number that does not follow the step in which ids are given
    out, and is the same whenever it is asked."""
    return scattered(ids) % np.uint64(2) == 0


def told_by(model: FittedModel, taught: Examples, asked: Examples) -> np.ndarray:
    """Logits of those asked, by what `taught` teaches."""
    return logits_of(replace(model, learned=learn(model, taught)), asked)


def logits_of(model: FittedModel, known: Examples) -> np.ndarray:
    """But for the season."""
    whole: np.ndarray = np.sum(list(model.parts(known.features).values()), axis=0)
    return whole + model.constant


def learn(model: FittedModel, known: Examples) -> Learned:
    """The three learned parts, over the columns that say anything."""
    features = model.completed(known.features)
    columns = telling(features)
    values = features[list(columns)].to_numpy()
    stayed = known.left == 0
    spend = np.minimum(known.spend[stayed], np.quantile(known.spend[stayed], CAP))
    return Learned(
        columns,
        fit_linear(values, known.left, known.weights),
        additive.fit_leaving(values, known.left, known.weights),
        additive.fit_spend(values[stayed], spend, known.weights[stayed]),
    )


def telling(features: pd.DataFrame) -> tuple[str, ...]:
    """The columns that say anything."""
    return tuple(name for name in features if name not in UNDATED and tells(features[name]))


def tells(column: pd.Series) -> bool:
    """Whether enough customers differ from most in a feature. What is true of a handful, on many days, would
    be learned by heart; scikit-learn refuses what is missing throughout."""
    known = column.fillna(-np.inf)
    return column.index[known != known.median()].nunique() >= FEWEST_TO_TELL


def in_season(model: FittedModel, history: History, *, as_of: int) -> FittedModel:
    """The model as it speaks on a later day: what it learned stays, the season is that of the day.

    history: up to the end of `as_of` or beyond; later rows are not looked at. On the day of its teaching it
    is the very same.
    """
    if not model.learned:
        return model
    asked = list(model.facts.get("origins", []))  # type: ignore[call-overload]
    return with_season(model, drawn_for(history.until(as_of), asked), as_of=as_of)


def with_season(model: FittedModel, drawn: History, *, as_of: int) -> FittedModel:
    """With a part of what would have made the model right at this time in earlier years, for the chance and
    for spend; the more years agree, the more of it.

    What has changed since a year ago, as the newest known outcomes show it, is added: else the youth of a
    business would pass for its season. Nothing while no earlier year is known.
    """
    plain = replace(model, season=0.0, spend_season=0.0)
    through = drawn.known_until(as_of)
    years = [
        Slip.at(plain, drawn, middle=as_of - back * YEAR, through=through) for back in range(1, YEARS + 1)
    ]
    known = [year for year in years if year]
    if not known:
        return plain
    newest = through - model.horizon - SEASON_DAYS
    now, before = (Slip.at(plain, drawn, middle=day, through=through) for day in (newest, newest - YEAR))
    part = len(known) / (len(known) + 1 / SEASON_SHARE - 1)
    season, spend = (
        part * (np.mean([sure(*getattr(year, of)) for year in known]) + changed(now, before, of))
        for of in ("chance", "spend")
    )
    return replace(plain, season=float(season), spend_season=float(spend))


@dataclass(frozen=True)
class Slip:
    """How far a model was off around a day. chance: in the logit · spend: in the logarithm of what those
    spent who stayed; each with its variance."""

    chance: tuple[float, float]
    spend: tuple[float, float]

    @classmethod
    def at(cls, model: FittedModel, drawn: History, *, middle: int, through: int) -> "Slip | None":
        """None while less than SEASON_HISTORY days were known by then, and where there was nobody.

        through: the last day of which the outcome is known."""
        if not len(drawn.customers) or middle - drawn.first_day < SEASON_HISTORY:
            return None
        around = range(middle - SEASON_DAYS, middle + SEASON_DAYS + 1, SEASON_STEP)
        days = [day for day in around if day + model.horizon <= through]
        seen = looked_back(drawn, days, horizon=model.horizon, usual_gap=model.usual_gap, through=through)
        known = list(seen) if days else []
        if not sum(len(seen) for seen, _outcome in known):
            return None
        told = [model.told(seen) for seen, _outcome in known]
        left, spent = (
            np.concatenate(column) for column in zip(*(came for _seen, came in known), strict=True)
        )
        said, expected = (np.concatenate(column) for column in zip(*told, strict=True))
        # Days a few days apart ask the same customers: together they are as sure as one of them.
        return cls(off(said, left, len(days)), off_spend(expected[left == 0], spent[left == 0], len(days)))


def off(said: np.ndarray, left: np.ndarray, days: int) -> tuple[float, float]:
    """Of logits, with the variance: of a rate that counts one more of each, so that all who left are many."""
    asked = len(left) / days
    rate = (asked * float(left.mean()) + 1) / (asked + 2)
    return shift(said, float(left.mean())), 1 / (asked * rate * (1 - rate))


def off_spend(expected: np.ndarray, spent: np.ndarray, days: int) -> tuple[float, float]:
    """Of expected spend, as a logarithm, with the variance. Above the CAP spend counts as much, as it is
    learned."""
    if not len(spent):
        return 0.0, 1.0
    spent = np.minimum(spent, np.quantile(spent, CAP))
    ratio = spent.sum() / expected.sum()
    variance = days * ((spent - ratio * expected) ** 2).sum() / spent.sum() ** 2
    return float(np.log(ratio)), float(variance)


def changed(now: Slip | None, before: Slip | None, of: str) -> float:
    """Since a year before, as far as both are known."""
    if now is None or before is None:
        return 0.0
    (later, one), (earlier, other) = getattr(now, of), getattr(before, of)
    return sure(later - earlier, one + other)


def sure(found: float, variance: float) -> float:
    """What is left of it without what chance alone makes (James and Stein 1961)."""
    return found * max(0.0, 1 - variance / found**2) if found else 0.0


def shift(said: np.ndarray, rate: float) -> float:
    """What has to be added to these logits so that their mean probability is `rate`."""
    rate = float(np.clip(rate, 1e-4, 1 - 1e-4))
    from scipy.optimize import brentq  # takes long to load, and no page needs it

    return float(brentq(lambda delta: probability(said + delta).mean() - rate, -20, 20))


def centred(model: FittedModel, drawn: History) -> FittedModel:
    """With the mean of each part over the customers who are scored on the model's day, and among its facts
    how much each factor moves their logits."""
    parts = model.parts(seen_on_its_day(model, drawn))
    means = {name: float(part.mean()) for name, part in parts.items()}
    moved = np.column_stack([part - means[name] for name, part in parts.items()])
    facts = {**model.facts, "weights": weights_of(tuple(parts), moved)}
    return replace(model, means=means, facts=facts)


def seen_on_its_day(model: FittedModel, drawn: History) -> pd.DataFrame:
    """The frame of those who are scored; of all where nobody is, because everybody left long ago."""
    for active_days in (YEAR, None):
        seen = frame(
            drawn,
            as_of=model.through,
            horizon=model.horizon,
            usual_gap=model.usual_gap,
            active_days=active_days,
        )
        if len(seen):
            break
    return seen


def weights_of(names: tuple[str, ...], contributions: np.ndarray) -> dict[str, float]:
    """Mean distance of each factor's contribution from the mean, in the logit; the greatest first."""
    mean = np.abs(summed(names, contributions)).mean(axis=0)
    told = {factor: round(float(mean[place]), 4) for factor, place in PLACES.items() if mean[place] > 0}
    return dict(sorted(told.items(), key=lambda one: -one[1]))
