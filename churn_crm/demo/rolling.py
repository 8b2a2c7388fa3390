"""The garage never goes stale: on a later day all its dates move forward by the days that have passed.

What users did in it moves along, so that the order of events stays. See docs/design/demo.md.
"""

from datetime import date, timedelta
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.models import Model

from churn_crm import clock
from churn_crm.demo import learning, marks
from churn_crm.demo.corresponding import count_spending
from churn_crm.demo.images import move_images
from churn_crm.demo.shifting import dates, may_clamp, shifted
from churn_crm.demo.writing import SOURCE
from customers.models import (
    ArrearsMark,
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
    VisitCorrection,
    VisitDetail,
    WarrantyClaim,
)
from desk.models import (
    Affected,
    Article,
    ArticleUse,
    ArticleVerdict,
    ArticleVersion,
    Checklist,
    ChecklistVersion,
    Compensation,
    Complaint,
    ComplaintEvent,
    Defect,
    Doubt,
    DoubtEvent,
    FollowUp,
    Given,
    Inspection,
    Interaction,
    Invitation,
    Matter,
    Promise,
    PromiseEvent,
    Recommendation,
    Rectification,
    RectificationEvent,
    Response,
    SatisfactionScore,
    Specialist,
    Survey,
    SurveyVersion,
    VerificationCall,
    Voice,
    WorkOrderRating,
)
from desk.quality.index import measuring
from outbox.models import Attempt, Consent, Intervention, Message, OptOut, Receipt, Reply
from retention.models import Action, ActionEvent
from retention.night import run_night, take_back
from signals.models import (
    BackTest,
    BackTestDay,
    ChurnModel,
    ChurnSignal,
    Competitor,
    ModelCheck,
    NightlyRun,
    SignalEvent,
    Snapshot,
    TierMove,
    Training,
    TrustReset,
)
from signals.partitions import make_partition
from staff.models import Absence, Leaving, Notice

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
    VisitCorrection,
    Visit,
    Invoice,
    Payment,
    ArrearsMark,
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
    ComplaintEvent,
    Compensation,
    Defect,
    Affected,
    SatisfactionScore,
    Recommendation,
    Article,
    ArticleVersion,
    ArticleUse,
    ArticleVerdict,
    Survey,
    SurveyVersion,
    Invitation,
    Response,
    Matter,
    Voice,
    Interaction,
    Promise,
    PromiseEvent,
    FollowUp,
    Doubt,
    DoubtEvent,
    VerificationCall,
    Competitor,
    Leaving,
    WorkOrderRating,
    Checklist,
    ChecklistVersion,
    Inspection,
    Rectification,
    RectificationEvent,
    Given,
    Specialist,
    Absence,
    BackTest,
    BackTestDay,
    ChurnModel,
    Training,
    ModelCheck,
    ChurnSignal,
    SignalEvent,
    TrustReset,
    TierMove,
    NightlyRun,
    Action,
    ActionEvent,
    Notice,
    DuplicateRun,
    DuplicateCandidate,
    Merge,
    Consent,
    OptOut,
    Message,
    Attempt,
    Receipt,
    Reply,
    Intervention,
)
# Unique over a day: moved far away first, because PostgreSQL looks at each row as it moves.
UNIQUE_BY_DAY = {
    Absence,
    TierMove,
    NightlyRun,
    Training,
    ModelCheck,
    Action,
    Visit,
    Benchmark,
    MileageReading,
    DuplicateRun,
}
FAR = 100_000  # days
# That time has passed is no change that anybody made.
RECORDED = [f"customers.{name}:update_update" for name in ("Customer", "Contact", "Asset")]
# What people said and decided is never changed, but for the day on which the garage stands.
KEPT = [
    "customers.VisitCorrection:append_only",
    "outbox.Consent:only_moves",
    "outbox.Intervention:append_only",
    "desk.ArticleVersion:article_version_is_final",
    "desk.ComplaintEvent:append_only",
    "desk.DoubtEvent:append_only",
    "desk.PromiseEvent:append_only",
    "desk.RectificationEvent:append_only",
    "signals.SignalEvent:append_only",
]
MOVE_SNAPSHOTS = """
CREATE TEMPORARY TABLE held ON COMMIT DROP AS SELECT * FROM signals_snapshot;
UPDATE held SET day = day + %(days)s, last_visit_on = last_visit_on + %(days)s;
TRUNCATE signals_snapshot;
INSERT INTO signals_snapshot SELECT * FROM held;
DROP TABLE held;
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
    # One moment for all, so that rows and what a merge remembers of them stay the same.
    limits = {"days": days, "today": clock.today(), "now": clock.now()}
    with pgtrigger.ignore(*RECORDED, *KEPT):
        _move_all(limits)
    _move_snapshots(days)
    count_spending()
    move_images(MOVED, limits)
    run_night(day=clock.last_finished_day())
    look_again(day=clock.last_finished_day())
    # Made of what has moved, month by month: measured anew.
    measuring.measure_anew()
    return days


def look_again(*, day: date) -> None:
    """Whether the model holds true: the newest look names days, which have moved."""
    ModelCheck.objects.filter(day=day).delete()
    learning.look(day=day)


def _move_all(limits: dict[str, Any]) -> None:
    """The rows that nobody changed since their import first, so that an undo tells them from the others."""
    held = marks.hold_untouched(MOVED) if marks.any_marks() else {}
    for model in UNIQUE_BY_DAY:
        _move(model, {"days": FAR}, clamp=False)
    if held:
        with transaction.atomic():
            for model, name in held.items():
                _move(model, _back(model, limits), clamp=may_clamp(model), which=f'id IN (TABLE "{name}")')
            marks.mark_again()
    for model in MOVED:
        rest = f'id NOT IN (TABLE "{held[model]}")' if model in held else "true"
        _move(model, _back(model, limits), clamp=may_clamp(model), which=rest)
    marks.let_go(held)
    with connection.cursor() as cursor:
        for model in MOVED:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _back(model: type[Model], limits: dict[str, Any]) -> dict[str, Any]:
    """What is left of the way for rows that were moved far away first."""
    return limits | {"days": limits["days"] - FAR} if model in UNIQUE_BY_DAY else limits


def _move(model: type[Model], limits: dict[str, Any], *, clamp: bool, which: str = "true") -> None:
    moved = ", ".join(f'"{field.column}" = {shifted(field, clamp=clamp)}' for field in dates(model))
    statement = f'UPDATE "{model._meta.db_table}" SET {moved} WHERE {which}'  # noqa: S608
    with connection.cursor() as cursor:
        # Composed here: pgtrigger.ignore takes no parameters with names.
        cursor.execute(cursor.mogrify(statement, limits).decode())


def _move_snapshots(days: int) -> None:
    """Rows change their month's table, so they are taken out and put back."""
    held = list(Snapshot.objects.order_by().values_list("day", flat=True).distinct())
    for day in held:
        make_partition(day + timedelta(days=days))
    with connection.cursor() as cursor:
        cursor.execute(MOVE_SNAPSHOTS, {"days": days})
