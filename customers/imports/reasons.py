"""Why a row or a file was refused, in words."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.imports.dates import OrderWitness

LONGEST_QUOTE = 60
# Stand in a reason that PostgreSQL fills in, row by row: what the row names, what our record holds.
NAMED = "«»"
HELD = "‹›"


def quoted(cell: str) -> str:
    return cell if len(cell) <= LONGEST_QUOTE else f"{cell[:LONGEST_QUOTE]}…"


def cannot_read(column: str, cell: str, wrong: str | Promise) -> str:
    return _("%(column)s: “%(cell)s” %(wrong)s") % {"column": column, "cell": quoted(cell), "wrong": wrong}


def is_missing(column: str) -> str:
    return _("%(column)s is empty") % {"column": column}


def wrong_width(cells: Sequence[str], header: Sequence[str]) -> str:
    found = ngettext("%(count)d cell", "%(count)d cells", len(cells)) % {"count": len(cells)}
    return _("%(found)s instead of %(width)d, or a quotation mark that never closes") % {
        "found": found,
        "width": len(header),
    }


def undecided(file: str, column: str, witness: OrderWitness) -> str:
    """The days of a column can be read two ways, or contradict one another."""
    if witness.dmy:
        return _(
            "%(file)s, column %(column)s: “%(dmy)s” has the day first and “%(mdy)s” the month. "
            "Write all days one way, best as 2026-01-31."
        ) % {"file": file, "column": column, "dmy": witness.dmy, "mdy": witness.mdy}
    return _(
        "%(file)s, column %(column)s: does “%(example)s” begin with the day or with the month? "
        "Say --dates dmy or --dates mdy."
    ) % {"file": file, "column": column, "example": witness.example}
