"""Nights over HTTP: all of them, one with its parts and steps, and doing the newest one now."""

from datetime import timedelta

import pytest

from retention import night, tasks
from signals.models import NightlyRun
from tests.retention.nights import NIGHT, a_business

pytestmark = pytest.mark.django_db
NIGHTS = "/api/v1/nights/"
ONE = f"{NIGHTS}{NIGHT.isoformat()}/"


@pytest.fixture
def last_night(lin, gaoxin, settings):
    """Over 21 customers in parts of ten at most."""
    settings.NIGHT_SHARD_SIZE = 10
    a_business(lin, gaoxin)
    return night.run_night(day=NIGHT)


def test_a_night_tells_what_it_counted_and_followed(as_wei, last_night):
    told = as_wei.get(ONE).json()

    assert (told["day"], told["state"], told["policy_version"], told["model"]) == (
        NIGHT.isoformat(),
        "done",
        1,
        None,
    )
    assert (told["counts"]["customers"], told["counts"]["told_by"]) == (21, {"prior": 20})
    assert sum(told["counts"]["tiers"].values()) == 21
    assert told["counts"]["planned"] == last_night.counts["planned"]
    assert (told["not_followed"], told["again"], told["history"]) == (None, False, False)


def test_its_parts_and_steps_add_up(as_wei, last_night):
    told = as_wei.get(ONE).json()

    assert told["share"] == 1
    assert [part["counts"]["customers"] for part in told["parts"]] == [10, 10, 1]
    assert told["steps"] == last_night.timings
    for step in ("features", "scoring"):
        parts = sum(part["seconds"][step] for part in told["parts"])
        assert told["steps"][step] == pytest.approx(parts, abs=0.001)


def test_under_way_it_tells_what_the_finished_parts_have_counted(as_wei, last_night):
    left = last_night.shards.order_by("-first_id").first()
    last_night.shards.filter(pk=left.pk).update(scored_at=None, done_at=None, counts={}, timings={})
    planned = last_night.shards.earliest("first_id")
    last_night.shards.filter(pk=planned.pk).update(done_at=None)
    NightlyRun.objects.update(state="running", finished_at=None, counts={}, timings={})
    told = as_wei.get(ONE).json()

    assert (told["state"], told["counts"]["customers"]) == ("running", 20)
    assert told["share"] == pytest.approx(3 / 6)
    assert told["steps"]["scoring"] > 0
    assert [part["scored_at"] is None for part in told["parts"]] == [False, False, True]
    assert [part["done_at"] is None for part in told["parts"]] == [True, False, True]
    assert told["parts"][2]["counts"]["customers"] is None


def test_a_model_that_was_not_followed_is_told(as_wei, last_night):
    last_night.policy["model"] = {"not_followed": 7, "because": "horizon", "horizon_days": 90}
    last_night.save()

    assert as_wei.get(ONE).json()["not_followed"] == {"model": 7, "because": "horizon"}


def test_the_newest_nights_come_first_in_pages_of_the_same_cost(
    as_wei, last_night, django_assert_max_num_queries
):
    for back in range(1, 15):
        last_night.pk, last_night.day = None, NIGHT - timedelta(days=back)
        last_night.save()
    with django_assert_max_num_queries(6):
        first = as_wei.get(NIGHTS + "?page_size=10").json()
    second = as_wei.get(first["next"]).json()
    days = [one["day"] for one in first["results"] + second["results"]]

    assert days == [(NIGHT - timedelta(days=back)).isoformat() for back in range(15)]
    assert second["next"] is None


def test_many_parts_cost_one_query(as_wei, lin, gaoxin, settings, django_assert_max_num_queries):
    settings.NIGHT_SHARD_SIZE = 1
    a_business(lin, gaoxin)
    night.open_night(day=NIGHT)
    with django_assert_max_num_queries(7):
        assert len(as_wei.get(ONE).json()["parts"]) == 21


def test_asked_for_twice_it_is_one_run(as_zhou, last_night, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks.run_shard, "delay", lambda *_ids: None)
    first, second = as_zhou.post(NIGHTS), as_zhou.post(NIGHTS)

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["state"] == "running" and first.json()["again"]
    assert first.json()["started_at"] == second.json()["started_at"]
    assert NightlyRun.objects.count() == 1


def test_workers_do_what_was_asked_for(as_zhou, last_night, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks.run_shard, "delay", tasks.run_shard)
    with django_capture_on_commit_callbacks(execute=True):
        as_zhou.post(NIGHTS)

    assert as_zhou.get(ONE).json()["state"] == "done"


def test_a_day_without_a_night_is_not_found(as_wei):
    assert as_wei.get(ONE).status_code == 404
    assert as_wei.get(NIGHTS + "yesterday/").status_code == 404
