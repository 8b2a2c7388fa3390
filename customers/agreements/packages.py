"""Packages and stored value: sold, used, topped up, taken back. `left` is the sum of the movements."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from customers.agreements.entering import Refused, enter, locked, today_of
from customers.models import Customer, Package, PackageMovement
from staff.models import User

Kind = PackageMovement.Kind


@transaction.atomic
def sell(*, customer: Customer, by: User, token: uuid.UUID, total: Decimal, **fields: Any) -> Package:
    """Write a package down with all its units or money on it. The same token again returns the first."""
    asset = fields.get("asset")
    if asset is not None and asset.customer_id != customer.pk:
        raise Refused(_("That belongs to another customer."))
    values = {**fields, "currency": customer.branch.currency, "total": total, "left": total}
    package, new = enter(Package, customer=customer, by=by, token=token, fields=values)
    if new:
        write(package, Kind.BOUGHT, total, by=by, day=package.bought_on, token=None)
    return package


@transaction.atomic
def use(
    *, package: Package, by: User, amount: Decimal, day: date, token: uuid.UUID, note: str = ""
) -> PackageMovement:
    """Take `amount` off. The same token again takes nothing more. Refused: more than is left, or expired."""
    package = locked(package)
    if known := PackageMovement.objects.filter(token=token, package=package).first():
        return known
    check_own(package)
    if package.expires_on and day > package.expires_on:
        raise Refused({"day": _("It expired on %(day)s.") % {"day": figures.day(package.expires_on)}})
    if amount > package.left:
        raise Refused(
            {"amount": _("Only %(left)s is left.") % {"left": figures.figure(package.left, digits=2)}}
        )
    package.left -= amount
    package.save(update_fields=["left"])
    return write(package, Kind.USE, -amount, by=by, day=day, token=token, note=note)


@transaction.atomic
def top_up(
    *, package: Package, by: User, amount: Decimal, day: date, token: uuid.UUID, note: str = ""
) -> PackageMovement:
    """Put `amount` on. The same token again puts nothing more."""
    package = locked(package)
    if known := PackageMovement.objects.filter(token=token, package=package).first():
        return known
    check_own(package)
    package.left += amount
    package.total += amount
    package.save(update_fields=["left", "total"])
    return write(package, Kind.TOP_UP, amount, by=by, day=day, token=token, note=note)


@transaction.atomic
def take_back(*, movement: PackageMovement, by: User) -> PackageMovement:
    """Write the opposite of a use or a top-up. Taken back already: it stays so."""
    package = locked(movement.package)
    if known := PackageMovement.objects.filter(undoes=movement).first():
        return known
    if movement.kind not in (Kind.USE, Kind.TOP_UP):
        raise Refused(_("Only a use or a top-up can be taken back."))
    if movement.amount > package.left:
        raise Refused(_("It has been used since."))
    package.left -= movement.amount
    package.total -= max(movement.amount, Decimal(0))
    package.save(update_fields=["left", "total"])
    return write(
        package,
        Kind.UNDONE,
        -movement.amount,
        by=by,
        day=today_of(package.customer),
        token=None,
        undoes=movement,
    )


def check_own(package: Package) -> None:
    if package.kept_elsewhere:
        raise Refused(_("This package is kept in another system; what is used comes with its next import."))


def write(
    package: Package,
    kind: str,
    amount: Decimal,
    *,
    by: User,
    day: date,
    token: uuid.UUID | None,
    note: str = "",
    undoes: PackageMovement | None = None,
) -> PackageMovement:
    return PackageMovement.objects.create(
        package=package,
        kind=kind,
        amount=amount,
        by=by,
        day=day,
        token=token,
        note=note,
        undoes=undoes,
        entered_at=clock.now(),
    )
