"""Whether tonight's customers still look like those that the model knew on its own day. Pure.

Population stability index: Σ (now − then) × ln(now ÷ then) over the shares of bins (Lewis 1994). Where
nothing has changed it is about a χ² of bins − 1 degrees times (1/n + 1/m) (Yurdakul 2018), hence the bound: a
fixed 0.1 would cry wolf over a small shop.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.model import FittedModel

BINS, CHANCE = 10, 0.95
FEWEST = 50  # customers; of fewer nothing can be told
MOST_COMPARED = 20_000  # customers, drawn by their ids
SCORE = "score"


@dataclass(frozen=True)
class Shifted:
    """One feature, or the score. index: PSI · bound: what chance alone seldom exceeds · of_all: what the
    largest of all features seldom exceeds by chance; None where that was not kept yet."""

    name: str
    index: float
    bound: float
    of_all: float | None = None

    @property
    def beyond(self) -> bool:
        return self.index > self.bound

    @property
    def surely(self) -> bool:
        """Beyond chance though so many features are looked at: of forty, two are beyond their own bound."""
        return self.of_all is not None and self.index > self.of_all


@dataclass(frozen=True)
class Drift:
    """customers: compared tonight · shifted: the score first, then the features, most shifted first."""

    customers: int
    shifted: list[Shifted]

    @property
    def score(self) -> Shifted:
        return self.shifted[0]

    @property
    def too_few(self) -> bool:
        """To tell whether anything has moved: with a handful in a bin the index follows no χ²."""
        return self.customers < FEWEST

    @property
    def grave(self) -> bool:
        """The chances have moved beyond chance: it is worth learning anew and telling somebody."""
        return self.score.beyond

    @property
    def features_moved(self) -> list[Shifted]:
        """Features that moved, whether or not the chances did: a reason to learn anew, which people weigh."""
        return [one for one in self.shifted[1:] if one.surely]

    @property
    def beyond(self) -> list[Shifted]:
        return [one for one in self.shifted if one.beyond]

    def as_json(self) -> dict[str, Any]:
        return {
            "customers": self.customers,
            "shifted": [
                {name: rounded(value) for name, value in asdict(one).items()} for one in self.shifted
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Drift":
        return cls(stored["customers"], [Shifted(**one) for one in stored["shifted"]])


def rounded(value: str | float | None) -> str | float | None:
    return round(value, 5) if isinstance(value, float) else value


def bins_of(model: FittedModel, seen: pd.DataFrame) -> dict[str, dict[str, list[float]]]:
    """How the customers of the model's day were spread, to be kept with it: edges and counts by name."""
    return {name: spread(values) for name, values in compared(model, seen).items()}


def drift(model: FittedModel, bins: Mapping[str, Any], history: History, *, as_of: int) -> Drift | None:
    """Tonight's customers beside those of the model's day. None without anybody, or without bins."""
    drawn = history.sample(MOST_COMPARED)
    if not bins or not len(drawn.customers):
        return None
    seen = frame(drawn, as_of=as_of, horizon=model.horizon, usual_gap=model.usual_gap)
    if not len(seen):
        return None
    kept = {name: values for name, values in compared(model, seen).items() if name in bins}
    found = [shifted(name, bins[name], values, features=len(kept) - 1) for name, values in kept.items()]
    score = next(one for one in found if one.name == SCORE)
    rest = sorted((one for one in found if one is not score), key=lambda one: one.bound - one.index)
    return Drift(len(seen), [score, *rest])


def compared(model: FittedModel, seen: pd.DataFrame) -> dict[str, np.ndarray]:
    """The chances, and the features that the model looks at."""
    columns = model.learned.columns if model.learned else ()
    features = {name: seen[name].to_numpy() for name in columns if name in seen}
    return {SCORE: model.p_churn(seen), **features}


def spread(values: np.ndarray) -> dict[str, list[float]]:
    """Edges of at most ten bins of about equal size, and how many lie in each; the missing ones last."""
    known = values[~np.isnan(values)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.array([])
    return {"edges": edges.tolist(), "counts": counted(values, edges).tolist()}


def counted(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """How many lie in each bin, up to and with its edge; the missing ones in one of their own."""
    missing = np.isnan(values)
    places = np.searchsorted(edges, values[~missing])
    return np.append(np.bincount(places, minlength=len(edges) + 1), missing.sum())


def shifted(name: str, kept: Mapping[str, list[float]], values: np.ndarray, *, features: int = 1) -> Shifted:
    """The index and its bounds. A bin always empty says nothing; half a customer is added to each other.

    features: how many are looked at together (Bonferroni: right however they hang together).
    """
    then, now = np.array(kept["counts"], float), counted(values, np.array(kept["edges"])).astype(float)
    used = (then > 0) | (now > 0)
    n, m = then.sum(), now.sum()
    before, after = ((counts[used] + 0.5) / (counts[used] + 0.5).sum() for counts in (then, now))
    index = float(((after - before) * np.log(after / before)).sum())
    chances = (CHANCE, 1 - (1 - CHANCE) / max(features, 1))
    chi_squares = 2 * gammaincinv(max(used.sum() - 1, 1) / 2, chances)
    return Shifted(name, index, *(chi_squares * (1 / n + 1 / m)).tolist())
