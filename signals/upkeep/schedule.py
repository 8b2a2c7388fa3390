"""When to learn and to look: decided from the ledger, by one worker at a time, so that two wakes make one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection
from django.urls import reverse

from churn_crm import clock
from signals.learning.history import History
from signals.learning.training import in_season
from signals.models import ChurnModel, ModelCheck, NightlyRun, Training
from signals.models.upkeep import TrainingQuerySet
from signals.policies import scoring_policy
from signals.purchases import read_in_units, units_on
from signals.upkeep import store
from signals.upkeep.drift import drift
from signals.upkeep.realised import Late, last_year, realised
from signals.upkeep.training import train
from staff.models import User
from staff.notices import notify
from staff.roles import DECIDERS

LOCK = 0x5550  # of PostgreSQL, for upkeep alone
SOONEST = 7  # days between two trainings, however much has changed


def look_after_model() -> None:
    """Go on with what was ordered or broken off. Once a day, after the night: see whether the model holds
    true, and learn anew where it is time."""
    day = clock.last_finished_day()
    learn_begun(Training.objects.all())
    if not NightlyRun.objects.filter(day__gte=day, state=NightlyRun.State.DONE).exists():
        return
    with alone() as free:
        if not free:
            return
        check(day=day)
        if cause := due_cause(day=day):
            _learn(day=day, cause=cause, by=None)


def learn_begun(trainings: TrainingQuerySet) -> None:
    """The newest of these that was ordered or broken off, from its beginning, on what was known at the end of
    its own day; nothing without one, or while a worker is at it."""
    with alone() as free:
        row = trainings.under_way().first() if free else None
        if row:
            _learn(day=row.day, cause=row.cause, by=row.by)


def learn(*, day: date, by: User | None = None) -> Training | None:
    """Learn now because somebody wants it; None where a worker is at it already."""
    with alone() as free:
        return _learn(day=day, cause=Training.Cause.PERSON, by=by) if free else None


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else is at it. The lock dies with the connection: a killed worker lets go at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        free = cursor.fetchone()[0]
        try:
            yield free
        finally:
            if free:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def due_cause(*, day: date) -> str | None:
    """Why something should be learned as of that day, or None. What failed answers nothing: it is due again
    on the next day."""
    policy, last = scoring_policy(), Training.objects.done().first()
    if not policy.learns or Training.objects.filter(day__gte=day).exists():
        return None
    if last is None or last.day <= day - timedelta(days=policy.learn_every_days):
        return Training.Cause.SCHEDULE
    if last.horizon_days not in (None, policy.horizon_days):
        return Training.Cause.HORIZON  # nights follow no model until there is one that looks as far
    drifted = ModelCheck.objects.filter(day__gt=last.day, drifted=True).exists()
    return Training.Cause.DRIFT if drifted and last.day <= day - timedelta(days=SOONEST) else None


def _learn(*, day: date, cause: str, by: User | None) -> Training:
    """The day's training from beginning to end; what stopped it is kept, told, and raised again."""
    row = begin(day=day, cause=cause, by=by)
    try:
        row.model, row.state = train(day=day, by=by), Training.State.DONE
    except Exception as error:
        row.state, row.error = Training.State.FAILED, f"{type(error).__name__}: {error}"[:500]
        raise
    finally:
        row.finished_at = clock.now()
        row.save()
        if row.state == Training.State.FAILED:
            _tell_failed(row)
    return row


def _tell_failed(row: Training) -> None:
    """The deciders, once until something is learned again; who ordered it sees what came of it himself."""
    last = Training.objects.done().first()
    if row.cause != Training.Cause.PERSON:
        notify(
            users=User.objects.at_work().filter(role__in=DECIDERS),
            kind="learning_failed",
            numbers={"day": row.day.isoformat(), "error": row.error},
            occasion=f"learning failed since {last.day.isoformat() if last else 'ever'}",
            link=reverse("signals:models"),
        )


def begin(*, day: date, cause: str, by: User | None) -> Training:
    """The day's row, under way; what came of an earlier training of that day is forgotten."""
    row, _created = Training.objects.update_or_create(
        day=day,
        defaults={
            "cause": cause,
            "state": Training.State.RUNNING,
            "started_at": clock.now(),
            "finished_at": None,
            "horizon_days": scoring_policy().horizon_days,
            "by": by,
            "model": None,
            "error": "",
        },
    )
    return row


def check(*, day: date) -> ModelCheck | None:
    """Look once a day whether the model in use still holds true, and meet the season anew; tell the deciders
    where it does not. A day before its own is none of it: it has seen what came then; a damaged one is not
    asked. What came into use after the day's look is looked at too: else it would speak in the season of
    another time."""
    row = ChurnModel.objects.champion()
    if row is None or row.day > day or not store.readable(row.number):
        return None
    if known := row.checks.filter(day=day).first():
        return known
    # In the units that it learned in, as nights ask it: fresh ones would hide that a currency has moved.
    history = read_in_units(row.facts.get("units") or units_on(day), until=day)
    model, as_of = store.fitted(row.number), day.toordinal()
    # In the season of its teaching: what is looked for is whether customers have changed, not the calendar.
    shifted = drift(model, row.facts.get("bins", {}), history, as_of=as_of)
    met = in_season(model, history, as_of=as_of)
    known_until = date.fromordinal(history.known_until(as_of))
    late = late_branches(history, as_of)
    came = realised(as_of=known_until, horizon=row.horizon_days, number=row.number, late=late)
    before = last_year(as_of=day, horizon=row.horizon_days, number=row.number, late=late)
    found = ModelCheck.objects.create(
        day=day,
        model=row,
        drift=shifted.as_json() if shifted else {},
        realised={name: one.as_json() for name, one in {"now": came, "last_year": before}.items() if one},
        season=met.season,
        spend_season=met.spend_season,
        drifted=bool(shifted and shifted.grave and not shifted.too_few),
        # What another model or the prior told is shown, and is not this one's fault.
        miscalibrated=bool(came and came.grave and came.told_by == row.number),
        checked_at=clock.now(),
    )
    _tell(found, moved=bool(shifted and shifted.features_moved and not shifted.too_few))
    return found


def late_branches(history: History, as_of: int) -> Late:
    """Who answers of which branches it is not known yet, at the end of `as_of`, who had bought by a day."""
    return lambda last: history.late(last.toordinal(), through=as_of)


def _tell(found: ModelCheck, *, moved: bool) -> None:
    """One notice for each model and trouble, not one a night. moved: features have; it goes without saying
    where the chances have moved too."""
    troubles = {
        "model_drifted": found.drifted,
        "model_features_moved": moved and not found.drifted,
        "model_miscalibrated": found.miscalibrated,
    }
    for kind in (kind for kind, there in troubles.items() if there):
        notify(
            users=User.objects.at_work().filter(role__in=DECIDERS),
            kind=kind,
            numbers={"number": found.model.number, "day": found.day.isoformat()},
            occasion=f"{kind} {found.model.number}",
            link=reverse("signals:model", args=[found.model.number]),
        )
