"""Whom a policy would move or accuse if it were saved: asked of the same code that the night runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from customers.models import Customer
from signals.features import read_features
from signals.models import NightlyRun, ScoringPolicy
from signals.policies import Followed, freeze, scoring_policy
from signals.shard import score_features
from signals.survey import every, rhythms_of, surveyed, visits_of
from signals.visits import Visits

MOST = 20_000  # customers asked; beyond that every n-th of them speaks for n
NAMED = 8
ECHELONS = (1, 2, 3)


@dataclass(frozen=True)
class Moves:
    """counts: (now, then) → customers, those who stay among them; 0 for who stands nowhere · each: for how
    many one asked speaks · movers: some of those who would move.
    """

    counts: dict[tuple[int, int], int]
    each: int
    movers: list[Any]

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def higher(self) -> int:
        return sum(count for (now, then), count in self.counts.items() if 0 < now < then)

    @property
    def lower(self) -> int:
        return sum(count for (now, then), count in self.counts.items() if 0 < then < now)

    def totals(self, levels: Iterable[int]) -> list[tuple[int, int, int]]:
        """(level, customers now, customers then)."""
        return [
            (
                level,
                sum(count for (now, _then), count in self.counts.items() if now == level),
                sum(count for (_now, then), count in self.counts.items() if then == level),
            )
            for level in levels
        ]


@dataclass(frozen=True)
class EchelonMoves(Moves):
    """movers: ids, those of highest worth first. The first echelon is the highest."""

    @property
    def up(self) -> int:
        return self.lower

    @property
    def down(self) -> int:
        return self.higher

    @property
    def rows(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """(from, [(to, customers)]) for a table."""
        return [(old, [(new, self.counts.get((old, new), 0)) for new in ECHELONS]) for old in ECHELONS]


def echelons_compared(before: pd.Series, after: pd.Series, *, worth: pd.Series, each: int) -> EchelonMoves:
    """before, after, worth: of the same customers; without an echelon, missing."""
    moved = pd.DataFrame({"before": before, "after": after, "worth": worth}).dropna()
    movers = moved[moved.before != moved.after].sort_values("worth", ascending=False)
    return EchelonMoves(
        counted(moved.before, moved.after, each), each, [int(customer) for customer in movers.index[:NAMED]]
    )


def counted(now: pd.Series, then: pd.Series, each: int) -> dict[tuple[int, int], int]:
    """(now, then) → customers."""
    pairs = pd.DataFrame({"now": now.astype(int), "then": then.astype(int)})
    counts = pairs.groupby(["now", "then"]).size() * each
    return {(int(old), int(new)): int(count) for (old, new), count in counts.items()}


def followed_by(policy: ScoringPolicy, rhythms: pd.DataFrame) -> Followed:
    shares = [float(policy.share_first), float(policy.share_second)]
    return surveyed(freeze(policy), rhythms, shares=shares)


@dataclass(frozen=True)
class Accusations:
    """Of whom one detector tells now and would tell then: customers, each speaking for `each`.

    newly, no_longer: ids of some of those who change, the strongest first.
    """

    asked: int
    before: int
    after: int
    each: int
    new: int
    gone: int
    newly: list[int]
    no_longer: list[int]


def accusations(kind: str, wanted: Mapping[str, Any], *, as_of: date) -> Accusations:
    """What the detector would find on that day under `wanted`, which is not saved, against the saved policy.

    wanted: as policies.detectors_followed has it for one kind, segments included.
    """
    now = freeze()
    followed = replace(followed_on(as_of), competitors=now.competitors, quality=now.quality)
    features, each = asked_of(followed, as_of)
    before, after = (
        score_features(
            features, followed=replace(followed, detectors={kind: dict(rule)}), as_of=as_of
        ).findings
        for rule in (now.detectors[kind], wanted)
    )
    new, gone = _only_in(after, before), _only_in(before, after)
    return Accusations(
        asked=len(features) * each,
        before=len(before) * each,
        after=len(after) * each,
        each=each,
        new=len(new) * each,
        gone=len(gone) * each,
        newly=new[:NAMED],
        no_longer=gone[:NAMED],
    )


def followed_on(as_of: date) -> Followed:
    """What the night of that day knew of the whole business; without one it is asked now."""
    night = NightlyRun.objects.filter(day=as_of).first()
    if night and night.policy:
        return Followed.from_json(night.policy)
    policy = scoring_policy()
    each = every(MOST)
    rhythms = rhythms_of(visits_of(each, as_of), as_of, window=policy.echelon_months, each=each)
    return followed_by(policy, rhythms)


def asked_of(followed: Followed, as_of: date, visits: Visits | None = None) -> tuple[pd.DataFrame, int]:
    """(features of those who are asked, for how many each of them speaks). visits: theirs, once read."""
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    each = every(MOST)
    features = read_features(
        first=0,
        last=last,
        as_of=as_of,
        window=followed.echelon_months,
        rivals=followed.rivals,
        measure=followed.measure,
        each=each,
        visits=visits,
    )
    return features, each


def _only_in(these: pd.DataFrame, those: pd.DataFrame) -> list[int]:
    only = these[~these.customer_id.isin(those.customer_id)]
    return [
        int(pk) for pk in only.sort_values(["strength", "customer_id"], ascending=[False, True]).customer_id
    ]
