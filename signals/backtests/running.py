"""A back-test in a worker: taken up once, continued where a killed worker left it, stopped when asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from churn_crm import clock
from signals.backtests.figures import figures_of
from signals.backtests.past import as_known, by_stored
from signals.chances import Champion
from signals.learning.frame import YEAR, last_days
from signals.learning.history import History
from signals.learning.training import Fit, fit
from signals.models import BackTest, BackTestDay
from signals.policies import Followed
from signals.purchases import in_units, newest_purchase, read_history, units_on
from signals.upkeep import store

LOCK = (7_006, 1)  # names an advisory lock that nothing else uses
READING = 0.1  # of the work is reading the history


class Stopped(Exception):
    """Somebody has cancelled it."""


class TooShort(Exception):
    """Nobody had bought anything by the first day."""


def run(test_id: int, *, fit: Fit = fit) -> None:
    """Do what is left of it. Does nothing when it is finished, or while another back-test is under way: one
    at a time, so that the workers stay free for the night and for what people wait for.

    fit: how a past day is learned; remembered where several are run one after the other.
    """
    with alone() as mine:
        test = BackTest.objects.filter(pk=test_id).first() if mine else None
        if test is None or not test.unfinished:
            return
        if test.started_at is None:
            test.started_at = clock.now()
        test.state = BackTest.State.RUNNING
        test.save(update_fields=["state", "started_at"])
        try:
            try_days(test, fit)
        except Stopped:
            close(test, BackTest.State.CANCELLED)
        except TooShort:
            close(test, BackTest.State.FAILED, error={"why": "too_short"})
        except Exception as error:
            close(test, BackTest.State.FAILED, error={"why": "broke", "told": first_line(error)})
            raise
        else:
            close(test, BackTest.State.DONE)


def try_days(test: BackTest, fit: Fit) -> None:
    """Each past day that is not done yet."""
    left = list(test.days.filter(done_at=None).order_by("cutoff"))
    if not left:
        return
    over = max(day.cutoff for day in left) + timedelta(days=test.horizon_days)
    # What came later shows whose facts of these days have come; nothing is learned from it.
    history = read_history(until=max(over, newest_purchase() or over))
    tell(test, READING)
    of_all = test.days.count()
    for number, day in enumerate(left, start=of_all - len(left)):
        try_day(test, day, history, fit, begins=number / of_all, part=1 / of_all)


def try_day(
    test: BackTest, day: BackTestDay, history: History, fit: Fit, *, begins: float, part: float
) -> None:
    """Ask all methods about one day and keep what came out. begins, part: of the whole, as shares."""
    if not somebody(history, day.cutoff.toordinal()):
        raise TooShort
    champion = stored_of(test)
    known = as_known(
        Followed.from_json(test.policy),
        day=day.cutoff,
        history=in_units(history, units_on(day.cutoff)),
        fit=fit,
        horizon=test.horizon_days,
        changed=test.changed,
        scoring=test.scoring,
        stored=by_stored(champion, history, day=day.cutoff) if champion else None,
        tell=lambda share: tell(test, READING + (1 - READING) * (begins + part * share)),
    )
    day.facts, day.figures = known.facts, figures_of(known.outcomes, known.spend)
    day.outcomes, day.done_at = known.outcomes.to_bytes(), clock.now()
    day.save()


def stored_of(test: BackTest) -> Champion | None:
    """The stored model that the test is about; None where it is about something else."""
    return Champion(test.number, store.fitted(test.number)) if test.number else None


def somebody(history: History, day: int) -> bool:
    """Whether anybody had bought within a year before the end of that day: of others nothing is said."""
    if not len(history.customers) or day < history.first_day:
        return False
    return bool((day - last_days(history.until(day).bought) <= YEAR).any())


def tell(test: BackTest, share: float) -> None:
    """Say how far it has come. Raises Stopped when somebody has cancelled it."""
    running = BackTest.objects.filter(pk=test.pk)
    running.update(share=round(share, 4))
    if running.filter(stop_wanted=True).exists():
        raise Stopped


def close(test: BackTest, state: str, *, error: dict[str, str] | None = None) -> None:
    done = {"share": 1} if state == BackTest.State.DONE else {}
    BackTest.objects.filter(pk=test.pk).update(
        state=state, error=error or {}, finished_at=clock.now(), **done
    )


def first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other worker is at a back-test; the lock dies with the worker's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", LOCK)
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", LOCK)
