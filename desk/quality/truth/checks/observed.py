"""What checks look at, and the limits within which they are silent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

TECHNICIAN, PERSON, BRANCH = "technician", "person", "branch"
Judged = Mapping[str, Mapping[str, Mapping[int, Any]]]


@dataclass(frozen=True)
class Limits:
    """The policy. Shares from 0 to 1.

    least: nobody is doubted by fewer observations · false_share: of all doubts, false ones at most ·
    burst_seconds: ratings closer than that were entered in one go · source_share, satisfied_share: below
    these one source and leaving are no doubt.
    """

    least: int = 20
    false_share: float = 0.05
    burst_seconds: int = 60
    source_share: float = 0.6
    satisfied_share: float = 0.8


@dataclass(frozen=True)
class Observed:
    """One window's facts. Keys of people and branches are missing where nobody is known.

    ratings: index is the rating's own key; technician, person (who entered it), branch, score 1 to 5,
    entered_at (UTC; missing where nobody wrote down when), known_at (UTC), given_from (digest or "").
    visits: technician, branch, known_at (the day), visits, complaints.
    behaviour: satisfied customers whose time to come back is over; technician, person, branch, known_at,
    rating (its key), gone.
    """

    ratings: pd.DataFrame
    visits: pd.DataFrame
    behaviour: pd.DataFrame

    def without_judged(self, subject: str, until: Mapping[int, Any]) -> "Observed":
        """Without what was judged about these subjects before."""
        if not until:
            return self
        return replace(
            self,
            ratings=later(self.ratings, subject, until),
            visits=later(self.visits, subject, until) if subject in self.visits else self.visits,
            behaviour=later(self.behaviour, subject, until),
        )


def later(frame: pd.DataFrame, subject: str, until: Mapping[int, Any]) -> pd.DataFrame:
    border = pd.to_datetime(frame[subject].map(dict(until)), utc=True)
    return frame[border.isna() | (frame.known_at > border)]


def answer(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """One row a subject: key, p, fires, numbers, source (a person, or missing), ratings (their keys)."""
    return pd.DataFrame(rows, columns=["key", "p", "fires", "numbers", "source", "ratings"])


def grouped(frame: pd.DataFrame, subject: str, *, least: int) -> list[tuple[int, pd.DataFrame]]:
    """The rows of each subject that has enough of them."""
    groups = frame.dropna(subset=[subject]).groupby(subject, sort=True)
    return [(int(key), rows) for key, rows in groups if len(rows) >= least]
