"""What people change about customers."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.duplicates.warning import Alike as Alike
from customers.duplicates.warning import alike as alike
from customers.duplicates.warning import with_phone as with_phone
from customers.merging.tombstones import took_in
from customers.models import Asset, Customer
from staff.models import Branch, User
from staff.roles import Scope

# Letters and figures that nobody mistakes for one another on the phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def add_customer(
    *,
    name: str,
    branch: Branch,
    by: User,
    token: uuid.UUID,
    phone: str = "",
    plate: str = "",
    kind: str = Customer.Kind.PERSON,
) -> Customer:
    """A customer met for the first time. The same token again returns him, or who took him in.

    phone: E.164 or empty. Raises ValidationError when the branch has nobody to own him.
    """
    code = code_of(token)
    merged = took_in(Customer.objects.all(), code).first()
    if merged:
        return merged
    customer, created = Customer.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "phone": phone,
            "branch": branch,
            "owner": first_owner(branch=branch, by=by),
            "since": clock.today(branch.time_zone),
            "created_at": clock.now(),
        },
    )
    if created and plate:
        Asset.objects.create(customer=customer, kind=Asset.Kind.VEHICLE, name=plate, plate=plate)
    return customer


def first_owner(*, branch: Branch, by: User) -> User:
    """Who keeps a newcomer: the person who brings him, if he keeps accounts; else the branch's pool owner."""
    if by.scope in (Scope.OWN, Scope.TEAM):
        return by
    if branch.pool_owner is None:
        raise ValidationError(
            _("%(branch)s has no owner for new customers yet. An administrator names one under People."),
            params={"branch": branch.name},
            code="no_pool_owner",
        )
    return branch.pool_owner


def code_of(token: uuid.UUID) -> str:
    """A code of eight signs, the same for the same token: N-7K2M-9PQX."""
    number, signs = token.int, ""
    for _place in range(8):
        number, sign = divmod(number, len(ALPHABET))
        signs += ALPHABET[sign]
    return f"N-{signs[:4]}-{signs[4:]}"
