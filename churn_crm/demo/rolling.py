"""The garage never goes stale: on a later day all its dates move forward by the days that have passed.

What users did in it moves along, so that the order of events stays. See docs/design/demo.md.
"""

from datetime import date, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Model

from churn_crm import clock
from churn_crm.demo.writing import SOURCE
from customers.models import (
    Asset,
    AssetDue,
    Benchmark,
    Booking,
    Contact,
    Contract,
    Customer,
    CustomerStanding,
    DeclinedWork,
    DuplicateCandidate,
    DuplicateRun,
    Import,
    Inquiry,
    Invoice,
    Merge,
    MileageReading,
    Package,
    PackageMovement,
    Payment,
    PriceApproval,
    Quote,
    Return,
    Statement,
    Visit,
    VisitDetail,
    WarrantyClaim,
)
from desk.models import Complaint, SatisfactionScore
from retention.models import Action, ActionEvent
from retention.night import run_night, take_back
from signals.models import ChurnSignal, NightlyRun, Snapshot, TierMove
from signals.partitions import make_partition
from staff.models import Notice

MOVED: tuple[type[Model], ...] = (
    Import,
    Customer,
    Contact,
    Asset,
    MileageReading,
    AssetDue,
    Statement,
    DeclinedWork,
    Return,
    WarrantyClaim,
    VisitDetail,
    Visit,
    Invoice,
    Payment,
    Benchmark,
    Contract,
    PriceApproval,
    Inquiry,
    Booking,
    Quote,
    Package,
    PackageMovement,
    CustomerStanding,
    Complaint,
    SatisfactionScore,
    ChurnSignal,
    TierMove,
    NightlyRun,
    Action,
    ActionEvent,
    Notice,
    DuplicateRun,
    DuplicateCandidate,
    Merge,
)
# What is planned may lie ahead; everything else has happened.
AHEAD = {"due_on", "deadline", "booked_for", "next_tier_on", "starts_on", "ends_on", "renews_on"}
AHEAD |= {"valid_until", "expires_on", "by_date", "projected_on", "follow_up_on", "put_off_until"}
PLANNED = {Booking}  # their day and time lie ahead, too
# Unique over a day: moved far away first, because PostgreSQL looks at each row as it moves.
UNIQUE_BY_DAY = {TierMove, NightlyRun, Action, Visit, Benchmark, MileageReading, DuplicateRun}
FAR = 100_000  # days
MOVE_SNAPSHOTS = """
CREATE TEMPORARY TABLE held ON COMMIT DROP AS SELECT * FROM signals_snapshot;
UPDATE held SET day = day + %(days)s, last_visit_on = last_visit_on + %(days)s;
TRUNCATE signals_snapshot;
INSERT INTO signals_snapshot SELECT * FROM held;
ANALYZE signals_snapshot;
"""


def days_behind() -> int:
    """How many days have passed since the garage was loaded or rolled; 0 when there is no garage."""
    newest = newest_fact()
    return max((clock.last_finished_day() - newest).days, 0) if newest else 0


def newest_fact() -> date | None:
    """The garage's newest fact: the day before it was loaded or last rolled."""
    return Import.objects.filter(source=SOURCE).values_list("newest_fact", flat=True).first()


@transaction.atomic
def roll() -> int:
    """Move the garage to today and run last night again. Returns by how many days it moved."""
    days, newest = days_behind(), newest_fact()
    if not days or newest is None:
        return 0
    # Nights that ran on while no facts came in have nothing to say.
    take_back(after=newest)
    for model in MOVED:
        _move(model, days)
    _move_snapshots(days)
    run_night(day=clock.last_finished_day())
    return days


def _move(model: type[Model], days: int) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if model in UNIQUE_BY_DAY:
            cursor.execute(_update(model, clamp=False), {"days": FAR})
            days -= FAR
        limits: dict[str, Any] = {"days": days, "today": clock.today(), "now": clock.now()}
        cursor.execute(_update(model, clamp=model not in PLANNED), limits)
        cursor.execute(f'ANALYZE "{table}"')


def _update(model: type[Model], *, clamp: bool) -> str:
    columns = [field for field in model._meta.local_fields if isinstance(field, models.DateField)]
    moved = ", ".join(f'"{field.column}" = {_moved(field, clamp)}' for field in columns)
    return f'UPDATE "{model._meta.db_table}" SET {moved}'  # noqa: S608


def _moved(field: models.DateField, clamp: bool) -> str:
    """Missing stays missing: LEAST would take the other one."""
    is_moment = isinstance(field, models.DateTimeField)
    moved = f'"{field.column}" + make_interval(days => %(days)s)'
    moved = moved if is_moment else f"({moved})::date"
    if not clamp or field.column in AHEAD:
        return moved
    limit = "%(now)s::timestamptz" if is_moment else "%(today)s::date"
    return f'CASE WHEN "{field.column}" IS NOT NULL THEN LEAST({moved}, {limit}) END'


def _move_snapshots(days: int) -> None:
    """Rows change their month's table, so they are taken out and put back."""
    held = list(Snapshot.objects.order_by().values_list("day", flat=True).distinct())
    for day in held:
        make_partition(day + timedelta(days=days))
    with connection.cursor() as cursor:
        cursor.execute(MOVE_SNAPSHOTS, {"days": days})
