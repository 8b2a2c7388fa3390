"""A fitted model: numbers only, with which customers are scored and every score is taken apart."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from signals.learning.additive import Additive, Table, over_same_edges
from signals.learning.frame import YEAR
from signals.learning.lifetimes import Lifetimes
from signals.learning.linear import Linear
from signals.learning.points import logit, points, probability
from signals.learning.prior import Prior

Basis = Literal["prior", "lifetimes", "learned"]
NOTHING = Table(np.array([np.inf]), np.zeros(2))
LIFETIMES, SEASON = "lifetimes", "season"  # parts that are no feature of their own


@dataclass(frozen=True)
class Learned:
    """What was learned from rolling origins, over `columns` of the frame."""

    columns: tuple[str, ...]
    linear: Linear
    additive: Additive
    spend: Additive | None  # logarithm of what somebody spends who stays

    @cached_property
    def _steps(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Of each column the edges, what lies between them for leaving and for spend."""
        spend = self.spend.tables if self.spend else [NOTHING] * len(self.columns)
        return [over_same_edges(*both) for both in zip(self.additive.tables, spend, strict=True)]

    def told(self, features: pd.DataFrame) -> tuple[list[np.ndarray], np.ndarray | None]:
        """What each column adds to the logit of leaving, and all together to the logarithm of spend."""
        leaving, spend = [], np.full(len(features), self.spend.intercept if self.spend else 0.0)
        for place, (edges, leaves, spends) in enumerate(self._steps):
            values = features[self.columns[place]].to_numpy()
            part = self.linear.part(place, values)
            if leaves.any() or spends.any():
                found = np.searchsorted(edges, values)
                part += leaves[found]
                spend += spends[found]
            leaving.append(part)
        return leaving, spend if self.spend else None


