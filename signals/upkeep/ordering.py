"""Ordering a model to be learned now."""

from functools import partial

from django.db import transaction

from churn_crm import clock
from signals.models import Training
from signals.upkeep.schedule import begin
from signals.upkeep.tasks import learn_ordered
from staff.models import User


@transaction.atomic
def order(*, by: User) -> Training:
    """A worker learns a model of what was known at the end of the last finished day.

    Ordered while one is under way already, be it of the day before, it is the same; a worker is woken again,
    in case one was lost.
    """
    row = Training.objects.select_for_update().under_way().first()
    row = row or begin(day=clock.last_finished_day(), cause=Training.Cause.PERSON, by=by)
    transaction.on_commit(partial(learn_ordered.delay, row.pk))
    return row
