"""The customer table as a template draws it: headings that sort, rows of cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.columns import Column
from customers.forms import FilterForm
from customers.listing import DEFAULT_SORT, HEADINGS
from customers.models import Customer


@dataclass(frozen=True)
class Heading:
    """link: sorts by it, "" when nothing does · direction: "ascending", "descending" or "" now."""

    label: str | Promise
    css: str
    link: str = ""
    direction: str = ""


def css_of(column: Column) -> str:
    return " ".join(filter(None, (column.css, "" if column.narrow else "cr-wide")))


def headings(columns: Sequence[Column], form: FilterForm) -> list[Heading]:
    """The customer first, then the chosen columns."""
    first = heading(_("Customer"), "", "name", form)
    return [first, *(heading(one.label, css_of(one), one.sort, form) for one in columns)]


def heading(label: str | Promise, css: str, sort: str, form: FilterForm) -> Heading:
    """Pressed once it sorts its usual way, pressed again the other way round."""
    if not sort:
        return Heading(label, css)
    now = form.sorted_by
    on = now.removeprefix("-") == sort
    turned = on and now == sort
    wanted = f"-{sort}" if turned else sort
    query = form.query(sort=False)
    link = "" if wanted == DEFAULT_SORT else f"sort={wanted}"
    descending = HEADINGS[sort].descending != now.startswith("-")
    direction = ("descending" if descending else "ascending") if on else ""
    return Heading(label, css, f"?{'&'.join(filter(None, (query, link)))}", direction)


def table_rows(
    customers: Sequence[Customer], columns: Sequence[Column]
) -> list[tuple[Customer, list[tuple[str, Any]]]]:
    """(customer, [(css, cell)])."""
    css = [css_of(column) for column in columns]
    return [
        (customer, [(name, column.shown(customer)) for name, column in zip(css, columns, strict=True)])
        for customer in customers
    ]
