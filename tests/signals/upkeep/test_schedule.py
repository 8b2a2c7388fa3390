"""When something is learned and looked at: by the ledger, once, by one worker, and told once."""

from dataclasses import replace
from datetime import date, timedelta
from time import sleep
from types import SimpleNamespace

import numpy as np
import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from churn_crm import clock
from signals.learning.history import History
from signals.learning.training import fit
from signals.models import ChurnModel, ModelCheck, NightlyRun, ScoringPolicy, Training
from signals.policies import scoring_policy
from signals.upkeep import choosing, schedule, store
from signals.upkeep.drift import Drift, Shifted
from signals.upkeep.realised import Realised, tenth_of
from staff.models import Notice
from staff.notices import words
from tests.factories import BranchFactory, CustomerFactory, VisitFactory
from tests.signals.learning.histories import START, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def learned():
    return fit(drawn(customers=200, days=300), through=START + 290, horizon=60)


@pytest.fixture
def day():
    scoring_policy()
    return clock.last_finished_day()


@pytest.fixture
def night(day):
    return NightlyRun.objects.create(
        day=day, state="done", started_at=clock.now(), finished_at=clock.now(), policy_version=1
    )


@pytest.fixture
def trained(monkeypatch):
    """The days that were learned, instead of learning."""
    days = []
    monkeypatch.setattr(schedule, "train", lambda *, day, by: days.append(day))
    return days


def done(day, **changed):
    return Training.objects.create(
        **{
            "day": day,
            "cause": "schedule",
            "state": "done",
            "started_at": clock.now(),
            "finished_at": clock.now(),
            **changed,
        }
    )


def test_the_first_is_learned_after_the_night_and_waking_twice_learns_once(night, day, trained):
    schedule.look_after_model()
    schedule.look_after_model()
    assert trained == [day]
    assert Training.objects.get().state == "done"


def test_before_the_night_is_done_nothing_happens(day, trained):
    schedule.look_after_model()
    NightlyRun.objects.create(day=day, started_at=clock.now(), policy_version=1)
    schedule.look_after_model()
    assert not trained


@pytest.mark.parametrize(
    ("ago", "drifted", "cause"),
    [
        (30, False, "schedule"),
        (29, False, None),
        (29, True, "drift"),
        (7, True, "drift"),
        (6, True, None),
    ],
)
def test_it_is_time_after_the_days_of_the_policy_and_sooner_after_a_drift(day, learned, ago, drifted, cause):
    done(day - timedelta(days=ago))
    row = store.keep(learned)
    ModelCheck.objects.create(day=day, model=row, drifted=drifted, checked_at=clock.now())
    assert schedule.due_cause(day=day) == cause


def test_a_drift_that_was_answered_by_learning_is_over(day, learned):
    done(day - timedelta(days=8))
    ModelCheck.objects.create(
        day=day - timedelta(days=9), model=store.keep(learned), drifted=True, checked_at=clock.now()
    )
    assert schedule.due_cause(day=day) is None


@pytest.mark.parametrize(("asked", "cause"), [(180, "horizon"), (30, None), (None, None)])
def test_another_horizon_is_learned_for_at_once_and_once(night, day, trained, asked, cause):
    """Until then nights follow no model. asked: horizon of the training before, None where nobody kept it."""
    done(day - timedelta(days=1), horizon_days=asked)
    ScoringPolicy.objects.update(horizon_days=30)
    assert schedule.due_cause(day=day) == cause
    schedule.look_after_model()
    assert trained == ([day] if cause else [])
    assert schedule.due_cause(day=day + timedelta(days=1)) is None


def test_switched_off_it_never_is(day):
    ScoringPolicy.objects.update(learns=False)
    assert schedule.due_cause(day=day) is None


def test_what_was_broken_off_begins_again_as_it_was_ordered_and_only_once(day, trained, zhou):
    done(day, state="running", finished_at=None, cause="person", by=zhou)
    ScoringPolicy.objects.update(learns=False)
    schedule.look_after_model()
    schedule.look_after_model()
    assert trained == [day]
    row = Training.objects.get()
    assert (row.state, row.cause, row.by) == ("done", "person", zhou)


