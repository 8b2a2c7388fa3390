"""Defects with their counts, and the customers of one, a page at a time."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from desk.cursors import read_cursor
from desk.models import Affected, Defect
from staff.models import User

PAGE = 40
TELL, CALL, TOLD, OUT = "tell", "call", "told", "out"
SHOW: dict[str, str | Promise] = {
    "": pgettext_lazy("customers of a defect", "Affected"),
    TELL: pgettext_lazy("customers of a defect", "Still to tell"),
    CALL: pgettext_lazy("customers of a defect", "To call"),
    TOLD: pgettext_lazy("customers of a defect", "Told"),
    OUT: pgettext_lazy("customers of a defect", "Left out"),
}
RELATED = ("customer__branch", "message", "told_by", "excluded_by")


def page(user: User, *, cursor: str = "") -> tuple[list[Any], str]:
    """(one page of defects, the newest first, each with its counts; the cursor of the next page)."""
    found = Defect.objects.visible_to(user).order_by("-pk")
    if cursor.isdecimal() and len(cursor) < 19:
        found = found.filter(pk__lt=int(cursor))
    rows = list(found.select_related("category", "technician", "declared_by")[: PAGE + 1])
    shown = rows[:PAGE]
    counted(shown)
    return shown, str(shown[-1].pk) if len(rows) > PAGE else ""


def counted(defects: list[Any]) -> None:
    """Give each defect `counts`: affected, told, still to tell, to call; over all customers, in one query."""
    rows = Affected.objects.filter(defect__in=defects).order_by().values("defect")
    kinds = {
        "told": Affected.objects.told(),
        TELL: Affected.objects.still_to_tell(),
        CALL: Affected.objects.to_call(),
    }
    sums = {name: Count("pk", filter=Q(pk__in=which.values("pk"))) for name, which in kinds.items()}
    found = rows.annotate(
        all=Count("pk", filter=Q(excluded_at=None)),
        out=Count("pk", filter=Q(excluded_at__isnull=False)),
        **sums,
    )
    by_defect = {row["defect"]: row for row in found}
    nothing = dict.fromkeys(("all", "told", TELL, CALL, OUT), 0)
    for defect in defects:
        defect.counts = by_defect.get(defect.pk, nothing)


def of_defect(defect: Defect, user: User, *, show: str = "", cursor: str = "") -> tuple[list[Affected], str]:
    """(one page of its customers whom `user` may see, the latest visit first; the next page's cursor)."""
    before: tuple[date, int] | None = read_cursor(cursor)
    found = shown(show).visible_to(user).filter(defect=defect).by_day(before=before)
    rows = list(found.select_related(*RELATED)[: PAGE + 1])
    some = rows[:PAGE]
    untold = Affected.objects.still_to_tell().filter(pk__in=[row.pk for row in some])
    to_tell = set(untold.values_list("pk", flat=True))
    for row in some:
        row.is_to_tell = defect.notified_at is not None and row.pk in to_tell
    last = some[-1] if len(rows) > PAGE else None
    return some, f"{last.day:%Y-%m-%d}.{last.pk}" if last else ""


def shown(name: str) -> Any:
    rows = Affected.objects
    if name == OUT:
        return rows.filter(excluded_at__isnull=False)
    kinds = {TELL: rows.still_to_tell, CALL: rows.to_call, TOLD: rows.told}
    return kinds.get(name, rows.standing)()
