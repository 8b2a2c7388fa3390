"""Who would change echelon if a policy were saved: asked of the same code that the night runs."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from signals.models import ScoringPolicy
from signals.policies import Followed, freeze, scoring_policy
from signals.shard import echelons_of
from signals.survey import sample, surveyed

MOST = 20_000  # customers asked; beyond that every n-th of them speaks for n
NAMED = 8
ECHELONS = (1, 2, 3)


@dataclass(frozen=True)
class EchelonMoves:
    """counts: (from, to) → customers, those who stay among them · each: for how many one asked speaks ·
    movers: ids of those who would move, the ones of highest worth first.
    """

    counts: dict[tuple[int, int], int]
    each: int
    movers: list[int]

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def up(self) -> int:
        return sum(count for (before, after), count in self.counts.items() if after < before)

    @property
    def down(self) -> int:
        return sum(count for (before, after), count in self.counts.items() if after > before)

    @property
    def rows(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """(from, [(to, customers)]) for a table."""
        return [(old, [(new, self.counts.get((old, new), 0)) for new in ECHELONS]) for old in ECHELONS]


def echelon_moves(wanted: ScoringPolicy, *, as_of: date) -> EchelonMoves:
    """What `wanted`, which is not saved, would change against the saved policy on that day."""
    before, each = echelons_under(scoring_policy(), as_of=as_of)
    after, _each = echelons_under(wanted, as_of=as_of)
    moved = pd.DataFrame({"before": before.echelon, "after": after.echelon, "worth": after.worth}).dropna()
    counts = moved.groupby(["before", "after"]).size() * each
    movers = moved[moved.before != moved.after].sort_values("worth", ascending=False)
    return EchelonMoves(
        {(int(old), int(new)): int(count) for (old, new), count in counts.items()},
        each,
        [int(customer) for customer in movers.index[:NAMED]],
    )


def echelons_under(policy: ScoringPolicy, *, as_of: date) -> tuple[pd.DataFrame, int]:
    """(echelon and yearly spend as worth by customer, for how many each of them speaks)."""
    rhythms, each = sample(as_of, window=policy.echelon_months, most=MOST)
    followed = followed_by(policy, rhythms)
    asked = rhythms.set_index("customer_id")
    nobody = pd.Series(False, index=asked.index)  # whoever has visits is no prospect
    echelon = echelons_of(asked, followed, prospect=nobody)
    return pd.DataFrame({"echelon": echelon, "worth": asked.yearly_spend}), each


def followed_by(policy: ScoringPolicy, rhythms: pd.DataFrame) -> Followed:
    shares = [float(policy.share_first), float(policy.share_second)]
    return surveyed(freeze(policy), rhythms, shares=shares)