def test_what_was_broken_off_before_midnight_begins_again_on_its_own_day(day, trained, zhou):
    """By whichever wake comes first; once it is done, nothing is due on the day after."""
    before = day - timedelta(days=1)
    done(before, state="running", finished_at=None, cause="person", by=zhou)
    schedule.look_after_model()
    assert trained == [before]
    row = Training.objects.get()
    assert (row.day, row.state, row.cause, row.by) == (before, "done", "person", zhou)
    assert schedule.due_cause(day=day) is None


def test_learning_that_is_switched_off_still_ends_what_a_dead_worker_left(day, trained):
    done(day - timedelta(days=40), state="running", finished_at=None)
    ScoringPolicy.objects.update(learns=False)
    schedule.look_after_model()
    assert [row.state for row in Training.objects.all()] == ["done"]


def test_what_failed_waits_for_tomorrow(night, day, trained):
    done(day, state="failed")
    schedule.look_after_model()
    assert trained == []
    assert schedule.due_cause(day=day) is None
    assert schedule.due_cause(day=day + timedelta(days=1)) == "schedule"


def test_what_failed_is_due_on_the_next_day_for_the_reason_that_there_was(night, day, trained, learned):
    done(day - timedelta(days=8))
    ModelCheck.objects.create(
        day=day - timedelta(days=2), model=store.keep(learned), drifted=True, checked_at=clock.now()
    )
    done(day - timedelta(days=1), state="failed", cause="drift")
    schedule.look_after_model()
    assert trained == [day]
    assert Training.objects.get(day=day).cause == "drift"


def test_what_stopped_it_is_kept(night, day, monkeypatch):
    def broken(*, day, by):
        raise ArithmeticError("no minimum")

    monkeypatch.setattr(schedule, "train", broken)
    with pytest.raises(ArithmeticError):
        schedule.look_after_model()
    assert (Training.objects.get().state, Training.objects.get().error) == (
        "failed",
        "ArithmeticError: no minimum",
    )


def test_what_broke_off_by_itself_is_told_once_until_it_works_again(day, night, monkeypatch, zhou, lin):
    def broken(*, day, by):
        raise ArithmeticError("no minimum")

    monkeypatch.setattr(schedule, "train", broken)
    told = Notice.objects.filter(kind="learning_failed")

    def on(day, cause="schedule") -> int:
        with pytest.raises(ArithmeticError):
            schedule._learn(day=day, cause=cause, by=None)
        return told.filter(user=zhou).count()

    assert [on(day - timedelta(days=9)), on(day - timedelta(days=8))] == [1, 1]
    done(day - timedelta(days=7))
    assert [on(day - timedelta(days=6), cause="person"), on(day - timedelta(days=5))] == [1, 2]
    assert not told.filter(user=lin).exists()
    assert "broke off: ArithmeticError: no minimum." in words(told.first())
    assert told.first().link == "/signals/models/"


