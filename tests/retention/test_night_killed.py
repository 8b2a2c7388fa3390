"""Killed in the middle, a night resumes to the result of an undisturbed one."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.test import override_settings

from customers.models import Customer, CustomerStanding
from retention import night
from retention.models import Action
from signals import runs
from signals.life import services
from signals.models import ChurnSignal, NightlyRun, RunShard, SignalEvent, TierMove
from tests.factories import VisitFactory
from tests.retention.nights import NIGHT, a_business, coming, database, shoppers

DAY = timedelta(days=1)

SLOWLY = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "churn_crm.settings"
import django
django.setup()
from datetime import date
from django.conf import settings
settings.NIGHT_SHARD_SIZE = 5
from retention import night
work = night._plan
def slowly(*args):
    time.sleep(0.3)  # inside the transaction, with half of the shard written
    return work(*args)
night._plan = slowly
score = night.score_shard
def scored_slowly(**given):
    found = score(**given)
    time.sleep(0.1)
    return found
night.score_shard = scored_slowly
night.run_night(day=date.fromisoformat({day!r}))
"""


def start_a_slow_night() -> subprocess.Popen:
    # The suite's server, and of its databases the one of this test.
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {"DATABASE_URL": url, "TODAY": "2026-06-16"}
    code = SLOWLY.format(day=NIGHT.isoformat())
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=configured.BASE_DIR)


