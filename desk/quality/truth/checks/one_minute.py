"""Entered in one go: many ratings within a minute, where others enter theirs one after the other.

The gaps between a subject's ratings, in the order in which they were entered, are its trials; a gap not
longer than the policy's seconds is a hit. p is the beta-binomial tail against the peers' gaps (see chance).
It is no doubt below five ratings in one burst, as anybody may write a few slips down at once.
"""

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import at_least, peers_of
from desk.quality.truth.checks.observed import PERSON, TECHNICIAN, Limits, Observed, answer, grouped

KIND = "one_minute"
SUBJECTS = (TECHNICIAN, PERSON)
LEAST_BURST = 5


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough ratings of which is known when they were entered."""
    timed = observed.ratings.dropna(subset=["entered_at"]).sort_values("entered_at", kind="stable")
    groups = grouped(timed, subject, least=limits.least)
    if len(groups) < 2:
        return answer([])
    gaps = [seconds(rows) for _key, rows in groups]
    hits = np.array([(gap <= limits.burst_seconds).sum() for gap in gaps])
    trials = np.array([len(gap) for gap in gaps])
    peers = peers_of(hits, trials)
    said = []
    for place, (key, rows) in enumerate(groups):
        size, lasted = largest_burst(rows, limits.burst_seconds)
        short = gaps[place] <= limits.burst_seconds
        numbers = {"hits": int(hits[place]), "n": len(rows), "burst": size, "seconds": lasted}
        said.append(
            {
                "key": key,
                "p": at_least(hits[place], trials[place], peers.a[place], peers.b[place]),
                "fires": size >= LEAST_BURST,
                "numbers": numbers | {"usual": float(peers.share[place])},
                "source": only_one(rows.person),
                "ratings": rows.index[np.append(False, short) | np.append(short, False)].tolist(),
            }
        )
    return answer(said)


def seconds(rows: pd.DataFrame) -> np.ndarray:
    """The gaps between them."""
    return np.asarray(rows.entered_at.diff().dt.total_seconds().iloc[1:])


def largest_burst(rows: pd.DataFrame, within: int) -> tuple[int, int]:
    """The most ratings in any `within` seconds, and how many seconds they took."""
    times = rows.entered_at.to_numpy(dtype="datetime64[ms]")
    last = np.searchsorted(times, times + np.timedelta64(within, "s"), side="right")
    sizes = last - np.arange(len(times))
    start = int(sizes.argmax())
    took = times[last[start] - 1] - times[start]
    return int(sizes[start]), int(took / np.timedelta64(1, "s"))


def only_one(people: pd.Series) -> int | None:
    """Who entered them, if it was one person."""
    found = people.dropna().unique()
    return int(found[0]) if len(found) == 1 else None
