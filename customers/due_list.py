"""What falls due soon on the assets that a person may see, in pages by keyset."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from customers.models import AssetDue, DueKind
from customers.querysets import DueQuerySet
from staff.models import Branch, User
from staff.roles import Scope

PAGE = 50
# What is overdue for longer has lapsed: that is the queue's business, not this list's.
KEPT_OVERDUE = 30
WINDOWS = {"30": (-KEPT_OVERDUE, 30), "90": (-KEPT_OVERDUE, 90), "overdue": (-365, -1)}
WINDOW_WORDS = (
    ("30", lazy("Next 30 days")),
    ("90", lazy("Next 90 days")),
    ("overdue", lazy("Overdue")),
)
WHOSE = (
    ("", lazy("All I may see")),
    ("mine", lazy("My customers")),
    ("team", pgettext_lazy("whose customers", "My team's")),
)


class DueFilter(forms.Form):
    """Every field optional; a value that is not offered narrows nothing."""

    whose = forms.ChoiceField(label=lazy("Whose"), required=False, choices=WHOSE)
    branch: Any = forms.ModelChoiceField(
        Branch.objects, label=lazy("Branch"), required=False, empty_label=lazy("All branches")
    )
    kind = forms.ChoiceField(
        label=lazy("What is due"), required=False, choices=[("", lazy("Everything due")), *DueKind.choices]
    )
    window = forms.ChoiceField(label=lazy("When"), required=False, choices=WINDOW_WORDS)

    def __init__(self, data: Any, *, user: User, on: date) -> None:
        super().__init__(data)
        self.user, self.on = user, on
        if user.scope != Scope.ALL:
            del self.fields["branch"]
        if user.scope == Scope.OWN or not user.team_id:
            del self.fields["whose"]
        self.is_valid()

    @property
    def wanted_window(self) -> str:
        return self.cleaned_data.get("window") or "30"

    def found(self) -> DueQuerySet:
        asked = self.cleaned_data
        first, last = (self.on + timedelta(days=days) for days in WINDOWS[self.wanted_window])
        found = AssetDue.objects.visible_to(self.user).open().between(first, last)
        if asked.get("kind"):
            found = found.filter(kind=asked["kind"])
        if asked.get("branch"):
            found = found.filter(asset__customer__branch=asked["branch"])
        if asked.get("whose") == "mine":
            found = found.filter(asset__customer__owner=self.user)
        if asked.get("whose") == "team":
            found = found.filter(asset__customer__owner__team=self.user.team_id)
        return found


@dataclass(frozen=True)
class Page:
    """Rows, next due first, and the cursor of the next page, empty when there is none."""

    rows: list[AssetDue]
    cursor: str


def page(dues: DueQuerySet, *, cursor: str = "", size: int = PAGE) -> Page:
    """The page after `cursor` ("2026-06-16~12"); one that cannot be read starts from the beginning."""
    found = dues.select_related("asset__customer__branch", "asset__customer__owner").order_by("due_on", "pk")
    after = read_cursor(cursor)
    if after:
        day, key = after
        found = found.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=key), due_on__gte=day)
    rows = list(found[: size + 1])
    more = f"{rows[size - 1].due_on}~{rows[size - 1].pk}" if len(rows) > size else ""
    return Page(rows[:size], more)


def read_cursor(cursor: str) -> tuple[date, int] | None:
    day, _sep, key = cursor.partition("~")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None
