"""A company that knows us by one person, or that one of us alone knows."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings

KIND, GROUP, WEIGHT = "single_threaded", "people", 0.1


@dataclass(frozen=True)
class Policy:
    """Visit days from which on it counts; strength of a thread on their side, on ours, on both."""

    min_visits: int = 4
    of_theirs: float = 0.5
    of_ours: float = 0.4
    of_both: float = 0.8


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """A private person is his own contact, so that only companies are looked at.

    Who has lost all contacts within a year hangs by no more threads than who has one.

    features: customer_kind, visit_days, contacts (still there), contacts_left (within a year), bonded (of
    those with a bond), lines (of us beside the owner), talks (within a year), talks_of_one (of us, who had
    most). For the rest the thread is that of customers.threads, for many at once.
    """
    companies = features[(features.customer_kind == "company") & (features.visit_days >= policy.min_visits)]
    lost = (companies.contacts == 0) & (companies.contacts_left > 0)
    theirs = lost | (companies.contacts == 1) | ((companies.contacts > 1) & (companies.bonded <= 1))
    ours = companies.lines == 0
    strength = (theirs * policy.of_theirs).where(
        ~ours, (ours * policy.of_ours).where(~theirs, policy.of_both)
    )
    numbers = pd.DataFrame(
        {
            "of": theirs.map({True: "theirs", False: "ours"}).where(~(theirs & ours), "both"),
            "contacts": companies.contacts.astype(int),
            "left": companies.contacts_left.where(lost, 0).astype(int),
            "bonded": companies.bonded.astype(int),
            "lines": companies.lines.astype(int),
            "talks": companies.talks.astype(int),
            "by_one": companies.talks_of_one.astype(int),
        }
    )
    return findings(KIND, strength=strength, numbers=numbers)
