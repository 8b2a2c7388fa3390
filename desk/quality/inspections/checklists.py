"""Checklists: made, changed, put out of use. A change is a new version; inspections hold to theirs."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.models import Checklist, ChecklistItem, ChecklistVersion
from staff.models import User

MOST_POINTS = 40


@dataclass(frozen=True)
class Point:
    """One point as it shall be. key: of the point that it was in the version before; None for a new one."""

    words_zh: str
    words_en: str
    weight: int
    key: uuid.UUID | None = None


def newest(checklist: Checklist) -> ChecklistVersion:
    """The version that is used for new inspections."""
    return checklist.versions.prefetch_related("items").latest("number")


def newest_of_all(*, retired: bool = False) -> list[ChecklistVersion]:
    """Of each checklist in use its newest version with its points; of those out of use if `retired`."""
    which = Checklist.objects.exclude(retired_at=None) if retired else Checklist.objects.in_use()
    found = which.annotate(last=Max("versions__pk")).values("last")
    versions = ChecklistVersion.objects.filter(pk__in=found).select_related("checklist")
    return list(versions.prefetch_related("items").order_by("checklist"))


@transaction.atomic
def make(
    *, by: User | None, name_zh: str, name_en: str, points: Sequence[Point], token: uuid.UUID | None = None
) -> Checklist:
    """A new checklist with its first version. The same token again returns the first."""
    check_points(points)
    checklist, created = Checklist.objects.get_or_create(
        token=token or uuid.uuid4(),
        defaults={"name_zh": name_zh, "name_en": name_en, "made_at": clock.now()},
    )
    if created:
        write_version(checklist, 1, points, by)
    return checklist


@transaction.atomic
def revise(
    *, checklist: Checklist, by: User, number: int, name_zh: str, name_en: str, points: Sequence[Point]
) -> ChecklistVersion:
    """Change names and points. number: of the version that was read; Refused when there is a newer one.

    Points that stay as they are make no new version.
    """
    check_points(points)
    checklist = Checklist.objects.select_for_update().get(pk=checklist.pk)
    last = newest(checklist)
    if last.number != number:
        raise ValidationError(
            _("Somebody has just changed the checklist. Open it again to see the new points."), code="version"
        )
    checklist.name_zh, checklist.name_en = name_zh, name_en
    checklist.save(update_fields=["name_zh", "name_en"])
    if [point_of(item) for item in last.items.all()] == list(points):
        return last
    return write_version(checklist, number + 1, points, by)


@transaction.atomic
def retire(*, checklist: Checklist, retired: bool = True) -> None:
    """Put it out of use, or back into use."""
    Checklist.objects.filter(pk=checklist.pk, retired_at__isnull=retired).update(
        retired_at=clock.now() if retired else None
    )


def write_version(
    checklist: Checklist, number: int, points: Sequence[Point], by: User | None
) -> ChecklistVersion:
    version = ChecklistVersion.objects.create(
        checklist=checklist, number=number, made_at=clock.now(), made_by=by
    )
    known = known_keys(checklist)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(version=version, place=place, **said(point, known))
        for place, point in enumerate(points, start=1)
    )
    return version


def said(point: Point, known: set[uuid.UUID]) -> Mapping[str, Any]:
    """A key of another checklist is none."""
    key = point.key if point.key in known else None
    return {
        "key": key or uuid.uuid4(),
        "words_zh": point.words_zh,
        "words_en": point.words_en,
        "weight": point.weight,
    }


def known_keys(checklist: Checklist) -> set[uuid.UUID]:
    return set(ChecklistItem.objects.filter(version__checklist=checklist).values_list("key", flat=True))


def point_of(item: ChecklistItem) -> Point:
    return Point(item.words_zh, item.words_en, item.weight, item.key)


def check_points(points: Sequence[Point]) -> None:
    if not points:
        raise ValidationError(_("A checklist has at least one point."))
    if len(points) > MOST_POINTS:
        raise ValidationError(_("A checklist has at most %(most)d points.") % {"most": MOST_POINTS})
