"""The night as tasks. Beat only wakes; whether a night is due is decided by the ledger in PostgreSQL."""

from functools import partial

from celery import shared_task
from django.db import transaction

from retention import night, watch
from signals import runs
from signals.models import NightlyRun


@shared_task(ignore_result=True)
def start_due_night() -> None:
    """Start the night that is due, if nobody has."""
    day = watch.due_day()
    if day:
        enqueue(night.open_night(day=day).pk)


@shared_task(ignore_result=True)
def run_shard(run_id: int, shard_id: int) -> None:
    """What is to be done with a shard now; a second delivery finds it done or in other hands.

    The last one that is scored wakes workers for the second half of all.
    """
    night.run_shard(run_id=run_id, shard_id=shard_id)
    if runs.close_scoring(run_id=run_id):
        enqueue(run_id)
    runs.close_run(run_id=run_id)


@shared_task(ignore_result=True)
def resume_nights() -> None:
    """Wake the shards of a night that stopped; a lost message or a killed worker loses no work."""
    for run in watch.stopped_runs():
        run = night.open_night(day=run.day)
        enqueue(run.pk)


@shared_task(ignore_result=True)
def alarm_about_missing_nights() -> None:
    """Tell the deciders when the night is not done by its deadline."""
    watch.alarm_if_late()


@transaction.atomic
def start_newest() -> NightlyRun:
    """Start the newest night, or do it again with what is known by now. Asked for twice it is one run."""
    run = night.open_night(day=watch.newest_day())
    enqueue(run.pk)
    return run


def enqueue(run_id: int) -> None:
    """Wake workers for the shards that are left, once the current transaction is visible to them."""
    runs.close_scoring(run_id=run_id)
    left = runs.undone_shards(run_id=run_id)
    for shard_id in left:
        transaction.on_commit(partial(run_shard.delay, run_id, shard_id))
    if not left:
        runs.close_run(run_id=run_id)
