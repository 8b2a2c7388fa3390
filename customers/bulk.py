"""Changes of many customers at once: set-based, within what a person sees, and taken back in one step."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm import clock
from churn_crm.ui import figures
from customers.models import BulkChange, Customer
from customers.querysets import CustomerQuerySet
from customers.timeline import parts
from staff.models import User
from staff.roles import KEEPERS, Role

MOST_AT_ONCE = 10_000
Pairs = list[tuple[int, int]]


def possible_owners(by: User) -> QuerySet[User]:
    """Who can be given customers by this person: keepers of accounts at work whom he sees."""
    keeping = [role for role in KEEPERS if role != Role.AUDITOR]
    return User.objects.at_work().filter(role__in=keeping).visible_to(by).order_by("name")


@transaction.atomic
def reassign(*, customers: CustomerQuerySet, to: User, by: User, token: uuid.UUID) -> BulkChange:
    """Give the customers and their owners' open work to `to`. The same token again changes nothing more.

    Raises ValidationError when there are too many, or `to` cannot be given customers by this person.
    """
    if not (by.leads and by.may_write and possible_owners(by).filter(pk=to.pk).exists()):
        raise ValidationError(_("You cannot give customers to this person."), code="owner")
    return changed(customers, field="owner_id", after=to.pk, kind=BulkChange.Kind.OWNER, by=by, token=token)


@transaction.atomic
def mark_vip(*, customers: CustomerQuerySet, vip: bool, by: User, token: uuid.UUID) -> BulkChange:
    """Set or take away the VIP mark. Raises ValidationError when there are too many."""
    return changed(customers, field="vip", after=int(vip), kind=BulkChange.Kind.VIP, by=by, token=token)


def changed(
    customers: CustomerQuerySet, *, field: str, after: int, kind: str, by: User, token: uuid.UUID
) -> BulkChange:
    done = BulkChange.objects.filter(token=token, by=by).first()
    if done:
        return done
    before = different(customers, field, after)
    record = BulkChange.objects.create(
        token=token, kind=kind, by=by, at=clock.now(), after=after, before=before
    )
    write(kind, [key for key, _value in before], field, after)
    return record


def different(customers: CustomerQuerySet, field: str, after: int) -> Pairs:
    """(customer, what stands there), locked, of those where it is not `after` yet."""
    chosen = customers.select_related(None).order_by()
    if chosen[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
        raise ValidationError(
            _("At most %(most)s customers are changed at once. Narrow the list first.")
            % {"most": figures.figure(MOST_AT_ONCE)},
            code="too_many",
        )
    keys = list(chosen.values_list("pk", flat=True))
    locked = Customer.objects.filter(pk__in=keys).exclude(**{field: after}).order_by("pk")
    rows = locked.select_for_update().values_list("pk", field)
    return [(key, int(value)) for key, value in rows]


def write(kind: str, keys: Sequence[int], field: str, value: int) -> int:
    """All of them at once. An owner's open work goes along first, while it can be told whose it is."""
    if kind == BulkChange.Kind.OWNER:
        for part in parts():
            if moves := part.moves_with_owner:
                moves(keys, value)
    new = bool(value) if kind == BulkChange.Kind.VIP else value
    return Customer.objects.filter(pk__in=keys).update(**{field: new, "version": F("version") + 1})


@transaction.atomic
def undo(*, token: uuid.UUID, by: User) -> int:
    """Take a change back where nobody has changed the same since. Returns how many; 0 the second time.

    Raises BulkChange.DoesNotExist unless `by` made it.
    """
    record = BulkChange.objects.select_for_update().get(token=token, by=by)
    if record.undone_at:
        return 0
    field = "owner_id" if record.kind == BulkChange.Kind.OWNER else "vip"
    groups: dict[int, list[int]] = defaultdict(list)
    for key, value in record.before:
        groups[value].append(key)
    count = 0
    for value, keys in groups.items():
        same = Customer.objects.filter(pk__in=keys, **{field: record.after}).select_for_update()
        count += write(record.kind, list(same.values_list("pk", flat=True)), field, value)
    record.undone_at = clock.now()
    record.save(update_fields=["undone_at"])
    return count


def in_words(record: BulkChange) -> str:
    """What was done, for the toast."""
    count = len(record.before)
    if record.kind == BulkChange.Kind.OWNER:
        text = ngettext(
            "%(count)s customer given to %(name)s", "%(count)s customers given to %(name)s", count
        )
        return text % {"count": figures.figure(count), "name": User.objects.get(pk=record.after)}
    if record.after:
        text = ngettext("%(count)s customer marked as VIP", "%(count)s customers marked as VIP", count)
    else:
        text = ngettext("%(count)s customer is VIP no longer", "%(count)s customers are VIP no longer", count)
    return text % {"count": figures.figure(count)}
