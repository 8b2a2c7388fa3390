"""Their columns → our fields: by name, by alias in English and Chinese, or as the person says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.imports.dates import Order
from customers.imports.errors import ImportRefused
from customers.imports.values import Column, same

# What our own file of rejected rows adds in front; dropped when it is imported again.
REJECT_COLUMNS = ("rejected line", "rejected because")


@dataclass(frozen=True)
class Reading:
    """What a parser has to know: the branch's zone, its phones' region, the order of this column's days."""

    zone: str
    region: str
    order: Order = ""


@dataclass(frozen=True)
class Field:
    """One field of a kind of record.

    pg: type of its staging column; wrong: said of a cell that cannot be read, after its name and content;
    derived: made of other fields by the stage, so that no column feeds it; label: what a page calls it, where
    its name and aliases do not say.
    """

    name: str
    pg: str
    parser: Callable[[Reading], Callable[[Column], Column]]
    wrong: str | Promise
    aliases: tuple[str, ...] = ()
    required: bool = False
    dated: bool = False
    derived: bool = False
    label: str | Promise = ""


@dataclass(frozen=True)
class Columns:
    """places: field name → place in the header; left_over: their columns that we do not import."""

    places: dict[str, int]
    left_over: list[str]


def mapped(
    header: Sequence[str], fields: Sequence[Field], *, given: Mapping[str, str], kind: str, file: str
) -> Columns:
    """Which column feeds which field. given: their column → our field, or "" to leave it out.

    Raises ImportRefused for an unknown column or field, two columns for one field, a missing field.
    """
    places = by_hand(header, fields, given=given, kind=kind, file=file)
    taken = {*places.values(), *(header.index(column) for column in given)}
    for field in fields:
        if field.name not in places and not field.derived:
            free = [place for place in range(len(header)) if place not in taken]
            place = by_name(header, free, field, file=file)
            if place is not None:
                places[field.name] = place
                taken.add(place)
    refuse_missing(header, fields, places, kind=kind, file=file)
    left_over = [
        name
        for place, name in enumerate(header)
        if place not in places.values() and name not in REJECT_COLUMNS
    ]
    return Columns(places, left_over)


def by_hand(
    header: Sequence[str], fields: Sequence[Field], *, given: Mapping[str, str], kind: str, file: str
) -> dict[str, int]:
    names = [field.name for field in fields if not field.derived]
    places: dict[str, int] = {}
    for column, name in given.items():
        if column not in header:
            raise ImportRefused(
                _("%(file)s has no column “%(column)s”. It has: %(header)s.")
                % {"file": file, "column": column, "header": ", ".join(header)}
            )
        if name and name not in names:
            raise ImportRefused(
                _("%(kind)s have no field “%(field)s”. They have: %(fields)s.")
                % {"kind": kind, "field": name, "fields": ", ".join(names)}
            )
        if name in places:
            raise ImportRefused(_("Two columns are mapped to %(field)s: choose one.") % {"field": name})
        if name:
            places[name] = header.index(column)
    return places


def by_name(header: Sequence[str], free: Sequence[int], field: Field, *, file: str) -> int | None:
    """The one free column that is called like the field, else the one called by an alias."""
    for words in ({same(field.name)}, {same(alias) for alias in field.aliases}):
        found = [place for place in free if same(header[place]) in words]
        if len(found) > 1:
            raise ImportRefused(
                _('%(file)s: %(columns)s may all be %(field)s. Say which: --map "%(column)s=%(field)s".')
                % {
                    "file": file,
                    "columns": ", ".join(header[place] for place in found),
                    "field": field.name,
                    "column": header[found[0]],
                }
            )
        if found:
            return found[0]
    return None


def refuse_missing(
    header: Sequence[str], fields: Sequence[Field], places: Mapping[str, int], *, kind: str, file: str
) -> None:
    missing = [field.name for field in fields if field.required and field.name not in places]
    if missing:
        raise ImportRefused(
            _(
                "%(file)s: no column for %(missing)s, which %(kind)s need. The columns are: %(header)s. "
                'Say which it is: --map "Their column=%(first)s".'
            )
            % {
                "file": file,
                "missing": ", ".join(missing),
                "kind": kind,
                "header": ", ".join(header),
                "first": missing[0],
            }
        )
