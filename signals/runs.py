"""The ledger of nights: open one, hand out its shards, close it. Every step may be taken twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import CustomerStanding
from customers.sorting import sort_standings, unsort_standings
from signals.life.rewinding import resolve_again, silence_again
from signals.life.telling import tell_owners
from signals.models import ChurnSignal, NightlyRun, RunShard, Snapshot, TierMove
from signals.partitions import make_partition
from signals.policies import freeze, scoring_policy
from signals.stopwatch import Stopwatch
from signals.survey import survey
from signals.upkeep import store

# What is to be done with a shard now: score it, and from the moment that all are scored, plan it.
OPEN = Q(scored_at=None) | Q(done_at=None, run__scored_at__isnull=False)
STOPPED_AFTER = "10min"  # the database ends the transaction of a worker that stands still for so long


class NightError(Exception):
    """The night cannot be run; the text says why and what to do."""


@transaction.atomic
def open_run(*, day: date, extra: Callable[[], dict[str, Any]]) -> NightlyRun:
    """The run of that day: a new one, an unfinished one to be continued, or a finished one to be done again.

    An unfinished run keeps the policy and the shards it began with. What `extra` returns joins the policy.
    """
    if day > clock.today():
        raise NightError(
            _("%(day)s has not come yet; the business day is %(today)s.")
            % {"day": day, "today": clock.today()}
        )
    run, created = NightlyRun.objects.select_for_update().get_or_create(
        day=day, defaults={"started_at": clock.now(), "policy_version": 0}
    )
    if not created and run.state != NightlyRun.State.DONE:
        NightlyRun.objects.filter(pk=run.pk).update(state=NightlyRun.State.RUNNING, error="")
        run.refresh_from_db()
    else:
        make_partition(day)
        _begin(run, extra())
    if is_newest(run) and not run.scored_at:
        unsort_standings()
    return run


def _begin(run: NightlyRun, extra: dict[str, Any]) -> None:
    policy = scoring_policy()
    followed = replace(
        survey(freeze(), policy=policy, as_of=run.day), model=_model(run, horizon_days=policy.horizon_days)
    )
    run.started_at, run.scored_at, run.finished_at = clock.now(), None, None
    again = {"again": run.state == NightlyRun.State.DONE}
    run.state, run.error = NightlyRun.State.RUNNING, ""
    run.policy_version, run.policy = policy.version, followed.as_json() | extra | again
    run.counts, run.timings, run.let_go_on = {}, {}, None
    run.save()
    run.shards.all().delete()
    RunShard.objects.bulk_create(
        RunShard(run=run, first_id=first, last_id=last) for first, last in _ranges(settings.NIGHT_SHARD_SIZE)
    )


def _model(run: NightlyRun, *, horizon_days: int) -> dict[str, Any]:
    """The one in use; done again, the night keeps the model that it followed, as long as the horizon is the
    same. Of a damaged one nothing is followed, and that is said."""
    model = run.policy.get("model", {})
    if not ("number" in model and run.policy.get("horizon_days") == horizon_days):
        model = store.followed(day=run.day, horizon_days=horizon_days)
    if "number" in model and not store.readable(model["number"]):
        return {"not_followed": model["number"], "because": "damaged"}
    return model


def _ranges(size: int) -> list[tuple[int, int]]:
    """Ranges of ids with `size` customers each, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id), max(id) FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS shard"
            " FROM customers_customer) AS numbered GROUP BY shard ORDER BY shard",
            [size],
        )
        return cursor.fetchall()


