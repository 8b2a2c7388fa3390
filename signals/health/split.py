"""How a group's points come from its reasons: by the rules of the night, and only where they lead to what it
took.

A signal keeps the strength of the last night that found it. So of a night that was followed by others only
what has not been found again can be told, and of one whose rules nobody kept nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
from django.db.models import F

from signals.detectors import rules
from signals.health.arithmetic import FULL, caps_of, parts, silence
from signals.health.days import Day
from signals.health.groups import GROUP_OF, GROUPS, VISITS
from signals.models import ChurnSignal, NightlyRun, Snapshot
from signals.policies import Followed

TIME_AWAY = "tier"


@dataclass(frozen=True)
class Split:
    """What a group took, by reason (a kind of signal, or "tier").

    cap: points that it may take at most · wanted: what its reasons take together of a full hundred · alone:
    what each would take without the others · points: what each took; they add up to what the group took.
    """

    cap: int
    wanted: int
    alone: Mapping[str, int]
    points: Mapping[str, int]


def splits(customer_id: int, day: Day, signals: Iterable[ChurnSignal]) -> dict[str, Split]:
    """By group. signals: those that the night had open and that counted."""
    if not day.taken or (followed := rules_of(day)) is None:
        return {}
    signals, features = list(signals), features_of(customer_id, day)
    pulls = pulls_of(day, signals, features, followed)
    again = {GROUP_OF[signal.kind] for signal in signals if signal.seen_on != day.day}
    caps = caps_of(features, followed.of_health["profiles"]).iloc[0]
    found, left = {}, FULL
    for group in GROUPS:
        took = day.taken[group]
        split = split_of(pulls[group], cap=int(caps[group]), took=took)
        if group not in again and min(split.wanted, left) == took:
            found[group] = split
        left -= took
    return found


def split_of(pulls: Mapping[str, float], *, cap: int, took: int) -> Split:
    """pulls: reason → its share of the cap, 0 to 1 · took: points."""
    left = reduce(lambda product, pull: product * (1 - pull), pulls.values(), 1.0)
    return Split(
        cap=cap,
        wanted=int(np.rint((1 - left) * cap)),
        alone={reason: int(np.rint(pull * cap)) for reason, pull in pulls.items()},
        points=parts(pulls, took=took),
    )


def rules_of(day: Day) -> Followed | None:
    """What that night followed; None where it is gone, or was not kept."""
    policy = NightlyRun.objects.filter(day=day.day).values_list("policy", flat=True).first()
    return Followed.from_json(policy) if policy and "detectors" in policy else None


def features_of(customer_id: int, day: Day) -> pd.DataFrame:
    """One row with what rules and caps choose by, as the night saw him."""
    known = Snapshot.objects.filter(day=day.day, customer=customer_id)
    row = known.values("branch_id", "echelon", customer_kind=F("customer__kind")).get()
    return pd.DataFrame([row], index=[customer_id]).astype({"echelon": "Int64"})


def pulls_of(
    day: Day, signals: Iterable[ChurnSignal], features: pd.DataFrame, followed: Followed
) -> dict[str, dict[str, float]]:
    """Group → reason → how much of the group's cap it takes alone, 0 to 1."""
    found: dict[str, dict[str, float]] = {group: {} for group in GROUPS}
    away = float(silence(pd.Series([day.tier]), followed.priors).iloc[0])
    if away:
        found[VISITS][TIME_AWAY] = away
    for signal in signals:
        weight = weight_of(signal.kind, features, followed)
        found[GROUP_OF[signal.kind]][signal.kind] = weight * signal.strength
    return found


def weight_of(kind: str, features: pd.DataFrame, followed: Followed) -> float:
    """Of the rule that is nearest to the customer, times trust."""
    held = (rule for meant, rule in rules(features, followed.detectors.get(kind)) if meant.all())
    rule = next(held, {"weight": 0.0})
    return float(rule["weight"]) * followed.trust.get(kind, 1.0)
