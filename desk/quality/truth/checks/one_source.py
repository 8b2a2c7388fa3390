"""One source: most of a technician's ratings were entered by one person, or came from one address.

Chance is what the other technicians of his branch say: had anybody's ratings been written down by whoever was
there, that person would have about the same share of his as of theirs. p is the beta-binomial tail of the
person's count (see chance), times the number of persons who entered any (Bonferroni). An address cannot have
an expected share, as each customer has his own: the largest count of one address is compared with the largest
counts of the others. Where both were tested p is twice the smaller one.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import MOST_ALIKE, at_least, peers_of
from desk.quality.truth.checks.observed import TECHNICIAN, Limits, Observed, answer, grouped

KIND = "one_source"
SUBJECTS = (TECHNICIAN,)


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Technicians with enough ratings from known persons or addresses."""
    rows = [*by_person(observed.ratings, subject, limits), *by_address(observed.ratings, subject, limits)]
    said = answer(rows)
    if said.empty:
        return said
    ways = said.groupby("key").p.transform("size")
    said = said.assign(p=(said.p * ways).clip(upper=1)).sort_values(["key", "p"])
    return said.drop_duplicates("key").reset_index(drop=True)


def by_person(ratings: pd.DataFrame, subject: str, limits: Limits) -> Iterator[dict[str, Any]]:
    known = ratings.dropna(subset=["person", "branch"])
    for branch, there in known.groupby("branch"):
        for key, own in grouped(there, subject, least=limits.least):
            others = there[(there[subject] != key) & there[subject].notna()]
            if len(others) < limits.least:
                continue
            yield one_person(own, others, key, branch=int(branch), limits=limits)


def one_person(
    own: pd.DataFrame, others: pd.DataFrame, key: int, *, branch: int, limits: Limits
) -> dict[str, Any]:
    """The person who entered most of them."""
    person = own.person.value_counts(sort=True).index[0]
    hits, n = int((own.person == person).sum()), len(own)
    usual = (float((others.person == person).sum()) + 0.5) / (len(others) + 1)
    weight = min(len(others), MOST_ALIKE)
    persons = pd.concat([own.person, others.person]).nunique()
    p = min(at_least(hits, n, usual * weight, (1 - usual) * weight) * persons, 1.0)
    numbers = {"hits": hits, "n": n, "person": int(person), "usual": usual, "branch": branch}
    return {
        "key": key,
        "p": p,
        "fires": hits / n >= limits.source_share,
        "numbers": numbers,
        "source": int(person),
        "ratings": own.index[own.person == person].tolist(),
    }


def by_address(ratings: pd.DataFrame, subject: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """The address from which most of them came."""
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
            "ratings": own.index[own.given_from == first[place]].tolist(),
        }
