"""Whom the next night would call because of a signal if another policy were saved: asked of its own code."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from retention import planned
from retention.planning import signal_calls
from signals.foresight import under_both
from signals.models import ScoringPolicy
from signals.policies import own_months, scoring_policy
from signals.preview import NAMED
from signals.shard import Scored


@dataclass(frozen=True)
class CallMoves:
    """Current customers of worth. strong: with an open signal that is strong enough · calls: for
    whom of them the next night would plan a call, since nobody is on it or just back from it · newly,
    no_longer: ids of some whose signal begins or ceases to be strong enough, the highest rank first · asked:
    customers, current ones of worth or not · each: for how many of them one who was asked speaks.
    """

    asked: int
    each: int
    strong_now: int
    strong_then: int
    calls_now: int
    calls_then: int
    newly: list[int]
    no_longer: list[int]


NOBODY = CallMoves(0, 1, 0, 0, 0, 0, [], [])


def calls_foreseen(wanted: ScoringPolicy, *, as_of: date) -> CallMoves:
    """What `wanted`, which is not saved, would change against what is."""
    both = under_both(wanted, months=own_months(), as_of=as_of)
    if both is None:
        return NOBODY
    index = both.now.standing.index
    shard: dict[str, Any] = {"as_of": as_of, "first": 0, "last": int(index.max()), "each": both.each}
    going = planned.going_on(index, shard, standing=planned.AS_WRITTEN)
    (strong_now, calls_now), (strong_then, calls_then) = (
        called(scored, going, shard, call_at_strength=policy.call_at_strength)
        for scored, policy in ((both.now, scoring_policy()), (both.then, wanted))
    )
    rank = both.now.standing["rank"]
    return CallMoves(
        asked=len(index) * both.each,
        each=both.each,
        strong_now=len(strong_now) * both.each,
        strong_then=len(strong_then) * both.each,
        calls_now=len(calls_now) * both.each,
        calls_then=len(calls_then) * both.each,
        newly=first(strong_then.difference(strong_now), rank),
        no_longer=first(strong_now.difference(strong_then), rank),
    )


def called(
    scored: Scored, going: pd.DataFrame, shard: dict[str, Any], *, call_at_strength: float
) -> tuple[pd.Index, pd.Index]:
    """(who has a signal that is strong enough, whom of them a night would plan a call for)."""
    customers = scored.standing.join(going)
    signals = planned.open_signals(shard, scored.findings)
    free = customers.assign(busy=False, quiet=False)
    strong, calls = (
        signal_calls(these, signals, call_at_strength=call_at_strength) for these in (free, customers)
    )
    return pd.Index(strong.customer_id), pd.Index(calls.customer_id)


def first(customers: pd.Index, rank: pd.Series) -> list[int]:
    ordered = rank.loc[customers].sort_values(ascending=False, kind="stable")
    return [int(pk) for pk in ordered.index[:NAMED]]
