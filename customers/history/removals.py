"""Agreements that were taken away and brought back, as entries of the history."""

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.cursors import Cursor, earlier
from customers.history.words import Change, Entry
from customers.models import RemovedAgreement

LABELS: dict[str, str | Promise] = {
    "contract": lazy("Contract"),
    "quote": lazy("Quote"),
    "booking": lazy("Booking"),
    "package": lazy("Package"),
    "inquiry": lazy("Inquiry"),
}


def removals(customer: int, before: Cursor | None, limit: int) -> list[Entry]:
    """The newest of both before the cursor."""
    held = RemovedAgreement.objects.of([customer])
    pages = (taken_away(held, before, limit), brought_back(held, before, limit))
    merged = heapq.merge(*pages, key=lambda entry: (entry.at, entry.key), reverse=True)
    return list(islice(merged, limit))


def taken_away(held: Any, before: Cursor | None, limit: int) -> Iterator[Entry]:
    for one in earlier(held.select_related("by"), before, field="at", prefix="removed")[:limit]:
        what = _("%(what)s removed") % {"what": LABELS[one.kind]}
        changes = [Change("", one.name, ""), Change(_("Reason"), "", one.reason)]
        yield Entry(one.at, f"removed:{one.pk:012d}", str(one.by), _("on screen"), what, changes)


def brought_back(held: Any, before: Cursor | None, limit: int) -> Iterator[Entry]:
    found = held.exclude(restored_at=None).select_related("restored_by")
    for one in earlier(found, before, field="restored_at", prefix="restored")[:limit]:
        what = _("%(what)s brought back") % {"what": LABELS[one.kind]}
        changes = [Change("", "", one.name)]
        yield Entry(
            one.restored_at, f"restored:{one.pk:012d}", str(one.restored_by), _("on screen"), what, changes
        )