@dataclass(frozen=True)
class FittedModel:
    """How customers are scored as of `through` and after.

    basis: what the probability rests on · share: how far learning is phased in, 0 to 1 · slope, level: the
    logit is slope × the blend + level (training.stretched) · season: added to the
    logit, met anew for later days (training.in_season) · spend_season: the same for the logarithm of spend ·
    means: of each part over the customers of
    `through`, in the logit · facts: how it came about.
    """

    basis: Basis
    horizon: int
    through: int
    usual_gap: float
    prior: Prior = field(default_factory=Prior)
    lifetimes: Lifetimes | None = None
    rhythm: tuple[Lifetimes, ...] = ()  # whose P0 are features
    learned: Learned | None = None
    share: float = 0.0
    slope: float = 1.0
    level: float = 0.0
    season: float = 0.0
    spend_season: float = 0.0
    means: dict[str, float] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def asked(self) -> tuple[str, ...]:
        """What it has learned to ask of each customer."""
        return self.learned.columns if self.learned else ()

    def completed(self, features: pd.DataFrame) -> pd.DataFrame:
        """The frame with the lifetimes' own view of each customer as columns, as logits."""
        seen = {f"p0_{model.kind}": logit(self._p0(model, features)) for model in self.rhythm}
        return features.assign(**seen)

    def parts(self, features: pd.DataFrame) -> dict[str, np.ndarray]:
        """What each feature and the lifetimes add to the logit; `constant` and the season are the rest."""
        return self._told(self.completed(features))[0]

    def _told(self, features: pd.DataFrame) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        """The parts, and the logarithm of what somebody spends who stays. features: completed."""
        found = {LIFETIMES: (1 - self.share + self.share / 3) * self._alone(features)}
        spend: np.ndarray | None = None
        if self.learned:
            leaving, spend = self.learned.told(features)
            for name, both in zip(self.learned.columns, leaving, strict=True):
                both *= self.share / 3
                owner = LIFETIMES if name.startswith("p0_") else name
                found[owner] = found[owner] + both if owner in found else both
        return {name: self.slope * part for name, part in found.items()}, spend

    @property
    def constant(self) -> float:
        """The part of the logit that is the same for everybody, but for the season."""
        if not self.learned:
            return 0.0
        learned = self.share / 3 * (self.learned.linear.intercept + self.learned.additive.intercept)
        return self.slope * learned + self.level

    @property
    def base(self) -> float:
        """Logit of the usual rate: of a customer each of whose parts is as the customers' mean."""
        return self.constant + sum(self.means.values())

    @property
    def usual_rate(self) -> float:
        """The probability that points are counted from."""
        return float(probability(np.array(self.base)))

    def score(self, features: pd.DataFrame) -> "Scores":
        """Everything about the customers of a frame (see frame.py)."""
        features = self.completed(features)
        found, spend = self._told(features)
        names = (*found, SEASON)
        contributions = np.empty((len(features), len(names)), order="F")
        for place, (name, part) in enumerate(found.items()):
            np.subtract(part, self.means[name], out=contributions[:, place])
        contributions[:, -1] = self.season
        return Scores(features.index, names, contributions, self.base, self._spent(features, spend))

    @property
    def alone(self) -> "FittedModel":
        """What its lifetimes say without anything that was learned."""
        return replace(self, learned=None, share=0.0, slope=1.0, level=0.0, season=0.0, spend_season=0.0)

    def told(self, features: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Logits and what is spent by who stays, for a model that has no means yet."""
        features = self.completed(features)
        parts, spend = self._told(features)
        logits = np.sum(list(parts.values()), axis=0) + self.constant + self.season
        return logits, self._spent(features, spend)

    def p_churn(self, features: pd.DataFrame) -> np.ndarray:
        """The chances alone, for a model that has no means yet or where nobody asks why."""
        return probability(self.told(features)[0])

    def spend_if_stays(self, features: pd.DataFrame) -> np.ndarray:
        """Expected spend within the horizon of each customer, given that he buys at all."""
        features = self.completed(features)
        return self._spent(features, self._told(features)[1])

    def _spent(self, features: pd.DataFrame, told: np.ndarray | None) -> np.ndarray:
        """told: the logarithm that was learned."""
        if told is not None:
            return np.exp(told + self.spend_season)
        return features["amount_mean"].to_numpy() * self._purchases(features)

    def _purchases(self, features: pd.DataFrame) -> np.ndarray:
        """Before there is anything to learn spend from: how often somebody buys who does; once where nobody
        has come twice."""
        if self.lifetimes is None:
            return np.ones(len(features))
        x, age = features["purchase_days"].to_numpy() - 1, features["tenure"].to_numpy()
        return self.lifetimes.purchases(x, age, self.horizon)

    def _alone(self, features: pd.DataFrame) -> np.ndarray:
        """What is said without having learned: P0 of the lifetimes, else the prior."""
        if self.lifetimes is None:
            return logit(self.prior.p0(features["recency"].to_numpy(), self.horizon))
        if self.lifetimes in self.rhythm:
            return features[f"p0_{self.lifetimes.kind}"].to_numpy()
        return logit(self._p0(self.lifetimes, features))

    def _p0(self, model: Lifetimes, features: pd.DataFrame) -> np.ndarray:
        tenure, recency = features["tenure"].to_numpy(), features["recency"].to_numpy()
        return model.p0(features["purchase_days"].to_numpy() - 1, tenure - recency, tenure, self.horizon)


@dataclass(frozen=True)
class Scores:
    """contributions: customers × names, to the logit; base + their sum is the logit."""

    customers: pd.Index
    names: tuple[str, ...]
    contributions: np.ndarray
    base: float
    spend_if_stays: np.ndarray

    @property
    def logit(self) -> np.ndarray:
        return self.base + self.contributions.sum(axis=1)

    @property
    def p_churn(self) -> np.ndarray:
        """Chance of no purchase within the horizon."""
        return probability(self.logit)

    @property
    def expected_spend(self) -> np.ndarray:
        """Over the horizon, whether he stays or not."""
        return (1 - self.p_churn) * self.spend_if_stays

    @property
    def points(self) -> np.ndarray:
        """Percentage points of each contribution; with the usual rate they add up to p_churn."""
        return points(self.contributions, self.base)

    def value_at_risk(self, margin: np.ndarray | float) -> np.ndarray:
        """p × expected spend given retention × margin (share of the spend, 0 to 1)."""
        return self.p_churn * self.spend_if_stays * margin


def spend_as_before(features: pd.DataFrame, horizon: int) -> np.ndarray:
    """What nights take it for where the prior speaks: as much as in the year before."""
    spent: np.ndarray = features["spend_365"].to_numpy()
    return spent * horizon / YEAR
