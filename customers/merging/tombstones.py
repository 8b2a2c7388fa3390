"""Where somebody went who was merged away: for old addresses, old codes, and files that still name them."""

from django.db.models import Q

from customers.models import Customer, Merge
from customers.querysets import CustomerQuerySet
from staff.models import User

ANOTHER = """
UPDATE {rows} s SET {column} = c.code
FROM customers_merge m JOIN customers_customer c ON c.id = m.survivor_id
WHERE s.{column} = m.gone_code AND m.undone_at IS NULL
"""


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
