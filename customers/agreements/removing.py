"""Agreements that were written down by mistake: taken away with a reason, kept whole, brought back."""

import json
from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.agreements.entering import Refused, check_number, locked
from customers.models import Contract, Package, RemovedAgreement
from customers.models.agreed import Agreed
from staff.models import User

State = Contract.State
LONGEST_NAME = 200


def may_remove(row: Any, by: User) -> bool:
    """Who wrote it down, and who leads; a contract that was signed only managers and administrators."""
    if not by.may_write:
        return False
    if isinstance(row, Contract) and row.signed_on is not None:
        return by.decides
    return row.entered_by_id == by.pk or by.leads


@transaction.atomic
def remove(*, kind: str, row: Agreed, by: User, reason: str) -> RemovedAgreement:
    """Take it away with what belongs to it; the history keeps who, when, why, and all that it held.

    Gone already: what took it away. Raises PermissionDenied for who may not, Refused where something has come
    of it since.
    """
    gone = RemovedAgreement.objects.filter(kind=kind, record=row.pk, restored_at=None).first()
    if gone:
        return gone
    row = locked(row)
    if not may_remove(row, by):
        raise PermissionDenied
    if why := standing_in_the_way(row):
        raise Refused(why)
    removed = RemovedAgreement.objects.create(
        customer=row.customer,
        kind=kind,
        record=row.pk,
        name=str(row)[:LONGEST_NAME],
        content=written([row, *belongings(row)]),
        reason=reason.strip(),
        by=by,
        at=clock.now(),
    )
    row.delete()
    return removed


class WholeTimes(DjangoJSONEncoder):
    """Django's encoder cuts times to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def written(rows: list[Any]) -> Any:
    """The rows as JSON from which they can be made again."""
    return json.loads(json.dumps(serializers.serialize("python", rows), cls=WholeTimes))


def belongings(row: Any) -> list[Any]:
    """What goes with it and comes back with it."""
    if isinstance(row, Contract):
        return list(row.approvals.order_by("pk"))
    return list(row.movements.order_by("pk")) if isinstance(row, Package) else []


def standing_in_the_way(row: Any) -> str:
    """Why it cannot be taken away, and what to do instead; empty where nothing does."""
    if row.source or row.came_from_id:
        return _(
            "It came with an import, and the next one would bring it back. Take it away in the other system."
        )
    if isinstance(row, Package):
        return in_the_way_of_package(row)
    return in_the_way_of_contract(row) if isinstance(row, Contract) else ""


def in_the_way_of_package(package: Package) -> str:
    """Something was used of it, or put on it, and was not taken back."""
    moved = package.movements.exclude(kind="bought").exclude(kind="undone").filter(undone_by=None)
    return _("It has been used or topped up. Take these movements back first.") if moved.exists() else ""


def in_the_way_of_contract(contract: Contract) -> str:
    if Contract.objects.filter(follows=contract).exists():
        return _("A contract that follows it is written down. Remove that one first, or end this one.")
    if contract.state == State.AWAITING:
        return _("Its price waits for approval. Withdraw it first.")
    if contract.signed_on is not None and contract.follows_id is not None:
        return _("It has renewed a contract before it. End it instead.")
    return ""


@transaction.atomic
def restore(*, removed: RemovedAgreement, by: User) -> RemovedAgreement:
    """Bring it back as it was, to whoever the customer is by now. Back already: it stays so.

    What it pointed to and is gone is left out. Raises PermissionDenied for somebody who neither took it away
    nor leads, Refused when its number was given to another since.
    """
    removed = RemovedAgreement.objects.select_for_update().get(pk=removed.pk)
    if removed.restored_at is not None:
        return removed
    if not (by.may_write and (removed.by_id == by.pk or by.leads)):
        raise PermissionDenied
    rows: list[Any] = [one.object for one in serializers.deserialize("python", removed.content)]
    check_number(type(rows[0]), rows[0].number, but=None)
    rows[0].customer_id = removed.customer_id
    put_back(rows)
    removed.restored_by, removed.restored_at = by, clock.now()
    removed.save(update_fields=["restored_by", "restored_at"])
    return removed


def put_back(rows: list[Any]) -> None:
    try:
        with transaction.atomic():
            for row in rows:
                forget_what_is_gone(row)
                row.save(force_insert=True)
    except IntegrityError as taken:
        raise Refused(_("Something else has taken its place since.")) from taken


def forget_what_is_gone(row: Any) -> None:
    """Empty the references whose targets were deleted meanwhile."""
    for field in row._meta.concrete_fields:
        if (
            field.is_relation
            and field.null
            and not is_there(field.related_model, getattr(row, field.attname))
        ):
            setattr(row, field.attname, None)


def is_there(model: Any, key: int | None) -> bool:
    return key is None or model._base_manager.filter(pk=key).exists()