def until_gone(pid: int) -> None:
    """PostgreSQL ends a connection a moment after it is closed."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = %s", [pid])
            if cursor.fetchone() is None:
                return
        sleep(0.05)


def test_while_another_worker_is_at_it_nobody_begins_and_when_it_dies_somebody_does(day, trained):
    other = psycopg2.connect(**connection.get_connection_params())
    other.cursor().execute("SELECT pg_advisory_lock(%s)", [schedule.LOCK])
    assert schedule.learn(day=day) is None
    pid = other.info.backend_pid
    other.close()
    until_gone(pid)
    assert schedule.learn(day=day).cause == "person"
    assert trained == [day]


def test_a_check_tells_the_deciders_once_a_model(day, learned, monkeypatch, zhou, he, lin):
    store.put_into_use(store.keep(learned), verdict={})
    far = Drift(900, [Shifted("score", 0.4, 0.02)])
    number = ChurnModel.objects.champion().number
    came = SimpleNamespace(grave=True, told_by=number, as_json=lambda: {"off": 0.2})
    monkeypatch.setattr(schedule, "drift", lambda *args, **kwargs: far)
    monkeypatch.setattr(schedule, "realised", lambda **kwargs: came)
    monkeypatch.setattr(schedule, "last_year", lambda **kwargs: None)
    first = schedule.check(day=day - timedelta(days=1))
    schedule.check(day=day)
    assert schedule.check(day=day).pk == ModelCheck.objects.get(day=day).pk
    assert (first.drifted, first.miscalibrated, first.realised) == (True, True, {"now": {"off": 0.2}})
    assert Drift.from_json(first.drift) == far
    told = Notice.objects.values_list("kind", "user__username")
    kinds = ("model_drifted", "model_miscalibrated")
    assert {notice.link for notice in Notice.objects.all()} == {f"/signals/models/{first.model.number}/"}
    assert sorted(told) == sorted((kind, name) for kind in kinds for name in ("zhou", "he"))


def test_of_a_handful_of_customers_nobody_is_told_that_they_moved(day, learned, monkeypatch, zhou):
    store.put_into_use(store.keep(learned), verdict={})
    monkeypatch.setattr(schedule, "realised", lambda **kwargs: None)
    monkeypatch.setattr(schedule, "last_year", lambda **kwargs: None)
    for customers, told in ((49, []), (50, ["model_drifted"])):
        far = Drift(customers, [Shifted("score", 0.9, 0.5), Shifted("recency", 0.9, 0.5, 0.6)])
        monkeypatch.setattr(schedule, "drift", lambda *args, far=far, **kwargs: far)
        found = schedule.check(day=day - timedelta(days=50 - customers))
        assert (found.drifted, list(Notice.objects.values_list("kind", flat=True))) == (bool(told), told)


def test_chances_are_not_judged_by_days_of_which_no_file_has_come_yet(day, learned, monkeypatch):
    store.put_into_use(store.keep(learned), verdict={})
    last, asked = day - timedelta(days=40), []
    rows = [(1, (last - timedelta(days=n)).toordinal(), 900) for n in range(9)]
    history = History.of_rows(*(np.array(column) for column in zip(*rows, strict=True)))
    monkeypatch.setattr(schedule, "read_in_units", lambda *args, **kwargs: history)
    monkeypatch.setattr(schedule, "realised", lambda *, as_of, **kwargs: asked.append(as_of))
    schedule.check(day=day)
    assert asked == [last]


@pytest.mark.parametrize("teller", [0, None, 9])
def test_a_model_is_not_blamed_for_what_another_told_and_later_is_for_its_own(
    day, learned, monkeypatch, zhou, teller
):
    """Its first check sees chances of the nights before it; the alarm is still there when its own are off."""
    row = store.keep(learned)
    store.put_into_use(row, verdict={})
    monkeypatch.setattr(schedule, "drift", lambda *args, **kwargs: None)
    monkeypatch.setattr(schedule, "last_year", lambda **kwargs: None)
    for before, told_by in ((1, teller), (0, row.number)):
        came = Realised(day, 60, [tenth_of(2, 200, 0.25, 150)], told_by)
        monkeypatch.setattr(schedule, "realised", lambda came=came, **kwargs: came)
        schedule.check(day=day - timedelta(days=before))
    assert [found.miscalibrated for found in ModelCheck.objects.order_by("day")] == [False, True]
    assert Notice.objects.get(user=zhou).kind == "model_miscalibrated"


def test_features_that_moved_are_told_once_a_model_and_learning_waits_for_people(
    day, learned, monkeypatch, zhou, he, lin
):
    store.put_into_use(store.keep(learned), verdict={})
    moved = Drift(900, [Shifted("score", 0.01, 0.02), Shifted("gap_mean", 0.4, 0.02, 0.05)])
    monkeypatch.setattr(schedule, "drift", lambda *args, **kwargs: moved)
    monkeypatch.setattr(schedule, "realised", lambda **kwargs: None)
    monkeypatch.setattr(schedule, "last_year", lambda **kwargs: None)
    done(day - timedelta(days=10))
    first = schedule.check(day=day - timedelta(days=1))
    schedule.check(day=day)
    assert not first.drifted
    assert schedule.due_cause(day=day) is None
    told = Notice.objects.values_list("kind", "user__username")
    assert sorted(told) == [("model_features_moved", "he"), ("model_features_moved", "zhou")]


def test_what_comes_into_use_after_the_look_of_the_day_is_looked_at_too(day, learned, monkeypatch):
    """Its own newest look may be of another season: nights would speak in that."""
    monkeypatch.setattr(schedule, "drift", lambda *args, **kwargs: None)
    for season, spoken in ((0.3, {}), (-0.2, {"level": 0.01})):
        store.put_into_use(store.keep(replace(learned, **spoken)), verdict={})
        monkeypatch.setattr(
            schedule, "in_season", lambda model, *args, season=season, **kwargs: replace(model, season=season)
        )
        schedule.check(day=day)
    assert ModelCheck.objects.filter(day=day).count() == 2
    assert store.followed(day=day, horizon_days=learned.horizon)["season"] == -0.2


def test_a_damaged_model_is_not_looked_at_and_keeps_nobody_from_learning(night, day, trained, learned):
    store.put_into_use(store.keep(learned), verdict={})
    ChurnModel.objects.update(body="{}")
    store._read.cache_clear()
    schedule.look_after_model()
    assert (ModelCheck.objects.count(), trained) == (0, [day])


def test_without_a_model_in_use_nothing_is_checked(day):
    assert schedule.check(day=day) is None


def test_a_manager_puts_an_older_model_into_use_with_a_reason(learned, zhou, lin):
    first, second = store.keep(learned, verdict={"why": "no_better"}), store.keep(learned)
    store.put_into_use(second, verdict={"why": "better"})
    call_command("train", use=1, by=zhou.username, reason=" The season turned. ")
    first.refresh_from_db()
    assert ChurnModel.objects.champion() == first
    chosen = first.verdict["by_hand"]
    assert (first.verdict["why"], chosen["before"]) == ("no_better", second.number)
    assert (chosen["reason"], chosen["by"]) == ("The season turned.", str(zhou))
    assert choosing.take_back(number=1, by=zhou) == second.number
    call_command("train", use=1, by=zhou.username, reason="It turned again.")
    with pytest.raises(CommandError, match="in use already"):
        call_command("train", use=1, by=zhou.username, reason="Once more")
    with pytest.raises(CommandError, match="Say why"):
        call_command("train", use=2, by=zhou.username, reason=" ")
    with pytest.raises(CommandError, match="Managers and administrators"):
        call_command("train", use=2, by=lin.username, reason="Mine")
    with pytest.raises(CommandError, match="no model 9"):
        call_command("train", use=9, by=zhou.username, reason="Why not")
    with pytest.raises(CommandError, match="--by"):
        call_command("train", use=2, reason="Why not")


def test_the_command_learns_the_last_finished_day_and_says_that_there_is_nothing(day, capsys):
    call_command("train")
    assert "nothing to learn from yet" in capsys.readouterr().out
    assert Training.objects.get().day == day
    with pytest.raises(CommandError, match="has not come yet"):
        call_command("train", day=clock.today() + timedelta(days=1))


def test_a_model_is_not_asked_about_days_before_its_own(learned):
    """It has seen what came after them."""
    row = store.keep(learned)
    store.put_into_use(row, verdict={})

    assert schedule.check(day=row.day - timedelta(days=1)) is None
    assert not ModelCheck.objects.exists()


@pytest.mark.parametrize(("units", "asked"), [({"CNY": 1.0, "USD": 7.0}, 7.0), (None, 2.0)])
def test_customers_are_held_against_a_model_in_the_units_that_it_learned_in(
    learned, gaoxin, lin, monkeypatch, units, asked
):
    """By now the usual purchase of dollars is worth half the usual one of yuan; one without kept units takes
    that."""
    abroad = BranchFactory(code="berlin", currency="USD")
    for branch, amount in ((gaoxin, 200), (abroad, 100)):
        customer = CustomerFactory(branch=branch, owner=lin)
        for days in (300, 200):
            VisitFactory(customer=customer, day=date.fromordinal(learned.through - days), amount=amount)
    row = store.keep(replace(learned, facts={**learned.facts, "units": units}))
    store.put_into_use(row, verdict={})
    seen = []
    monkeypatch.setattr(schedule, "drift", lambda _m, _b, history, *, as_of: seen.append(history))
    monkeypatch.setattr(schedule, "in_season", lambda model, _history, *, as_of: model)
    schedule.check(day=row.day)

    cents = sorted(set(seen[0].bought.cents.tolist()))
    assert cents == sorted({20000, 10000 * asked})