def claim_shard(*, run_id: int, shard_id: int) -> RunShard | None:
    """The shard, locked until the caller's transaction ends; None when nothing is to be done with it now, or
    another worker has it.

    The lock dies with its worker's connection, so a killed worker's shard is free at once; one that only
    stands still is thrown out by the database.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{STOPPED_AFTER}'")
    return (
        RunShard.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(OPEN, pk=shard_id, run=run_id, run__state=NightlyRun.State.RUNNING)
        .select_related("run")
        .first()
    )


def hold_shards(customers: Sequence[int]) -> bool:
    """Keep workers away from these customers until the transaction ends; False when one is at work there."""
    ranges = Q()
    for customer in customers:
        ranges |= Q(first_id__lte=customer, last_id__gte=customer)
    left = RunShard.objects.filter(ranges, done_at=None, run__state=NightlyRun.State.RUNNING)
    return len(left.select_for_update(skip_locked=True, of=("self",))) == left.count()


def close_half(
    *, shard: RunShard, counts: dict[str, Any], timings: dict[str, float], to_plan: bytes | None = None
) -> None:
    """Mark as done what was to be done, with what it counted; inside the transaction that wrote the findings.

    to_plan: what its second half needs; None: there is none, or it is this one.
    """
    shard.scored_at = shard.scored_at or clock.now()
    shard.to_plan, shard.done_at = to_plan, clock.now() if to_plan is None else None
    shard.counts, shard.timings = shard.counts | counts, shard.timings | timings
    shard.save()


@transaction.atomic
def close_scoring(*, run_id: int) -> bool:
    """Sort the lists if all shards are scored. True for the one call that did: now they can be planned."""
    run = NightlyRun.objects.select_for_update().get(pk=run_id)
    if run.state != NightlyRun.State.RUNNING or run.scored_at or run.shards.filter(scored_at=None).exists():
        return False
    watch = Stopwatch()
    with watch.step("sorting"):
        sort_standings()
    run.scored_at, run.timings = clock.now(), watch.seconds
    run.save(update_fields=["scored_at", "timings"])
    return True


@transaction.atomic
def close_run(*, run_id: int) -> bool:
    """Sum up and finish the run if its lists are sorted and no shard is left. True for the one call that
    finished it."""
    run = NightlyRun.objects.select_for_update().get(pk=run_id)
    left = not run.scored_at or run.shards.filter(done_at=None).exists()
    if run.state != NightlyRun.State.RUNNING or left:
        return False
    shards = list(run.shards.all())
    timings = summed([*(shard.timings for shard in shards), run.timings])
    run.state, run.finished_at = NightlyRun.State.DONE, clock.now()
    run.counts = summed(shard.counts for shard in shards)
    run.timings = {name: round(seconds, 3) for name, seconds in timings.items()}
    run.save()
    tell_owners(run)
    return True


def is_done(*, run_id: int) -> bool:
    """Whether somebody, maybe another worker, has finished the run."""
    return NightlyRun.objects.filter(pk=run_id, state=NightlyRun.State.DONE).exists()


def fail_run(*, run_id: int, error: Exception) -> None:
    """Say what stopped it. The next start continues with the shards that are left."""
    sort_standings()  # whoever works with the lists should not have to wait for it
    text = f"{type(error).__name__}: {error}".splitlines()[0][:500]
    NightlyRun.objects.filter(pk=run_id, state=NightlyRun.State.RUNNING).update(
        state=NightlyRun.State.FAILED, error=text
    )


def summed(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Sum of dictionaries of numbers, one level of nesting deep."""
    parts = list(parts)
    total: dict[str, Any] = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        values = [part[name] for part in parts if name in part]
        total[name] = dict(sum_of(values)) if isinstance(values[0], dict) else sum(values)
    return total


def sum_of(counts: Iterable[dict[str, float]]) -> Counter[str]:
    """Sum of flat dictionaries."""
    total: Counter[str] = Counter()
    for part in counts:
        total.update(part)
    return total


def is_newest(run: NightlyRun) -> bool:
    """No later night has begun: this one's findings are the present."""
    return not NightlyRun.objects.filter(day__gt=run.day).exists()


@transaction.atomic
def forget_after(*, day: date) -> int:
    """Take back what nights after `day` found: it becomes the present again. Returns how many nights."""
    later = NightlyRun.objects.filter(day__gt=day)
    count = later.count()
    later.delete()
    Snapshot.objects.filter(day__gt=day).delete()
    TierMove.objects.filter(seen_on__gt=day).delete()
    ChurnSignal.objects.filter(opened_on__gt=day).delete()
    ChurnSignal.objects.filter(resolved_on__gt=day).update(resolved_on=None)
    resolve_again(after=day)
    ChurnSignal.objects.filter(seen_on__gt=day).update(seen_on=day)
    silence_again(after=day)
    ChurnSignal.objects.filter(urgent_on__gt=day).update(urgent_on=None)
    CustomerStanding.objects.filter(day__gt=day).delete()
    return count


def undone_shards(*, run_id: int) -> list[int]:
    """Ids of the shards with which something is to be done now."""
    return list(RunShard.objects.filter(OPEN, run=run_id).values_list("pk", flat=True))
