"""Who owes, how much and since when: all customers that a person may see, in pages by keyset.

What is owed is summed in one statement over the open invoices of the customers in sight, however many there
are; nothing of it is stored, so it is never older than the last payment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from psycopg2.sql import SQL, Composed, Identifier

from customers.ageing import AGES
from customers.balances import open_on
from customers.models import ArrearsMark, Customer
from customers.querysets import CustomerQuerySet
from staff.models import Branch, User
from staff.roles import Scope

PAGE = 50
BATCH = 2_000
LATE = "late"
KINDS: dict[str, str | Promise] = {
    LATE: lazy("Late, no more is known"),
    ArrearsMark.Kind.DELIBERATE: ArrearsMark.Kind.DELIBERATE.label,
    ArrearsMark.Kind.BAD_DEBT: ArrearsMark.Kind.BAD_DEBT.label,
}
OPEN = "open"
STATES = (("", lazy("In arrears")), *KINDS.items(), (OPEN, lazy("All that is open, due or not")))
AMOUNT, OLDEST, NAME = "", "oldest", "name"
SORTS = (
    (AMOUNT, lazy("Largest amount first")),
    (OLDEST, lazy("Late for longest first")),
    (NAME, lazy("By name")),
)


class ArrearsFilter(forms.Form):
    """Every field optional; a value that is not offered narrows nothing."""

    branch: Any = forms.ModelChoiceField(
        Branch.objects.order_by("name"),
        label=lazy("Branch"),
        required=False,
        empty_label=lazy("All branches"),
    )
    owner: Any = forms.ModelChoiceField(
        User.objects.order_by("name"), label=lazy("Owner"), required=False, empty_label=lazy("All owners")
    )
    state = forms.ChoiceField(label=lazy("State"), required=False, choices=STATES)
    age = forms.ChoiceField(
        label=pgettext_lazy("of a debt", "Age"),
        required=False,
        choices=[("", lazy("Any age")), *((a.name, a.label) for a in AGES)],
    )
    sort = forms.ChoiceField(label=pgettext_lazy("of a list", "Order"), required=False, choices=SORTS)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.customers: CustomerQuerySet = Customer.objects.visible_to(user)
        if user.scope != Scope.ALL:
            del self.fields["branch"]
        if user.scope == Scope.OWN:
            del self.fields["owner"]
        else:
            owns = Exists(Customer.objects.visible_to(user).filter(owner=OuterRef("pk")))
            self.fields["owner"].queryset = User.objects.filter(owns).order_by("name")  # type: ignore[attr-defined]
        self.is_valid()

    def wanted(self) -> "Wanted":
        asked = self.cleaned_data
        customers = self.customers
        for name in ("branch", "owner"):
            if asked.get(name):
                customers = customers.filter(**{name: asked[name]})
        return Wanted(
            customers, asked.get("state") or "", asked.get("age") or "", asked.get("sort") or AMOUNT
        )

    @property
    def narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


@dataclass(frozen=True)
class Wanted:
    """Whose arrears, of which state and age, in which order."""

    customers: CustomerQuerySet
    state: str = ""
    age: str = ""
    sort: str = AMOUNT

    @property
    def which(self) -> Composed:
        """The condition on a debtor: something of all that is asked for."""
        kinds = [f"kind_{self.state}"] if self.state in KINDS else []
        return SQL(" AND ").join(SQL("{} > 0").format(Identifier(name)) for name in (self.amount, *kinds))

    @property
    def amount(self) -> str:
        """The sum that the list is about, and sorted by."""
        if self.age:
            return f"age_{self.age}"
        return f"kind_{self.state}" if self.state in KINDS else self.state or "overdue"

    @property
    def order(self) -> Composed | SQL:
        """The column that is sorted by, smallest first."""
        if self.sort == OLDEST:
            return SQL("coalesce(since, 'infinity')")
        return SQL("name") if self.sort == NAME else SQL("-{}").format(Identifier(self.amount))


@dataclass(frozen=True)
class Debtor:
    """open: all of it; overdue: of it late, at the longest since `since`. ages, kinds: amounts by name."""

    customer: Customer
    open: Decimal
    overdue: Decimal
    since: date | None
    days: int
    ages: dict[str, Decimal]
    kinds: dict[str, Decimal]

    @property
    def marks(self) -> list[tuple[str, str | Promise, Decimal]]:
        """(kind, label, amount) of what is more than a mere delay."""
        return [(kind, KINDS[kind], amount) for kind, amount in self.kinds.items() if kind != LATE and amount]


@dataclass(frozen=True)
class Total:
    """All that the filter finds, of one currency."""

    currency: str
    customers: int
    open: Decimal
    overdue: Decimal
    ages: dict[str, Decimal]
    kinds: dict[str, Decimal]

    @property
    def by_age(self) -> list[tuple[str | Promise, Decimal]]:
        return [(age.label, self.ages[age.name]) for age in AGES]

    @property
    def by_kind(self) -> list[tuple[str | Promise, Decimal]]:
        return [(label, self.kinds[kind]) for kind, label in KINDS.items() if self.kinds[kind]]


@dataclass(frozen=True)
class Page:
    """Rows, and the cursor of the next page, empty when there is none."""

    rows: list[Debtor]
    cursor: str


# As `InvoiceQuerySet.unpaid` and `overdue` say it; an invoice's own mark goes before the customer's.
# Materialized: what is owed of an invoice is looked up once, not for each sum.
DEBTORS = """
WITH owed AS MATERIALIZED (
    SELECT i.customer_id, i.late_from, i.amount, {open} AS open,
        coalesce(%(on)s::date - i.late_from, 0) AS late, coalesce(own.kind, whole.kind, 'late') AS kind
    FROM customers_invoice i
    LEFT JOIN customers_arrearsmark own
        ON own.customer_id = i.customer_id AND own.invoice_id = i.id AND own.lifted_on IS NULL
    LEFT JOIN customers_arrearsmark whole
        ON whole.customer_id = i.customer_id AND whole.invoice_id IS NULL AND whole.lifted_on IS NULL
    WHERE i.voided_on IS NULL AND i.issued_on <= %(on)s AND (i.paid_on IS NULL OR i.paid_on > %(on)s)
        AND i.customer_id IN ({customers})
), sums AS (
    SELECT customer_id, sum(open) AS open, coalesce(sum(open) FILTER (WHERE late > 0), 0) AS overdue,
        min(late_from) FILTER (WHERE late > 0) AS since, greatest(max(late), 0) AS days, {ages}, {kinds}
    FROM owed WHERE open > 0 OR amount <= 0 GROUP BY customer_id
), debtors AS (
    SELECT sums.*, c.name, b.currency
    FROM sums JOIN customers_customer c ON c.id = sums.customer_id JOIN staff_branch b ON b.id = c.branch_id
    WHERE {which}
)
"""
ROWS = """
SELECT customer_id, open, overdue, since, days, {names}, ({order})::text AS place FROM debtors
WHERE {after} ORDER BY {order}, customer_id LIMIT %(limit)s
"""
TOTALS = """
SELECT currency, count(*), sum(open), sum(overdue), {sums} FROM debtors GROUP BY currency ORDER BY currency
"""
NAMES = [f"age_{age.name}" for age in AGES] + [f"kind_{kind}" for kind in KINDS]


def page(wanted: Wanted, *, on: date, cursor: str = "", size: int = PAGE) -> Page:
    """The page after `cursor`; one that cannot be read starts from the beginning."""
    found = rows(wanted, on=on, after=read_cursor(cursor, wanted.sort), limit=size + 1)
    more = f"{found[size - 1][-1]}~{found[size - 1][0]}" if len(found) > size else ""
    return Page(debtors(found[:size]), more)


def everybody(wanted: Wanted, *, on: date) -> Iterator[Debtor]:
    """All that the filter finds, in its order; the customers are fetched in batches."""
    found = rows(wanted, on=on, after=None, limit=None)
    for start in range(0, len(found), BATCH):
        yield from debtors(found[start : start + BATCH])


def debtors(found: list[tuple[Any, ...]]) -> list[Debtor]:
    people = Customer.objects.select_related("branch", "owner").in_bulk([row[0] for row in found])
    return [debtor(people[row[0]], row) for row in found]


def debtor(customer: Customer, row: tuple[Any, ...]) -> Debtor:
    _key, all_open, overdue, since, days, *sums = row
    ages, kinds = by_name(sums)
    return Debtor(customer, all_open, overdue, since, days, ages, kinds)


def by_name(sums: list[Any]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """(by age, by kind) out of the columns NAMES."""
    ages, kinds = sums[: len(AGES)], sums[len(AGES) :]
    named = dict(zip((age.name for age in AGES), ages, strict=True))
    return named, dict(zip(KINDS, kinds, strict=False))


def rows(
    wanted: Wanted, *, on: date, after: tuple[str, int] | None, limit: int | None
) -> list[tuple[Any, ...]]:
    behind: Composed | SQL = SQL("true")
    if after is not None:
        kind = {NAME: "text", OLDEST: "date"}.get(wanted.sort, "numeric")
        behind = SQL("({}, customer_id) > (%(place)s::{}, %(key)s)").format(wanted.order, SQL(kind))
    names = SQL(", ").join(map(Identifier, NAMES))
    place, key = after or ("", 0)
    parameters = {"on": on, "limit": limit, "place": place, "key": key}
    return asked(ROWS, wanted, parameters, order=wanted.order, after=behind, names=names)


def totals(wanted: Wanted, *, on: date) -> list[Total]:
    """What all that the filter finds adds up to, by currency."""
    sums = SQL(", ").join(SQL("sum({})").format(Identifier(name)) for name in NAMES)
    found = asked(TOTALS, wanted, {"on": on}, sums=sums)
    return [total(row) for row in found]


def total(row: tuple[Any, ...]) -> Total:
    currency, customers, all_open, overdue, *sums = row
    ages, kinds = by_name(sums)
    return Total(currency, customers, all_open, overdue, ages, kinds)


def asked(text: str, wanted: Wanted, parameters: dict[str, Any], **parts: Composed | SQL) -> list[tuple]:
    with connection.cursor() as cursor:
        try:
            sight = wanted.customers.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        customers = SQL(cursor.mogrify(*sight).decode().replace("%", "%%"))
        statement = SQL(DEBTORS + text).format(
            customers=customers, which=wanted.which, open=OWED, ages=AGE_SUMS, kinds=KIND_SUMS, **parts
        )
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def summed(name: str, condition: str) -> str:
    return f'coalesce(sum(open) FILTER (WHERE {condition}), 0) AS "{name}"'


OWED = SQL(open_on("%(on)s", invoice="i"))
AGE_SUMS = SQL(
    ", ".join(
        summed(
            f"age_{age.name}",
            " AND ".join(
                [f"late > {age.over}"] * (age.over is not None)
                + [f"late <= {age.most}"] * (age.most is not None)
            ),
        )
        for age in AGES
    )
)
KIND_SUMS = SQL(", ".join(summed(f"kind_{kind}", f"late > 0 AND kind = '{kind}'") for kind in KINDS))
READABLE = {
    AMOUNT: re.compile(r"-?\d{1,16}(\.\d{1,4})?"),
    OLDEST: re.compile(r"\d{4}-\d\d-\d\d|infinity"),
    NAME: re.compile(r"[^\0]*"),
}


def read_cursor(cursor: str, sort: str) -> tuple[str, int] | None:
    place, tilde, key = cursor.rpartition("~")
    if not tilde or not READABLE[sort].fullmatch(place) or not key.isdecimal() or len(key) > 18:
        return None
    return place, int(key)
