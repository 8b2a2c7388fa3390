"""The list of who owes as a file: a row for each customer, amounts by age and kind; who took it is kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from customers import exports
from customers.ageing import AGES
from customers.arrears_list import KINDS, Debtor, Wanted, everybody
from customers.models import Export


def rows(wanted: Wanted, record: Export, *, on: date) -> Iterator[list[Any]]:
    """The head and every customer, in the order of the list, in the words of the reader's language."""
    found = [head(), *(cells(one) for one in everybody(wanted, on=on))]
    exports.finish(record, len(found) - 1)
    return iter(found)


def head() -> list[str]:
    ages, kinds = [str(age.label) for age in AGES], [str(label) for label in KINDS.values()]
    late = [_("Late in all"), _("Late since"), _("Days late")]
    who = [_("Code"), _("Customer"), _("Branch"), _("Owner"), _("Currency")]
    return [*who, _("Open in all"), *late, *ages, *kinds]


def cells(debtor: Debtor) -> list[Any]:
    customer = debtor.customer
    who = [customer.code, customer.name, str(customer.branch), str(customer.owner), customer.branch.currency]
    late = [debtor.open, debtor.overdue, debtor.since, debtor.days]
    return [*who, *late, *debtor.ages.values(), *debtor.kinds.values()]
