"""The demo learns from its own history, as a business that has been there for years has long done.

On the first night, where a model has drifted, and again on the last but one: everything as the worker does
it, and dated as if he had done it on the morning after. See docs/design/demo.md.
"""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from time import monotonic

from django.db import connections

from churn_crm import clock
from signals.learning.history import History
from signals.learning.model import FittedModel
from signals.learning.training import Remembered, fit
from signals.models import ChurnModel, ModelCheck, Training
from signals.policies import scoring_policy
from signals.purchases import read_in_one_unit
from signals.upkeep import schedule, trial
from signals.upkeep.training import prior_of, train
from staff.models import Notice

HOURS = timedelta(hours=3)  # after midnight, when a worker has come round to it
TOOK = timedelta(minutes=1)
APART = timedelta(days=120)


def learn(
    *,
    day: date,
    cut_offs: int = trial.CUT_OFFS,
    cause: str = Training.Cause.SCHEDULE,
    say: Callable[[str], None],
) -> tuple[Remembered, list[date]]:
    """A model of what was known at the end of `day`; nights over that day and later ones follow it, where it
    is better than what they followed. Returns what was learned on the way, and the past days it was tried on.
    """
    began, horizon = monotonic(), scoring_policy().horizon_days
    history, _units = read_in_one_unit(until=day)
    days = trial.cut_offs(history.first_day, day.toordinal(), horizon, cut_offs)
    remembered = side_by_side(history, [day.toordinal(), *days], horizon=horizon)
    training = schedule.begin(day=day, cause=cause, by=None)
    model = train(day=day, cut_offs=cut_offs, fit=remembered)
    training.model, training.state = model, Training.State.DONE
    training.started_at, training.finished_at = morning_after(day), morning_after(day) + TOOK
    training.save()
    if model is None:
        say(f"{day:%d %B %Y}: too little history to learn from")
    else:
        date_back(model, to=training.started_at)
        say(f"Model {model.number}, learned from {model.months} months in {monotonic() - began:.0f} seconds")
    return remembered, sorted(date.fromordinal(one) for one in days)


def side_by_side(history: History, days: list[int], *, horizon: int) -> Remembered:
    """The models of these days, learned in as many processes as there are processors."""
    prior, remembered = prior_of(scoring_policy()), Remembered()
    connections.close_all()  # none may be shared with a child
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        models = pool.map(fit_one, [(history, day, horizon) for day in days])
        remembered.models = {(day, horizon, prior): one for day, one in zip(days, models, strict=True)}
    return remembered


def fit_one(asked: tuple[History, int, int]) -> FittedModel:
    history, day, horizon = asked
    return fit(history, through=day, horizon=horizon, prior=prior_of(scoring_policy()))


def date_back(model: ChurnModel, *, to: datetime) -> None:
    """As if it had been made then, and had taken the place of the one before, whose troubles were read of."""
    ChurnModel.objects.filter(pk=model.pk).update(made_at=to)
    ChurnModel.objects.filter(pk=model.pk, in_use_since__isnull=False).update(in_use_since=to)
    for number in list(ChurnModel.objects.filter(retired_at__gt=to).values_list("number", flat=True)):
        ChurnModel.objects.filter(number=number).update(retired_at=to)
        Notice.objects.filter(kind__startswith="model_", numbers__number=number).update(read_at=to)


def look(*, day: date) -> None:
    """Whether the model in use still held true at the end of that day, told as it would have been then."""
    began = clock.now()
    if schedule.check(day=day):
        ModelCheck.objects.filter(day=day).update(checked_at=morning_after(day))
        told = Notice.objects.filter(kind__startswith="model_", created_at__gte=began)
        told.update(created_at=morning_after(day))


def learn_if_drifted(*, day: date, say: Callable[[str], None]) -> None:
    """What the look of that day asks for, not too often: it takes half a minute each time."""
    drifted = ModelCheck.objects.filter(day=day, drifted=True).exists()
    if drifted and not Training.objects.filter(day__gt=day - APART).exists():
        learn(day=day, cut_offs=1, cause=Training.Cause.DRIFT, say=say)


def morning_after(day: date) -> datetime:
    return min(clock.end_of(day) + HOURS, clock.now() - TOOK)
