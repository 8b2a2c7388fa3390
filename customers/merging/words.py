"""What an undo left where it was, in words."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers.merging.plan import LABELS
from customers.merging.tables import tables
from customers.models import Customer, Merge


def left_in_words(merge: Merge) -> list[tuple[str | Promise, str, str]]:
    """(what, how many, the first of them) for each kind of record that was edited since the merge."""
    return list(found(merge)) if merge.left else []


def found(merge: Merge) -> Iterator[tuple[str | Promise, str, str]]:
    between = pgettext("between things of a list", ", ")
    edited = merge.left.get(Customer._meta.db_table)
    if edited:
        names = {
            field.attname: str(LABELS.get(field.name, field.verbose_name))
            for field in Customer._meta.concrete_fields
        }
        yield _("Profile"), str(len(edited)), between.join(names.get(n, n) for n in edited)
    for table in tables():
        if table.name in merge.left:
            count, *rows = merge.left[table.name]
            yield table.label, count, between.join(rows)
