"""What checks look at, and the limits within which they are silent."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

TECHNICIAN, PERSON, BRANCH = "technician", "person", "branch"
# The highest step of a scale: satisfaction is 1 to 5, a recommendation (NPS) 0 to 10.
OF_FIVE, OF_TEN = SCALES = (5, 10)
STEPS = {OF_FIVE: range(1, 6), OF_TEN: range(11)}
# From which step on he is satisfied, or a promoter (Reichheld 2003, Harvard Business Review 81(12):46–54).
GOOD = {OF_FIVE: 4, OF_TEN: 9}
Judged = Mapping[str, Mapping[str, Mapping[int, Any]]]


@dataclass(frozen=True)
class Limits:
    """The policy. Shares from 0 to 1.

    least: nobody is doubted by fewer observations · false_share: of all doubts, false ones at most ·
    burst_seconds: ratings closer than that were entered in one go · source_share, satisfied_share,
    promoter_share: below these one source and leaving are no doubt.
    """

    least: int = 20
    false_share: float = 0.05
    burst_seconds: int = 60
    source_share: float = 0.6
    satisfied_share: float = 0.8
    promoter_share: float = 0.6


@dataclass(frozen=True)
class Observed:
    """One window's facts. Keys of people and branches are missing where nobody is known.

    ratings: index is the rating's own key; technician, person (who entered it), branch, scale (of
    SCALES), score (of STEPS), entered_at (UTC; missing where nobody wrote down when), known_at (UTC),
    given_from (digest or ""), entry (the same for both answers of one survey, which were given at once).
    visits: technician, branch, known_at (the day), visits, complaints.
    behaviour: satisfied customers and promoters whose time to come back is over; technician, person, branch,
    scale, known_at, rating (its key), gone.
    """

    ratings: pd.DataFrame
    visits: pd.DataFrame
    behaviour: pd.DataFrame

    @property
    def entries(self) -> pd.DataFrame:
        """The ratings, of both answers of a survey the first: where and when they came from is one fact."""
        return self.ratings[~self.ratings.entry.duplicated()]

    def behind(self, entries: pd.DataFrame) -> list[str]:
        """The keys of all ratings of these entries."""
        return list(self.ratings.index[self.ratings.entry.isin(entries.entry)])

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


def by_scale(frame: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """Fives and tens are not compared with each other."""
    for scale in SCALES:
        yield scale, frame[frame.scale == scale]


def of_each_scale(
    observed: Observed,
    subject: str,
    limits: Limits,
    told: Callable[[list[tuple[int, pd.DataFrame]], int], Iterable[dict[str, Any]]],
) -> pd.DataFrame:
    """The answer of a check that looks at the scores of each scale apart. told: what is said of those with
    enough ratings."""
    return of_several(
        [
            one
            for scale, ratings in by_scale(observed.ratings)
            for one in told(grouped(ratings[[subject, "score"]], subject, least=limits.least), scale)
        ]
    )


def of_several(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The answer of a check that looks at a subject in several ways: what is a doubt, and the least likely.

    p is times the number of ways (Bonferroni).
    """
    said = answer(rows)
    if said.empty:
        return said
    ways = said.groupby("key").p.transform("size")
    said = said.assign(p=(said.p * ways).clip(upper=1), silent=~said.fires.astype(bool))
    said = said.sort_values(["key", "silent", "p"], kind="stable").drop(columns="silent")
    return said.drop_duplicates("key").reset_index(drop=True)
