"""The history of a customer in words: who changed what, when, from which value to which, by which way."""

import heapq
from itertools import islice
from typing import Any

from customers.cursors import Cursor
from customers.history.corrections import corrections
from customers.history.reading import OF_CUSTOMER, OF_SETUP, OF_VISIT_KINDS, Row, Source, page, single
from customers.history.removals import removals
from customers.history.words import Change, Entry, in_words, plain_in_words
from customers.models import Customer

__all__ = [
    "Change",
    "Entry",
    "Row",
    "Source",
    "in_words",
    "last_change",
    "of_customer",
    "of_setup",
    "of_sources",
    "of_visit_kinds",
    "page",
    "plain_in_words",
    "single",
]


def of_customer(customer: Customer, *, before: Cursor | None = None, limit: int = 50) -> list[Entry]:
    """The newest entries of this customer before the cursor."""
    changes = in_words(
        page(OF_CUSTOMER, before, limit, customer=customer.pk), currency=customer.branch.currency
    )
    all_three = (
        changes,
        removals(customer.pk, before, limit),
        corrections(customer.pk, before, limit),
    )
    merged = heapq.merge(*all_three, key=lambda entry: (entry.at, entry.key), reverse=True)
    return list(islice(merged, limit))


def of_setup(*, before: Cursor | None = None, limit: int = 20) -> list[Entry]:
    """The newest changes of the business's own fields and tags."""
    return in_words(page(OF_SETUP, before, limit), currency="")


def of_visit_kinds(*, limit: int = 20) -> list[Entry]:
    """The newest changes of the kinds of visits."""
    return of_sources(*OF_VISIT_KINDS, limit=limit)


def of_sources(*sources: Source, limit: int = 20) -> list[Entry]:
    """The newest changes of what another app keeps a history of."""
    return in_words(page(sources, None, limit), currency="")


def last_change(record: Any) -> Entry | None:
    """Who changed this record last."""
    source = next(one for one in OF_CUSTOMER if isinstance(record, one.records))
    events = source.events.objects.filter(pgh_obj=record.pk).order_by("-pgh_id")[:1]
    found = in_words([Row(source, event, record) for event in events], currency="")
    return found[0] if found else None
