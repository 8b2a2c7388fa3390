"""Changes of visits by hand, as entries of the history."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.corrections import LINES
from customers.cursors import Cursor, earlier
from customers.history.words import Change, Entry, plain_in_words
from customers.models import Category, Visit, VisitCorrection, VisitDetail
from customers.visit_forms import VisitForm, line_in_words

# `at` is what day and clock say together.
SHOWN_AS = {"at": "clock"}


def corrections(customer: int, before: Cursor | None, limit: int) -> list[Entry]:
    """The newest before the cursor; a fixed number of queries."""
    found = VisitCorrection.objects.of([customer]).select_related("by")
    rows = list(earlier(found, before, field="at", prefix="visit")[:limit])
    names = names_of(rows)
    ways = {"screen": _("on screen"), "api": _("through the API")}
    return [
        Entry(
            at=one.at,
            key=f"visit:{one.pk:012d}",
            who=str(one.by),
            way=ways[one.way],
            what=_("Visit of %(day)s") % {"day": figures.day(one.day, "short")},
            changes=[change(name, one, names) for name in one.before],
        )
        for one in rows
    ]


Names = dict[str, dict[int, Any]]


def names_of(rows: Iterable[VisitCorrection]) -> Names:
    """What keys stand for: field → key → record, each kind fetched once."""
    states = [state for one in rows for state in (one.before, one.after)]
    found: Names = {}
    for name in ("type", "branch", "asset", "technician", "comeback_of"):
        keys = {state[name] for state in states if state.get(name)}
        found[name] = field_of(name).related_model._default_manager.in_bulk(keys) if keys else {}
    lines = [line for state in states for line in state.get(LINES, ())]
    found["category"] = Category.objects.in_bulk({line["category"] for line in lines if line["category"]})
    return found


def field_of(name: str) -> Any:
    held = {one.name for one in Visit._meta.concrete_fields}
    return (Visit if name in held else VisitDetail)._meta.get_field(name)


def change(name: str, one: VisitCorrection, names: Names) -> Change:
    return Change(label_of(name), *(in_words(name, state[name], names) for state in (one.before, one.after)))


def label_of(name: str) -> str:
    if name == LINES:
        return _("Lines")
    return str(VisitForm.base_fields[SHOWN_AS.get(name, name)].label)


def in_words(name: str, value: Any, names: Names) -> str:
    """A value as people read it; empty for none."""
    if name == LINES:
        return "; ".join(line_in_words(line_of(line, names)) for line in value)
    if value in (None, ""):
        return ""
    if name in names:
        return str(names[name].get(value, value))
    one = field_of(name)
    return plain_in_words(one, one.to_python(value))


def line_of(line: dict[str, Any], names: Names) -> dict[str, Any]:
    """With its category and numbers as `line_in_words` reads them."""
    numbers = {name: line[name] and Decimal(line[name]) for name in ("quantity", "amount", "discount")}
    return line | numbers | {"category": names["category"].get(line["category"])}
