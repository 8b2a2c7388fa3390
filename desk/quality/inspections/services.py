"""Inspections are written down once and not changed; a wrong one is withdrawn, with the reason."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Asset, Customer, Visit
from desk.checks import check_visit
from desk.models import ChecklistVersion, InspectedItem, Inspection
from desk.quality.inspections import scoring
from staff.models import Branch, User

Verdict = InspectedItem.Verdict


@dataclass(frozen=True)
class Found:
    """What one point came to, and the words of a finding."""

    verdict: str
    words: str = ""


@transaction.atomic
def write_down(
    *,
    by: User,
    kind: str,
    version: ChecklistVersion,
    branch: Branch,
    items: Mapping[int, Found],
    token: uuid.UUID,
    day: date | None = None,
    technician: User | None = None,
    customer: Customer | None = None,
    visit: Visit | None = None,
    asset: Asset | None = None,
    words: str = "",
) -> Inspection:
    """Write an inspection down. items: key of each point of the version → what it came to.

    day: the branch's business day by default. The same token again returns the first one. Raises
    ValidationError for a point without an answer, a finding without words, a day that is yet to come.
    """
    known = Inspection.objects.filter(token=token).first()
    if known:
        return check_same(known, by)
    today = clock.today(branch.time_zone)
    check_about(by=by, technician=technician, customer=customer, visit=visit, asset=asset)
    check_day(day or today, today)
    came_to = score_of(version, items)
    made, created = Inspection.objects.get_or_create(
        token=token,
        defaults={
            "kind": kind,
            "version": version,
            "branch": branch,
            "technician": technician,
            "inspector": by,
            "customer": customer,
            "visit": visit,
            "asset": asset,
            "day": day or today,
            "made_at": clock.now(),
            "words": words,
            "score": came_to,
        },
    )
    if created:
        write_items(made, items)
    return made


def score_of(version: ChecklistVersion, items: Mapping[int, Found]) -> int:
    """0 to 100. Raises ValidationError for what `check_items` refuses, or where nothing applied."""
    points = {item.pk: item for item in version.items.all()}
    check_items(points, items)
    came_to = scoring.score((items[key].verdict, point.weight) for key, point in points.items())
    if came_to is None:
        raise ValidationError(_("At least one point has to apply."), code="nothing")
    return came_to


def write_items(inspection: Inspection, items: Mapping[int, Found]) -> None:
    InspectedItem.objects.bulk_create(
        InspectedItem(inspection=inspection, item_id=key, verdict=found.verdict, words=found.words)
        for key, found in items.items()
    )


@transaction.atomic
def withdraw(*, inspection: Inspection, by: User, text: str) -> Inspection:
    """It was wrong, and counts no more. Only by who made it, or who leads. A second time changes nothing."""
    found = (
        Inspection.objects.select_for_update(of=("self",)).select_related("inspector").get(pk=inspection.pk)
    )
    if found.withdrawn_at:
        return found
    if by.pk != found.inspector_id and not by.leads:
        raise ValidationError(
            _("%(person)s made it and can withdraw it, or who leads.") % {"person": found.inspector},
            code="person",
        )
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_because = clock.now(), by, text
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    return found


def check_same(known: Inspection, by: User) -> Inspection:
    if known.inspector_id != by.pk:
        raise ValidationError(
            _("This form was already used by somebody else. Reload the page."), code="token"
        )
    return known


def check_about(*, by: User, technician: User | None, customer: Customer | None, **of_customer: Any) -> None:
    """Nobody inspects himself; visit and asset are the customer's."""
    if technician == by:
        raise ValidationError({"technician": _("Nobody inspects his own work.")})
    visit, asset = of_customer["visit"], of_customer["asset"]
    if (visit or asset) and customer is None:
        raise ValidationError({"customer": _("Say whose visit it was.")})
    if customer:
        check_visit(customer, visit)
    if customer and asset and asset.customer_id != customer.pk:
        raise ValidationError({"asset": _("That belongs to another customer.")})


def check_day(day: date, today: date) -> None:
    if day > today:
        raise ValidationError({"day": _("That day is yet to come.")})


def check_items(points: Mapping[int, Any], items: Mapping[int, Found]) -> None:
    """Every point of this version, and no other, has a verdict; a finding says what was found."""
    if set(points) != set(items) or any(found.verdict not in Verdict.values for found in items.values()):
        raise ValidationError(_("Every point needs an answer."), code="points")
    if any(found.verdict == Verdict.NOT_OK and not found.words.strip() for found in items.values()):
        raise ValidationError(_("Say of every point that is not in order what was found."), code="words")
