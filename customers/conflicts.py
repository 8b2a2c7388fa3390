"""A save that lost, field by field: what they wrote, what I wrote, and the form that settles it."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.forms import BaseForm, CheckboxInput, Field

from churn_crm.ui import figures
from customers import custom
from customers.profile_forms import Versioned
from customers.versions import Overtaken


@dataclass(frozen=True)
class Side:
    """One of two answers: as the form sends it, and in words."""

    sent: str
    words: str


@dataclass(frozen=True)
class Conflict:
    name: str
    label: str
    theirs: Side
    mine: Side


def conflicts(form: Versioned, lost: Overtaken) -> list[Conflict]:
    """The fields that both changed."""
    return [
        Conflict(
            name,
            str(form.fields[name].label),
            side(form, name, lost.theirs[name]),
            side(form, name, lost.merge.values[name]),
        )
        for name in lost.merge.conflicts
    ]


def settled(form: Versioned, lost: Overtaken) -> list[tuple[str, str]]:
    """(field, value) of everything that needs no choice, and the version that the choice is made over."""
    rest = [
        (name, sent(form, name, value))
        for name, value in lost.merge.values.items()
        if name not in lost.merge.conflicts
    ]
    return [*rest, ("version", str(lost.current.version))]


def side(form: Versioned, name: str, value: Any) -> Side:
    return Side(sent(form, name, value), in_words(form, name, value))


def sent(form: BaseForm, name: str, value: Any) -> str:
    """A value as the browser would send it."""
    field = form.fields[name]
    if isinstance(field.widget, CheckboxInput):
        return "on" if value else ""
    definition = getattr(form, "definitions", {}).get(name)
    given = custom.initial(definition, value) if definition else value
    shown = field.widget.format_value(field.prepare_value(given))
    shown = shown[0] if isinstance(shown, list | tuple) and shown else shown
    return "" if shown is None or shown == [] else str(shown)


def in_words(form: Any, name: str, value: Any) -> str:
    """A value as people read it; empty for none."""
    definition = getattr(form, "definitions", {}).get(name)
    if definition:
        return custom.shown(definition, value, currency=form.instance.branch.currency)
    return words_of(form.fields[name], value)


def words_of(field: Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return custom.yes_or_no(value)
    named = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    if named:
        return named.get(str(value), str(value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return figures.day(value) if isinstance(value, date) else str(value)
