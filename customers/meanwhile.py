"""Changing a record without a history that somebody else may have changed since the form was made.

The form brings along what the record held when it was made (`seen`); with what it holds now and what was
entered that makes three sides, which are merged field by field. See docs/design/history.md.
"""

from dataclasses import dataclass
from typing import Any

from customers.conflicts import Conflict, Side
from customers.reconciling import Merge, plain, three_way
from customers.record_forms import SEEN, RecordForm


@dataclass(frozen=True)
class Clash:
    """What two people changed to different values. settled: (field, value) of all that needs no choice."""

    conflicts: list[Conflict]
    settled: list[tuple[str, str]]
    taken_over: list[str]


def merged(form: RecordForm) -> Merge:
    """What a valid form says, merged with what others saved since. The caller holds the record's lock."""
    names = [name for name in form.held if name in form.cleaned_data]
    seen = form.cleaned_data.get(SEEN)
    return three_way(
        base=seen if isinstance(seen, dict) else {},
        theirs={name: plain(form.held[name]) for name in names},
        mine={name: plain(form.cleaned_data[name]) for name in names},
    )


def take_over(form: RecordForm, names: tuple[str, ...]) -> None:
    """Put what others wrote into the form, as if it had been entered there, and read it again."""
    sent: Any = form.data
    form.data = sent.copy()
    for name in names:
        form.enter(name, form.held[name])
    form.full_clean()


def clash(form: RecordForm, merge: Merge) -> Clash:
    """The two sides of each conflict; the rest as the browser sends it, over what stands now."""
    held, entered = form.held, form.cleaned_data
    found = [
        Conflict(name, form.label_of(name), side(form, name, held[name]), side(form, name, entered[name]))
        for name in merge.conflicts
    ]
    values = entered | {name: held[name] for name in merge.taken_over} | {SEEN: plain(held)}
    rest = [name for name in values if name not in merge.conflicts]
    labels = [form.label_of(name) for name in merge.taken_over]
    return Clash(found, [(name, form.sent(name, values[name])) for name in rest], labels)


def side(form: RecordForm, name: str, value: Any) -> Side:
    return Side(form.sent(name, value), form.in_words(name, value))
