"""Invented ratings for the truth check: honest ones, and what somebody makes up."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from desk.quality.truth.checks.observed import GOOD, Observed

START = pd.Timestamp("2026-01-05", tz="UTC")
SHARES = np.array([0.02, 0.03, 0.10, 0.25, 0.60])  # of scores 1 to 5
# Of recommendations 0 to 10, but for tens, which are a technician's own share.
TENS = 0.35
STEPS = np.array([1, 0, 1, 1, 1, 3, 4, 9, 20, 25]) / 65
SURVEYED = 0.6  # of the ratings come from a survey that asks both
COLUMNS = [
    *("technician", "person", "branch", "scale", "score", "entered_at", "known_at", "given_from", "entry"),
]


@dataclass
class Business:
    """Technicians of some branches, each with a mood of his own; agents who write down whatever comes.

    unlike: ρ of the technicians' rates of fives, of complaints and of customers who leave.
    """

    rng: np.random.Generator
    branches: int = 4
    technicians: int = 5
    agents: int = 3
    each: int = 40
    days: int = 180
    unlike: float = 0.02
    asks_both: bool = True
    made_up: list[pd.DataFrame] = field(default_factory=list)

    def rate(self, mean: float) -> float:
        weight = 1 / self.unlike - 1
        return float(self.rng.beta(mean * weight, (1 - mean) * weight))

    def ratings_of(self, technician: int, branch: int) -> pd.DataFrame:
        n = self.each
        five = self.rate(SHARES[4])
        rest = SHARES[:4] / SHARES[:4].sum() * (1 - five)
        at = START + pd.to_timedelta(np.sort(self.rng.uniform(0, self.days * 86400, n)), unit="s")
        return pd.DataFrame(
            {
                "technician": technician,
                "person": 1000 + branch * 10 + self.rng.integers(0, self.agents, n),
                "branch": branch,
                "scale": 5,
                "score": self.rng.choice([1, 2, 3, 4, 5], size=n, p=[*rest, five]),
                "entered_at": at,
                "known_at": at,
                "given_from": "",
                "entry": [f"{technician} {nth}" for nth in range(n)],
            }
        )

    def recommendations_of(self, ratings: pd.DataFrame) -> pd.DataFrame:
        """The other answer of the same surveys, given at the same moment."""
        ten = self.rate(TENS)
        own = ratings[self.rng.random(len(ratings)) < SURVEYED]
        score = self.rng.choice(11, size=len(own), p=[*(STEPS * (1 - ten)), ten])
        return own.assign(scale=10, score=score)

    def people(self) -> list[tuple[int, int]]:
        """Technicians with their branches."""
        nth = range(self.technicians)
        return [(100 * branch + one, branch) for branch in range(1, self.branches + 1) for one in nth]

    def observed(self) -> Observed:
        frames = [self.ratings_of(*one) for one in self.people()]
        frames += [self.recommendations_of(frame) for frame in frames] if self.asks_both else []
        ratings = pd.concat([*frames, *self.made_up], ignore_index=True).astype({"person": "float64"})
        return Observed(ratings=ratings, visits=self.visits(), behaviour=self.behaviour(ratings))

    def visits(self) -> pd.DataFrame:
        rows = [
            {"technician": one, "branch": branch, "known_at": START, "visits": 150}
            | {"complaints": int(self.rng.binomial(150, self.rate(0.03)))}
            for one, branch in self.people()
        ]
        return pd.DataFrame(rows)

    def behaviour(self, ratings: pd.DataFrame) -> pd.DataFrame:
        good = ratings[ratings.score >= ratings.scale.map(GOOD)]
        leaving = good.technician.map({one: self.rate(0.2) for one in good.technician.unique()})
        gone = self.rng.random(len(good)) < leaving.to_numpy()
        known = good[["technician", "person", "branch", "scale", "known_at"]]
        return known.assign(rating=good.index, gone=gone).reset_index(drop=True)


def made_up(n: int = 30, **columns: Any) -> pd.DataFrame:
    """All fives of one technician, entered by one person within a minute."""
    at = START + pd.Timedelta(days=90) + pd.to_timedelta(np.arange(n) * 2, unit="s")
    usual: dict[str, Any] = {"technician": 100, "person": 5000, "branch": 1, "scale": 5, "score": 5}
    usual |= {"entered_at": at, "known_at": at, "entry": [f"made up {nth}" for nth in range(n)]}
    return pd.DataFrame({**usual, "given_from": "", **columns}, columns=COLUMNS)
