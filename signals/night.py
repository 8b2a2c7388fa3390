"""The night's first half, shard by shard: who stands where and why. What to do about it is the second."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from signals import findings as written
from signals.circumstances import columns_of
from signals.facts.visits import read_visits
from signals.features import read_features
from signals.moves import tier_moves
from signals.policies import Followed
from signals.shard import Scored, score_features
from signals.stopwatch import Stopwatch
from signals.upkeep import store


def score_shard(
    *, followed: Followed, as_of: date, first: int, last: int, present: bool, watch: Stopwatch
) -> tuple[Scored, dict[str, Any]]:
    """Score the customers first..last and write what was found; inside the caller's transaction.

    present: False for a night older than the newest one: it writes its snapshots only, because standing,
    signals and moves already belong to a later day. Returns the frames and the shard's counts.
    """
    shard: dict[str, Any] = {"as_of": as_of, "first": first, "last": last}
    work_beside_others()
    with watch.step("visits"):
        visits = read_visits(first=first, last=last, until=as_of)
    with watch.step("features"):
        features = read_features(
            **shard,
            window=followed.echelon_months,
            rivals=followed.rivals,
            measure=followed.measure,
            visits=visits,
        )
    champion, history = store.champion_of(followed.model), None
    if champion:
        with watch.step("history"):
            known = columns_of(features, asked=champion.fitted.asked)
            history = visits.history()
            if len(known.columns):
                history = replace(history, beside=lambda customers, _day: known.loc[customers])
    with watch.step("scoring"):
        settled = written.read_settled(shard, present=present)
        scored = score_features(
            features, followed=followed, as_of=as_of, settled=settled, history=history, champion=champion
        )
    with watch.step("snapshots"):
        written.write_snapshots(scored, shard)
    counts: dict[str, Any] = {
        "customers": len(features),
        "tiers": _by_tier(scored),
        "told_by": _by_basis(scored),
    }
    if present:
        counts |= _write_present(scored, shard, followed, watch)
    return scored, counts


def work_beside_others() -> None:
    """How this transaction works: shards run side by side, and what workers of one query would gain, those
    of another lose. A power cut may take back the last commits of a night, each with its line in the ledger:
    those are done again, and none has to wait for the disk.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL work_mem = '128MB'; SET LOCAL max_parallel_workers_per_gather = 0;"
            " SET LOCAL synchronous_commit = off"
        )


def _write_present(
    scored: Scored, shard: dict[str, Any], followed: Followed, watch: Stopwatch
) -> dict[str, int]:
    with watch.step("standing"):
        written.write_standing(scored, shard)
    with watch.step("moves"):
        earlier = written.read_earlier(scored.standing, shard)
        moves = tier_moves(scored.standing, earlier, borders=scored.borders, as_of=shard["as_of"])
        moved = written.write_moves(moves, shard)
    with watch.step("signals"):
        signals = written.write_signals(scored.findings, shard, urgent_from=followed.call_at_strength)
    return moved | signals


def _by_basis(scored: Scored) -> dict[str, int]:
    """How many customers have their chance from the model, and how many from the prior."""
    told = scored.standing.probability_from[scored.standing.probability.notna()]
    return {str(basis): int(count) for basis, count in told.value_counts().items()}


def _by_tier(scored: Scored) -> dict[str, int]:
    return {str(tier): int(count) for tier, count in scored.standing.tier.value_counts().sort_index().items()}
