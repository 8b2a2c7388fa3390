"""The nightly run as a whole: score every shard, then plan what to do. See docs/design/night.md."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, timedelta
from queue import SimpleQueue
from time import monotonic, sleep
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from retention import cares, guards, planned
from retention.handover import Handover
from retention.planning import plan
from signals import runs
from signals.ledger import Night
from signals.models import NightlyRun, RunShard
from signals.night import score_shard, work_beside_others
from signals.policies import Followed
from signals.runs import NightError
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
    last_progress, before = monotonic(), (False, -1)
    while not runs.close_run(run_id=run.pk) and not runs.is_done(run_id=run.pk):
        planning = runs.close_scoring(run_id=run.pk) or before[0]
        undone = runs.undone_shards(run_id=run.pk)
        if (planning, len(undone)) != before:
            last_progress, before = monotonic(), (planning, len(undone))
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
    for _shard in _each_done(run.pk, undone, threads):
        if progress:
            night = Night(run)
            progress(night.done, night.parts)


def _each_done(run_id: int, shards: list[int], threads: int) -> Iterator[int]:
    """The shards, one after the other is done. An error in one leaves those that have not begun."""
    # What a transaction has written others do not see: inside one all is done here.
    if threads == 1 or connection.in_atomic_block:
        for shard_id in shards:
            run_shard(run_id=run_id, shard_id=shard_id)
            yield shard_id
        return
    left, done = deque(shards), SimpleQueue[int | None]()
    with ThreadPoolExecutor(threads) as pool:
        begun = [pool.submit(_work_off, run_id, left, done) for _thread in range(threads)]
        try:
            for _thread in begun:
                yield from iter(done.get, None)
        finally:
            left.clear()
        for thread in begun:
            thread.result()


def _work_off(run_id: int, left: "deque[int]", done: "SimpleQueue[int | None]") -> None:
    """In a thread: shards until none is left, over one connection. A new one for each would have to learn the
    catalogue and take its memory anew. `done` is told of each shard, and of the end by None.
    """
    try:
        for shard_id in _taken(left):
            run_shard(run_id=run_id, shard_id=shard_id)
            done.put(shard_id)
    except Exception:
        left.clear()
        raise
    finally:
        connection.close()
        done.put(None)


def _taken(left: "deque[int]") -> Iterator[int]:
    """One after the other until none is left; threads share them."""
    while True:
        try:
            yield left.popleft()
        except IndexError:
            return


def run_shard(*, run_id: int, shard_id: int) -> bool:
    """What is to be done with a shard now, in one transaction: it is scored, or planned if all are scored.

    False if there is nothing to be done, or it is in other hands. An error fails the run.
    """
    try:
        with transaction.atomic():
            shard = runs.claim_shard(run_id=run_id, shard_id=shard_id)
            if shard:
                (_plan_shard if shard.scored_at else _score_shard)(shard)
    except Exception as error:
        runs.fail_run(run_id=run_id, error=error)
        raise
    return shard is not None


def _score_shard(shard: RunShard) -> None:
    run, watch, present = shard.run, Stopwatch(), runs.is_newest(shard.run)
    scored, counts = score_shard(
        followed=Followed.from_json(run.policy),
        as_of=run.day,
        first=shard.first_id,
        last=shard.last_id,
        present=present,
        watch=watch,
    )
    to_plan = Handover.of(scored).to_bytes() if present else None
    runs.close_half(shard=shard, counts=counts, timings=watch.seconds, to_plan=to_plan)


def _plan_shard(shard: RunShard) -> None:
    """Unless a later night has begun meanwhile: the queue is the later one's."""
    run, watch, counts = shard.run, Stopwatch(), {}
    if runs.is_newest(run) and shard.to_plan is not None:
        handed, ids = Handover.from_bytes(shard.to_plan), {"first": shard.first_id, "last": shard.last_id}
        work_beside_others()
        with watch.step("actions"):
            counts = _plan(run, handed, {"as_of": run.day, **ids})
        with watch.step("cares"):
            # A night begun before branches were compared can still be resumed.
            usual = run.policy.get("usual_discounts", {})
            counts["cares"] = cares.write_suggestions({"as_of": run.day, **ids}, usual)
    runs.close_half(shard=shard, counts=counts, timings=watch.seconds)


def _plan(run: NightlyRun, handed: Handover, shard: dict[str, Any]) -> dict[str, Any]:
    """Cancel first, so that a second run sees what the first one left."""
    planned.stage_standing(shard)
    settled = planned.cancel_settled(shard)
    stale = {found["branch"] for found in run.policy["stale"]}
    index = handed.customers.index
    customers = handed.customers.join(planned.going_on(index, shard)).assign(
        stale=handed.customers.branch_id.isin(stale), imported_on=guards.imported_on(index)
    )
    call_at_strength = Followed.from_json(run.policy).call_at_strength
    signals = planned.open_signals(shard, handed.findings)
    todo = plan(customers, signals, call_at_strength=call_at_strength)
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