def wait_until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def sorted_lists() -> set[str]:
    """The indexes that lists of standings are sorted by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'customers_customerstanding'")
        return {definition for (definition,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_a_night_that_was_killed_resumes_to_the_same_result(lin, gaoxin, settings):
    a_business(lin, gaoxin)
    orders = sorted_lists()
    process = start_a_slow_night()
    try:
        wait_until(lambda: RunShard.objects.exclude(done_at=None).count() >= 2)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert NightlyRun.objects.get().state == "running"
    assert RunShard.objects.filter(done_at=None).exists()

    assert night.run_night(day=NIGHT).state == "done"
    resumed = database(ids=False)
    assert sorted_lists() == orders

    night.take_back(after=NIGHT.replace(day=1))
    night.run_night(day=NIGHT)
    assert database(ids=False) == resumed


def killed_after(parts: int, half: str) -> None:
    """Begin NIGHT in another process, and kill it when so many parts of it are scored (scored_at) or planned
    (done_at)."""
    process = start_a_slow_night()
    finished = RunShard.objects.filter(run__day=NIGHT, **{f"{half}__isnull": False})
    try:
        wait_until(lambda: finished.count() >= parts)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert NightlyRun.objects.get(day=NIGHT).state == "running"


def judged_signals(by) -> None:
    """The night before found signals; somebody has said something of those of five customers."""
    asking = ChurnSignal.objects.asking().order_by("customer", "kind").distinct("customer")
    seen, ending, going_on, settled, false = asking[:5]
    services.acknowledge(signal=seen, by=by)
    services.snooze(signal=ending, by=by, until=NIGHT + DAY, reason="on holiday")
    services.snooze(signal=going_on, by=by, until=NIGHT + 9 * DAY, reason="in hospital")
    services.resolve(signal=settled, by=by)
    services.call_false(signal=false, by=by, reason="moved house")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("half", ["scored_at", "done_at"])
def test_killed_on_a_night_like_others_it_resumes_to_the_same_chances_signals_and_moves(
    half, lin, gaoxin, settings, put_in_use
):
    cast = a_business(lin, gaoxin)
    coming(lin, gaoxin, every=30, silent=92)  # three months ago to the day
    shoppers(lin, gaoxin, count=15)
    model = put_in_use(through=NIGHT - 10 * DAY)
    night.run_night(day=NIGHT - DAY)
    VisitFactory(customer=cast["called"], day=NIGHT)
    with override_settings(TODAY=NIGHT):
        judged_signals(lin)
    with transaction.atomic():  # undisturbed, and taken back as if it had never been
        night.run_night(day=NIGHT)
        undisturbed = database(ids=False)
        transaction.set_rollback(True)
    assert database(ids=False) != undisturbed

    killed_after(parts=3, half=half)
    assert RunShard.objects.filter(run__day=NIGHT, done_at__isnull=False).exists() == (half == "done_at")
    assert night.run_night(day=NIGHT, threads=2).state == "done"

    assert database(ids=False) == undisturbed
    moves = TierMove.objects.filter(seen_on=NIGHT)
    assert moves.filter(came_back=True).exists()
    assert moves.filter(from_tier=1, to_tier=2).exists()
    assert SignalEvent.objects.filter(kind="woken").count() == 1
    assert str(model.number) in CustomerStanding.objects.values_list("probability_from", flat=True)


@pytest.mark.django_db(transaction=True)
def test_parts_side_by_side_end_in_the_same_as_one_after_another(lin, gaoxin, settings):
    a_business(lin, gaoxin)
    settings.NIGHT_SHARD_SIZE = 3
    night.run_night(day=NIGHT)
    one_by_one = database(ids=False)
    night.take_back(after=NIGHT.replace(day=1))

    told: list[tuple[int, int]] = []
    run = night.run_night(day=NIGHT, threads=3, progress=lambda done, total: told.append((done, total)))
    parts = run.shards.count()

    assert parts > 5
    # Each part is scored, and planned when all are.
    assert told == sorted(told)
    assert (told[-1], len(told)) == ((2 * parts, 2 * parts), 2 * parts)
    assert database(ids=False) == one_by_one


@pytest.mark.django_db(transaction=True)
def test_parts_side_by_side_share_the_connections_of_their_threads(lin, gaoxin, settings):
    """A new one for each part of 50,000 cost PostgreSQL a quarter of a second."""
    a_business(lin, gaoxin)
    settings.NIGHT_SHARD_SIZE = 2
    made: list[str] = []

    def note(sender, connection, **told):
        made.append(threading.current_thread().name)

    connection_created.connect(note)
    try:
        run = night.run_night(day=NIGHT, threads=2)
    finally:
        connection_created.disconnect(note)

    assert run.shards.count() > 5
    assert 2 <= len(made) <= 4  # two threads for each half; the quicker may have left nothing to the other


@pytest.mark.django_db(transaction=True)
def test_an_error_in_one_of_the_parts_side_by_side_fails_the_night_which_goes_on_from_there(
    lin, gaoxin, settings, monkeypatch
):
    a_business(lin, gaoxin)
    orders, settings.NIGHT_SHARD_SIZE = sorted_lists(), 4
    work, broken = night._plan, [True]

    def once(*args):
        if broken and broken.pop():
            raise ValueError("the disk is full")
        return work(*args)

    monkeypatch.setattr(night, "_plan", once)
    with pytest.raises(ValueError, match="the disk is full"):
        night.run_night(day=NIGHT, threads=2)
    assert NightlyRun.objects.get().state == "failed"
    assert sorted_lists() == orders

    assert night.run_night(day=NIGHT, threads=2).state == "done"
    resumed = database(ids=False)
    night.take_back(after=NIGHT.replace(day=1))
    night.run_night(day=NIGHT)
    assert database(ids=False) == resumed


@pytest.mark.django_db(transaction=True)
def test_killed_between_its_halves_it_has_whole_lists_and_plans_from_what_was_kept(lin, gaoxin, settings):
    a_business(lin, gaoxin)
    settings.NIGHT_SHARD_SIZE = 5
    orders = sorted_lists()
    run = night.open_night(day=NIGHT)
    for shard in runs.undone_shards(run_id=run.pk):
        assert night.run_shard(run_id=run.pk, shard_id=shard)
    assert runs.undone_shards(run_id=run.pk) == []
    assert not runs.close_run(run_id=run.pk)
    assert CustomerStanding.objects.exists() and not Action.objects.exists()

    assert night.run_night(day=NIGHT).state == "done"
    assert sorted_lists() == orders
    assert not RunShard.objects.filter(to_plan__isnull=False).exists()
    resumed = database(ids=False)
    night.take_back(after=NIGHT.replace(day=1))
    night.run_night(day=NIGHT)
    assert database(ids=False) == resumed


@pytest.mark.django_db(transaction=True)
def test_who_goes_between_the_halves_gets_no_plan_and_a_new_owner_the_actions(lin, chen, gaoxin):
    cast = a_business(lin, gaoxin)
    run = night.open_night(day=NIGHT)
    (shard,) = runs.undone_shards(run_id=run.pk)
    night.run_shard(run_id=run.pk, shard_id=shard)
    CustomerStanding.objects.filter(customer=cast["called"]).delete()  # as a merge does
    Customer.objects.filter(pk=cast["reminded"].pk).update(owner=chen)
    night.run_night(day=NIGHT)

    assert not Action.objects.filter(customer=cast["called"]).exists()
    assert {action.assignee for action in Action.objects.filter(customer=cast["reminded"])} == {chen}


@pytest.mark.django_db(transaction=True)
def test_a_later_night_that_begins_between_the_halves_has_the_queue(lin, gaoxin):
    a_business(lin, gaoxin)
    early = night.open_night(day=NIGHT)
    (shard,) = runs.undone_shards(run_id=early.pk)
    night.run_shard(run_id=early.pk, shard_id=shard)
    night.open_night(day=NIGHT + DAY)

    assert night.run_night(day=NIGHT).state == "done"
    assert not Action.objects.exists()
