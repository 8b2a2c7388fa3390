"""Entered in one go: many ratings within a minute, where others enter theirs one after the other.

The gaps between a subject's ratings, in the order in which they were entered, are its trials; a gap not
longer than the policy's seconds is a hit. Both answers of a survey are entered at once
and count once. p is the beta-binomial tail against the peers' gaps (see chance).
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
    timed = observed.entries.dropna(subset=["entered_at"]).sort_values("entered_at", kind="stable")
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
        close = np.append(False, short) | np.append(short, False)
        numbers = {"hits": int(hits[place]), "n": len(rows), "burst": size, "seconds": lasted}
        said.append(
            {
                "key": key,
                "p": at_least(hits[place], trials[place], peers.a[place], peers.b[place]),
                "fires": size >= LEAST_BURST,
                "numbers": numbers | {"usual": float(peers.share[place])},
                "source": only_one(rows.person),
                "ratings": observed.behind(rows[close]),
            }
        )
    return answer(said)


def seconds(rows: pd.DataFrame) -> np.ndarray:
    """The gaps between them."""
    return np.asarray(rows.entered_at.diff().dt.total_seconds().iloc[1:])


def largest_burst(rows: pd.DataFrame, within: int) -> tuple[int, int]:
    """The most ratings each of which follows the one before within `within` seconds, and how long they took.

    Not the most in that time: who waits just so long before the next one enters them in one go all the same.
    """
    burst = np.append(0, np.cumsum(seconds(rows) > within))  # its number, of each rating
    sizes = np.bincount(burst)
    times = rows.entered_at[burst == sizes.argmax()]
    return int(sizes.max()), int((times.max() - times.min()).total_seconds())


def only_one(people: pd.Series) -> int | None:
    """Who entered them, if it was one person."""
    found = people.dropna().unique()
    return int(found[0]) if len(found) == 1 else None
