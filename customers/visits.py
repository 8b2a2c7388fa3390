"""What people write about visits and orders, and what followed from them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from customers import corrections
from customers.assets import read_mileage
from customers.models import (
    Asset,
    Customer,
    DeclinedWork,
    Return,
    Visit,
    VisitCorrection,
    VisitDetail,
    VisitLine,
    VisitType,
    WarrantyClaim,
)
from customers.models.record_policy import record_policy
from customers.numbers import numbered
from staff.models import User

Following = TypeVar("Following", Return, WarrantyClaim, DeclinedWork)


@transaction.atomic
def add_visit(
    *,
    customer: Customer,
    by: User,
    token: UUID,
    visit: dict[str, Any],
    detail: dict[str, Any],
    lines: Sequence[dict[str, Any]],
    km: int | None = None,
) -> Visit:
    """A visit entered by hand. The same token again returns the visit it made.

    visit: at, day and the columns of Visit; detail: of VisitDetail; lines: of VisitLine.
    Raises ValidationError for a number that is taken, or a mileage that would run backwards.
    """
    made = VisitDetail.objects.filter(token=token).select_related("visit").first()
    if made:
        return made.visit
    refuse_number(visit["number"], customer=customer)
    twins = Visit.objects.of([customer.pk]).filter(at=visit["at"], amount=visit["amount"], number="")
    nth = (twins.aggregate(last=Max("nth"))["last"] or 0) + 1 if not visit["number"] else 1
    row = Visit.objects.create(customer=customer, nth=nth, **visit, **counting(visit))
    VisitDetail.objects.create(visit=row, customer=customer, token=token, entered_by=by, **detail)
    VisitLine.objects.bulk_create(VisitLine(visit=row, **line) for line in lines)
    note_mileage(visit["asset"], day=row.day, km=km, by=by)
    return row


@transaction.atomic
def change_visit(
    *,
    visit: Visit,
    by: User,
    changed: dict[str, Any],
    detail: dict[str, Any],
    lines: Sequence[dict[str, Any]],
    km: int | None = None,
    way: str = VisitCorrection.Way.SCREEN,
) -> VisitCorrection | None:
    """The visit as it stands in the form, its lines included. Returns what was changed, if anything was.

    Raises ValidationError as `add_visit`.
    """
    Visit.objects.select_for_update().get(pk=visit.pk)
    before = corrections.state_of(visit)
    if changed["number"] != visit.number:
        refuse_number(changed["number"], customer=visit.customer, source=visit.source)
    if not changed["number"]:
        twins = Visit.objects.of([visit.customer_id]).filter(
            at=changed["at"], amount=changed["amount"], number=""
        )
        changed = changed | {"nth": (twins.exclude(pk=visit.pk).aggregate(last=Max("nth"))["last"] or 0) + 1}
    Visit.objects.filter(pk=visit.pk).update(**changed, **counting(changed))
    VisitDetail.objects.update_or_create(visit=visit, defaults=detail | {"customer_id": visit.customer_id})
    visit.lines.all().delete()
    VisitLine.objects.bulk_create(VisitLine(visit=visit, **line) for line in lines)
    note_mileage(changed["asset"], day=changed["day"], km=km, by=by)
    visit.refresh_from_db()
    return corrections.note(visit=visit, before=before, by=by, way=way)


@transaction.atomic
def take_back_change(*, correction: VisitCorrection, by: User) -> VisitCorrection | None:
    """What the visit held before stands again, which is a change like any other; a mileage stays read.

    Raises ValidationError for the change of somebody else, and where it was changed again since.
    """
    visit = Visit.objects.select_for_update(of=("self",)).filter(pk=correction.visit_id).first()
    if correction.by_id != by.pk or visit is None:
        raise ValidationError(_("Only who changed a visit takes the change back."))
    newest = VisitCorrection.objects.filter(visit=visit).order_by("-at", "-pk").first()
    if newest != correction:
        raise ValidationError(_("The visit was changed again since."), code="stale")
    state = corrections.state_of(visit) | correction.before
    return change_visit(visit=visit, by=by, **corrections.changes_to(state))


def counting(visit: dict[str, Any]) -> dict[str, bool]:
    """Whether it resets the clock and enters the rhythm: by its type, unless it is cancelled or a return."""
    is_visit = not visit["cancelled"] and visit["amount"] >= 0
    kind: VisitType | None = visit["type"]
    return {
        "counts": is_visit and (kind is None or kind.resets_clock),
        "in_rhythm": is_visit and (kind is None or kind.in_rhythm),
    }


def refuse_number(number: str, *, customer: Customer, source: str = "") -> None:
    """What was entered here keeps its number, also when an import has taken it over since."""
    taken = Q(source=source) | Q(customer=customer) | Q(detail__token__isnull=False)
    if number and numbered(Visit.objects.filter(taken), number).exists():
        raise ValidationError({"number": _("There is a visit with this number already.")}, code="double")


def note_mileage(asset: Asset | None, *, day: date, km: int | None, by: User) -> None:
    if km is None:
        return
    if asset is None:
        raise ValidationError({"km": _("Choose the vehicle that this mileage is of.")}, code="no_asset")
    read_mileage(asset=asset, day=day, km=km, by=by)


@transaction.atomic
def take_back_visit(*, visit: Visit, by: User) -> None:
    """Only a visit that one entered oneself; raises ValidationError for another."""
    mine = VisitDetail.objects.filter(
        visit=visit, entered_by=by, visit__came_from=None, visit__source=""
    ).exclude(token=None)
    if not mine.exists():
        raise ValidationError(_("Only who entered a visit takes it back."))
    visit.delete()


@transaction.atomic
def record(model: type[Following], *, customer: Customer, by: User, token: UUID, **fields: Any) -> Following:
    """A return, a claim or declined work. The same token again returns what it made.

    Days that policy knows are filled in: when a refund is due, when declined work is asked about again.
    """
    made = model.objects.filter(token=token).first()
    if made:
        return made
    if model is Return:
        days = record_policy().refund_days
        fields["due_on"] = fields.get("due_on") or fields["asked_on"] + timedelta(days=days)
    if model is DeclinedWork and not fields.get("done_on"):
        days = record_policy().follow_up_days
        again = fields["recommended_on"] + timedelta(days=days)
        fields["follow_up_on"] = fields.get("follow_up_on") or again
    return model.objects.create(customer=customer, entered_by=by, token=token, **fields)


@transaction.atomic
def change(row: Following, **fields: Any) -> Following:
    """Write the fields of the form."""
    for name, value in fields.items():
        if not (name == "due_on" and value is None):
            setattr(row, name, value)
    row.save(update_fields=list(fields))
    return row


@transaction.atomic
def take_back(row: Following, *, by: User) -> None:
    """Only what one entered oneself; raises ValidationError otherwise."""
    if row.entered_by_id != by.pk:
        raise ValidationError(_("Only who entered this takes it back."))
    row.delete()
