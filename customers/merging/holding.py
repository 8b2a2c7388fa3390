"""Nobody else writes about two customers while they become one."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports.kinds import kinds
from customers.imports.ledger import lock_of
from customers.models import Customer
from customers.timeline import parts


class Refused(ValidationError):
    """It cannot be done now; the words say why and what to do."""


def locked(*keys: int) -> list[Customer]:
    """The customers in this order; locked in the order of their keys, so that two merges cannot lock up."""
    found = Customer.objects.select_for_update(of=("self",)).select_related("branch").order_by("pk")
    by_key = {customer.pk: customer for customer in found.filter(pk__in=keys)}
    if len(by_key) < len(set(keys)):
        raise Refused(_("One of them has been merged or removed meanwhile."), code="gone")
    return [by_key[key] for key in keys]


def hold(customers: list[int]) -> None:
    """Keep imports and the night away until the transaction ends; refuse while one is at work."""
    with connection.cursor() as cursor:
        for kind in kinds():
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", lock_of(kind.name))
            if not cursor.fetchone()[0]:
                raise Refused(_("An import is running. Try again when it is done."), code="import")
    if not all(part.hold(customers) for part in parts() if part.hold):
        raise Refused(
            _("The night is at work on these customers, or a message is on its way. Try again in a minute."),
            code="night",
        )
