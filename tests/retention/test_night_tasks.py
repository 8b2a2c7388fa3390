"""Beat only wakes; the ledger decides. Two beats: one run; a late start catches up, a late night alarms."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from retention import night, tasks, watch
from signals import runs
from signals.models import NightlyRun
from staff.models import Notice
from tests.retention.nights import NIGHT, a_business

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def shanghai(hour: int, minute: int = 0, day: date = NIGHT + DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def business(lin, gaoxin, zhou, he, settings):
    settings.TODAY = None
    return a_business(lin, gaoxin)


@pytest.fixture
def at_once(monkeypatch, django_capture_on_commit_callbacks):
    """Tasks run in this process as soon as the transaction would be committed."""
    monkeypatch.setattr(tasks.run_shard, "delay", tasks.run_shard)

    def call(task):
        with django_capture_on_commit_callbacks(execute=True):
            task()

    return call


def test_a_night_that_another_worker_finishes_is_over(business, monkeypatch):
    close = runs.close_run
    monkeypatch.setattr(runs, "close_run", lambda *, run_id: close(run_id=run_id) and False)

    assert night.run_night(day=NIGHT).state == NightlyRun.State.DONE


@pytest.mark.parametrize(("hour", "due"), [(1, False), (2, True), (14, True)])
def test_a_night_is_due_from_two_oclock_and_caught_up_later(business, hour, due):
    with time_machine.travel(shanghai(hour), tick=False):
        assert watch.due_day() == (NIGHT if due else None)


def test_two_beats_make_one_run(business, at_once):
    with time_machine.travel(shanghai(2), tick=False):
        at_once(tasks.start_due_night)
        at_once(tasks.start_due_night)

    assert NightlyRun.objects.get().state == "done"
    assert NightlyRun.objects.get().day == NIGHT


def test_only_the_newest_missing_night_is_caught_up(business, at_once):
    night_before = NIGHT - 5 * DAY
    with time_machine.travel(shanghai(3, day=night_before + DAY), tick=False):
        at_once(tasks.start_due_night)
    with time_machine.travel(shanghai(9), tick=False):
        at_once(tasks.start_due_night)

    assert set(NightlyRun.objects.values_list("day", flat=True)) == {night_before, NIGHT}


def test_a_night_over_a_day_that_is_done_already_is_not_started(business):
    with time_machine.travel(shanghai(12), tick=False):
        night.run_night(day=NIGHT + DAY)
        assert watch.due_day() is None


def test_without_customers_nothing_is_due(db, settings):
    settings.TODAY = None
    with time_machine.travel(shanghai(4), tick=False):
        assert watch.due_day() is None


def test_a_stopped_night_is_resumed(business, at_once):
    with time_machine.travel(shanghai(2), tick=False):
        night.open_night(day=NIGHT)
        at_once(tasks.resume_nights)

    assert NightlyRun.objects.get().state == "done"


def test_a_shard_delivered_twice_is_done_once(business, at_once):
    with time_machine.travel(shanghai(2), tick=False):
        run = night.open_night(day=NIGHT)
        shard = run.shards.get()

        assert night.run_shard(run_id=run.pk, shard_id=shard.pk)
        assert not night.run_shard(run_id=run.pk, shard_id=shard.pk)


def test_workers_plan_when_the_last_part_is_scored_and_a_night_stopped_between_goes_on(
    business, at_once, settings
):
    settings.NIGHT_SHARD_SIZE = 5
    with time_machine.travel(shanghai(2), tick=False):
        run = night.open_night(day=NIGHT)
        for shard in runs.undone_shards(run_id=run.pk):
            night.run_shard(run_id=run.pk, shard_id=shard)  # its worker is killed before it wakes others
        assert runs.undone_shards(run_id=run.pk) == []
        at_once(tasks.resume_nights)

    run.refresh_from_db()
    assert (run.state, run.shards.filter(done_at=None).count()) == ("done", 0)
    assert run.counts["planned"]


def test_a_missing_night_alarms_managers_and_administrators_once(business):
    with time_machine.travel(shanghai(3, day=NIGHT), tick=False):
        night.run_night(day=NIGHT - DAY)
    with time_machine.travel(shanghai(5, 50), tick=False):
        tasks.alarm_about_missing_nights()
        assert not Notice.objects.exists()
    with time_machine.travel(shanghai(6, 10), tick=False):
        tasks.alarm_about_missing_nights()
        tasks.alarm_about_missing_nights()

    assert sorted(Notice.objects.values_list("user__username", "kind")) == [
        ("he", "night_late"),
        ("zhou", "night_late"),
    ]


def test_a_night_that_is_done_alarms_nobody(business):
    with time_machine.travel(shanghai(6, 10), tick=False):
        night.run_night(day=NIGHT)
        tasks.alarm_about_missing_nights()

    assert not Notice.objects.exists()
