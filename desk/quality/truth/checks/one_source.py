"""One source: most of a technician's ratings were entered by one person, or came from one address.

Chance is what the other technicians of his branch say: had anybody's ratings been written down by whoever was
there, that person would have about the same share of his as of theirs. p is the beta-binomial tail of the
person's count (see chance), times the number of persons who entered any (Bonferroni). Among two technicians
nobody knows whose is usual; where others have sources of their own as well, shifts pair people up. Both are
no doubt.

An address cannot have an expected share, as each customer has his own: the largest count of one address is
compared with the largest counts of the others. Where both were tested p is twice the smaller one. Both
answers of a survey are one.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import at_least, peers_of
from desk.quality.truth.checks.observed import TECHNICIAN, Limits, Observed, grouped, of_several

KIND = "one_source"
SUBJECTS = (TECHNICIAN,)


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Technicians with enough ratings from known persons or addresses."""
    return of_several([*by_person(observed, subject, limits), *by_address(observed, subject, limits)])


def by_person(observed: Observed, subject: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """Where most of a technician's ratings were entered by one person, against others of his branch."""
    known = observed.entries.dropna(subset=["person", "branch", subject])
    for branch, there in known[[subject, "person", "branch", "entry"]].groupby("branch"):
        main = main_sources(there, subject, limits)
        for key, own in grouped(there, subject, least=limits.least):
            others = there[there[subject] != key]
            if len(others) < limits.least or others[subject].nunique() < 2:
                continue
            found = one_person(own, there, subject, limits=limits)
            # Where the others have sources of their own, and not all the same one, shifts pair people up.
            found["fires"] &= len({source for one, source in main.items() if one != key}) <= 1
            found["numbers"]["branch"] = int(branch)
            entered = own[own.person == found["source"]]
            yield found | {"key": key, "ratings": observed.behind(entered)}


def one_person(own: pd.DataFrame, there: pd.DataFrame, subject: str, *, limits: Limits) -> dict[str, Any]:
    """The person who entered most of them, against the others of the branch. there: all of them."""
    person = own.person.value_counts(sort=True).index[0]
    counted = (there.person == person).groupby(there[subject]).agg(["sum", "size"])
    place = int(counted.index.get_loc(own[subject].iloc[0]))
    peers = peers_of(counted["sum"].to_numpy(float), counted["size"].to_numpy(float))
    hits, n, usual = int(counted["sum"].iloc[place]), len(own), float(peers.share[place])
    p = min(at_least(hits, n, peers.a[place], peers.b[place]) * there.person.nunique(), 1.0)
    numbers = {"hits": hits, "n": n, "person": int(person), "usual": usual}
    return {"p": p, "fires": hits / n >= limits.source_share, "numbers": numbers, "source": int(person)}


def main_sources(there: pd.DataFrame, subject: str, limits: Limits) -> dict[int, float]:
    """The person who entered most of a technician's ratings, of each who has such a one."""
    entered = {
        key: rows.person.value_counts(normalize=True)
        for key, rows in grouped(there, subject, least=limits.least // 2)
    }
    return {key: one.index[0] for key, one in entered.items() if one.iloc[0] >= limits.source_share}


def by_address(observed: Observed, subject: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """The address from which most of them came."""
    ratings = observed.entries
    groups = grouped(ratings[ratings.given_from != ""], subject, least=limits.least)
    if len(groups) < 2:
        return
    first = [own.given_from.value_counts().index[0] for _key, own in groups]
    hits = np.array([own.given_from.value_counts().iloc[0] for _key, own in groups])
    trials = np.array([len(own) for _key, own in groups])
    peers = peers_of(hits, trials)
    for place, (key, own) in enumerate(groups):
        count, n = int(hits[place]), int(trials[place])
        yield {
            "key": key,
            "p": at_least(count, n, peers.a[place], peers.b[place]),
            "fires": count / n >= limits.source_share,
            "numbers": {"hits": count, "n": n, "person": None, "usual": float(peers.share[place])},
            "source": None,
            "ratings": observed.behind(own[own.given_from == first[place]]),
        }
