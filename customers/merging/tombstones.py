"""Where somebody went who was merged away: for old addresses, old codes, and files that still name them."""

from typing import TYPE_CHECKING

from django.db.models import Q
from psycopg2.sql import SQL, Identifier

from customers.models import Customer, Merge
from customers.querysets import CustomerQuerySet
from staff.models import User

if TYPE_CHECKING:
    from customers.imports.kinds.base import Job

# A file that still names him is about the one who took him in.
ANOTHER = """
UPDATE {rows} s SET {column} = c.code
FROM customers_merge m JOIN customers_customer c ON c.id = m.survivor_id
WHERE s.{column} = m.gone_code AND m.undone_at IS NULL
"""
# His profile there only fills what the survivor lacks: somebody has chosen between the two.
ANOTHER_PROFILE = """
UPDATE {rows} s SET code = c.code {emptied}
FROM customers_merge m JOIN customers_customer c ON c.id = m.survivor_id
WHERE s.code = m.gone_code AND m.undone_at IS NULL
"""
FILLS = frozenset({"latin_name", "phone", "email", "wechat", "region"})
KEPT = frozenset({"code", "plate", "buyer_id"})


def survivor_of(gone: int, *, seen_by: User) -> Customer | None:
    """Who took this customer in, if the person may see him."""
    took_in = Merge.objects.standing().filter(gone_id=gone).values("survivor")
    return Customer.objects.visible_to(seen_by).filter(pk__in=took_in).first()


def formerly(condition: str, value: str) -> Q:
    """Customers who took in one whose code fits. condition: a lookup, like `like`."""
    return Q(**{f"merges__gone_code__{condition}": value, "merges__undone_at": None})


def took_in(customers: CustomerQuerySet, code: str) -> CustomerQuerySet:
    """Those among `customers` to whom this old code leads."""
    return customers.filter(merges__gone_code=code, merges__undone_at=None)


def lead_on(job: "Job") -> None:
    """Rows of customers who were merged away become rows of their survivors, before they are written."""
    emptied = [
        SQL(", {0} = CASE WHEN c.{0} = '' THEN s.{0} END").format(Identifier(name))
        if name in FILLS
        else SQL(", {} = NULL").format(Identifier(name))
        for name in sorted(job.fields - KEPT)
    ]
    job.stage.run(ANOTHER_PROFILE, emptied=SQL("").join(emptied))
