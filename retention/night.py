"""The nightly run as a whole: score every shard, then plan what to do about it. See docs/design/night.md."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from datetime import date, timedelta
from time import monotonic, sleep
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from retention import cares, guards, planned
from retention.planning import plan
from signals import runs
from signals.models import NightlyRun, RunShard
from signals.night import score_shard
from signals.policies import Followed
from signals.runs import NightError
from signals.shard import Scored
from signals.stopwatch import Stopwatch
from staff.models import Branch, User
from staff.notices import notify
from staff.roles import DECIDERS

WAIT_FOR_OTHERS = 900  # seconds without any progress
Progress = Callable[[int, int], None]


def open_night(*, day: date) -> NightlyRun:
    """The run of that day with its shards, new or to be continued; alarms about branches without news."""
    run = runs.open_run(day=day, extra=lambda: _frozen_plans(day))
    _alarm_about_stale_facts(run)
    return run


def _frozen_plans(day: date) -> dict[str, Any]:
    stale = [
        asdict(found) | {"newest": found.newest.isoformat()} for found in guards.stale_branches(as_of=day)
    ]
    # The morning after; on a day that is still going on (a clock that stands still) the queue is today's.
    due_on = min(day + timedelta(days=1), clock.today())
    usual = {str(branch): share for branch, share in cares.usual_discounts(as_of=day).items()}
    return {"stale": stale, "due_on": due_on.isoformat(), "usual_discounts": usual}


def run_night(
    *, day: date, rewind: bool = False, threads: int = 1, progress: Progress | None = None
) -> NightlyRun:
    """Run the night in this process, together with whoever else works on it.

    rewind: take back the nights after `day` first, so that it becomes the present · threads: shards at a
    time, so that PostgreSQL and this process need not wait for each other. Raises NightError.
    """
    if rewind:
        take_back(after=day)
    run = open_night(day=day)
    last_progress, left = monotonic(), -1
    while not runs.close_run(run_id=run.pk) and not runs.is_done(run_id=run.pk):
        undone = list(run.shards.filter(done_at=None).values_list("pk", flat=True))
        if len(undone) != left:
            last_progress, left = monotonic(), len(undone)
        elif monotonic() - last_progress > WAIT_FOR_OTHERS:
            raise NightError(
                _("Another worker has held a part of the night of %(day)s for too long; start it again.")
                % {"day": day}
            )
        else:
            sleep(0.5)
        _run_shards(run, undone, threads, progress)
    run.refresh_from_db()
    return run


def _run_shards(run: NightlyRun, undone: list[int], threads: int, progress: Progress | None) -> None:
    total = run.shards.count()
    for number, _shard in enumerate(_each_done(run.pk, undone, threads), start=1):
        if progress:
            progress(total - len(undone) + number, total)


def _each_done(run_id: int, shards: list[int], threads: int) -> Iterator[int]:
    """The shards, one after the other is done. An error in one leaves those that have not begun."""
    # What a transaction has written others do not see: inside one all is done here.
    if threads == 1 or connection.in_atomic_block:
        for shard_id in shards:
            run_shard(run_id=run_id, shard_id=shard_id)
            yield shard_id
        return
    with ThreadPoolExecutor(threads) as pool:
        begun = {pool.submit(_run_apart, run_id, shard_id): shard_id for shard_id in shards}
        try:
            for done in as_completed(begun):
                done.result()
                yield begun[done]
        finally:
            pool.shutdown(cancel_futures=True)


def _run_apart(run_id: int, shard_id: int) -> None:
    """In a thread, which has a connection of its own."""
    try:
        run_shard(run_id=run_id, shard_id=shard_id)
    finally:
        connection.close()


def run_shard(*, run_id: int, shard_id: int) -> bool:
    """One shard, one transaction. False if it is done or in other hands. An error fails the run."""
    try:
        with transaction.atomic():
            shard = runs.claim_shard(run_id=run_id, shard_id=shard_id)
            if shard:
                _work(shard)
    except Exception as error:
        runs.fail_run(run_id=run_id, error=error)
        raise
    return shard is not None


def _work(shard: RunShard) -> None:
    run, watch = shard.run, Stopwatch()
    followed, present = Followed.from_json(run.policy), runs.is_newest(run)
    ids = {"first": shard.first_id, "last": shard.last_id}
    scored, counts = score_shard(followed=followed, as_of=run.day, present=present, watch=watch, **ids)
    if present:
        with watch.step("actions"):
            counts |= _plan(run, followed, scored, {"as_of": run.day, **ids})
        with watch.step("cares"):
            # A night begun before branches were compared can still be resumed.
            usual = run.policy.get("usual_discounts", {})
            counts["cares"] = cares.write_suggestions({"as_of": run.day, **ids}, usual)
    runs.close_shard(shard=shard, counts=counts, timings=watch.seconds)


def _plan(run: NightlyRun, followed: Followed, scored: Scored, shard: dict[str, Any]) -> dict[str, Any]:
    """Cancel first, so that a second run sees what the first one left."""
    settled = planned.cancel_settled(shard)
    stale = {found["branch"] for found in run.policy["stale"]}
    index = scored.standing.index
    customers = scored.standing.join(planned.going_on(index, shard)).assign(
        stale=scored.standing.branch_id.isin(stale), imported_on=guards.imported_on(index)
    )
    todo = plan(
        customers, planned.open_signals(shard, scored.findings), call_at_strength=followed.call_at_strength
    )
    due_on = date.fromisoformat(run.policy["due_on"])
    counts = planned.write_plan(todo, shard, due_on=due_on, run_id=run.pk)
    counts["cancelled"] |= settled
    return counts | {"held_back": todo.held_back, "called_instead": todo.instead, "attrition": todo.attrition}


@transaction.atomic
def take_back(*, after: date) -> int:
    """Forget the nights after that day: findings, and untouched actions. Returns how many nights."""
    planned.forget_after(day=after)
    return runs.forget_after(day=after)


def _alarm_about_stale_facts(run: NightlyRun) -> None:
    """Tell once per branch and outage; nights over the past tell nobody."""
    if run.day < clock.last_finished_day():
        return
    names = dict(Branch.objects.values_list("pk", "name"))
    for found in run.policy["stale"]:
        notify(
            users=deciders(),
            kind="facts_stale",
            numbers={"branch": names[found["branch"]], "days": found["days"], "usual": found["usual"]},
            occasion=f"facts stale {found['branch']} {found['newest']}",
            link=reverse("signals:runs"),
        )


def deciders() -> list[User]:
    """Managers and administrators at work: whom nights talk to."""
    return list(User.objects.at_work().filter(role__in=DECIDERS))
