"""When branches are open: what is stored, what counts until somebody has said it, and how it is written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from staff.business_time import MINUTES, Spans, tidy
from staff.models import Branch, OpeningHours, OpeningSpan, SpecialDay, User

USUAL: Spans = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
CLOSED: Spans = ()
# Until an administrator says otherwise.
USUAL_WEEK: tuple[Spans, ...] = (USUAL,) * 5 + (CLOSED,) * 2
BETWEEN = re.compile(r"[,，、;；]|\s+(?=\d{1,2}[:：])")
SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True)
class Opening:
    """What is said of a branch. version: 0 until something was saved · changed_at: None until then"""

    week: tuple[Spans, ...] = USUAL_WEEK
    special: Mapping[date, Spans] = field(default_factory=dict)
    version: int = 0
    changed_at: datetime | None = None


def openings(branches: Iterable[int]) -> dict[int, Opening]:
    """Branch → its opening hours; of all of them in two queries."""
    wanted = list(branches)
    found = OpeningHours.objects.filter(branch__in=wanted).prefetch_related("spans", "special_days")
    said = {row.branch_id: opening_of(row) for row in found}
    return {branch: said.get(branch) or Opening() for branch in wanted}


def opening_of(row: OpeningHours) -> Opening:
    spans = list(row.spans.all())
    week = tuple(tidy(_minutes(span for span in spans if span.weekday == weekday)) for weekday in range(7))
    special = {
        one.day: tidy(_minutes(span for span in spans if span.special_id == one.pk))
        for one in row.special_days.all()
    }
    return Opening(week, special, row.version, row.changed_at)


def _minutes(spans: Iterable[OpeningSpan]) -> list[tuple[int, int]]:
    return [(span.opens, span.closes) for span in spans]


@transaction.atomic
def save_hours(
    *, branch: Branch, week: Sequence[Spans], special: Mapping[date, Spans], version: int, by: User
) -> None:
    """Put new hours in the place of the old ones.

    Raises ValidationError when somebody changed them since `version`, or when no weekday is open.
    """
    if not any(week):
        raise ValidationError(_("A branch is open on one weekday at least."))
    Branch.objects.select_for_update().get(pk=branch.pk)
    hours, _made = OpeningHours.objects.get_or_create(branch=branch, defaults={"version": 0})
    if hours.version != version:
        raise ValidationError(
            _("Somebody has just changed the hours. Open the page again to see them."), code="stale"
        )
    hours.version, hours.changed_by, hours.changed_at = version + 1, by, clock.now()
    hours.save()
    hours.spans.all().delete()
    hours.special_days.all().delete()
    days = SpecialDay.objects.bulk_create(SpecialDay(hours=hours, day=day) for day in sorted(special))
    rows = [
        OpeningSpan(hours=hours, weekday=weekday, opens=opens, closes=closes)
        for weekday, spans in enumerate(week)
        for opens, closes in tidy(spans)
    ] + [
        OpeningSpan(hours=hours, special=one, opens=opens, closes=closes)
        for one in days
        for opens, closes in tidy(special[one.day])
    ]
    OpeningSpan.objects.bulk_create(rows)


def spans_from(text: str) -> Spans:
    """9:00–12:00, 13:00–18:00 as spans; nothing is closed. Raises ValidationError."""
    return tidy(_span(part) for part in BETWEEN.split(text.strip()) if part.strip())


def _span(text: str) -> tuple[int, int]:
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise ValidationError(_("Write hours as 9:00–12:00, 13:00–18:00."))
    hour, minute, until_hour, until_minute = map(int, found.groups())
    opens, closes = hour * 60 + minute, until_hour * 60 + until_minute
    if minute > 59 or until_minute > 59 or closes > MINUTES:
        raise ValidationError(_("“%(span)s” is no time of day.") % {"span": text.strip()})
    if opens >= closes:
        raise ValidationError(_("“%(span)s” ends before it begins.") % {"span": text.strip()})
    return opens, closes


def written(spans: Spans) -> str:
    """The spans as people write them: 09:00–12:00, 13:00–18:00; empty where it is closed."""
    return ", ".join(f"{_time(opens)}–{_time(closes)}" for opens, closes in spans)


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
