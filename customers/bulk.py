"""Changes of many customers at once: set-based, within what a person sees, and taken back in one step."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm import clock
from churn_crm.ui import figures
from customers import bulk_tags
from customers.models import BulkChange, Customer, Tag
from customers.querysets import CustomerQuerySet
from customers.timeline import parts
from staff.models import User
from staff.roles import KEEPERS, Role

MOST_AT_ONCE = 10_000
Kind = BulkChange.Kind
TAGGING = (Kind.TAG_ON, Kind.TAG_OFF)
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
    return changed(customers, field="owner_id", after=to.pk, kind=Kind.OWNER, by=by, token=token)


@transaction.atomic
def mark_vip(*, customers: CustomerQuerySet, vip: bool, by: User, token: uuid.UUID) -> BulkChange:
    """Set or take away the VIP mark, as those who lead do on the profile too.

    Raises PermissionDenied for others, ValidationError when there are too many.
    """
    if not (by.leads and by.may_write):
        raise PermissionDenied
    return changed(customers, field="vip", after=int(vip), kind=Kind.VIP, by=by, token=token)


@transaction.atomic
def set_tag(*, customers: CustomerQuerySet, tag: Tag, on: bool, by: User, token: uuid.UUID) -> BulkChange:
    """Put the tag on, or take it off. Raises ValidationError when there are too many, or it is retired."""
    done = BulkChange.objects.filter(token=token, by=by).first()
    if done:
        return done
    keys, _chosen = to_be_tagged(customers=customers, tag=tag, on=on)
    kind = Kind.TAG_ON if on else Kind.TAG_OFF
    record = BulkChange.objects.create(
        token=token,
        kind=kind,
        by=by,
        at=clock.now(),
        after=tag.pk,
        before=[(key, int(not on)) for key in keys],
    )
    bulk_tags.write(keys, tag.pk, on=on)
    return record


def to_be_tagged(*, customers: CustomerQuerySet, tag: Tag, on: bool) -> tuple[list[int], int]:
    """(those whom it would change, how many were chosen). Raises ValidationError as `set_tag` does."""
    if on and tag.retired_at:
        raise ValidationError(_("This tag is retired: it can only be taken off."), code="retired")
    keys = chosen_keys(customers)
    carrying = bulk_tags.carriers(keys, tag.pk)
    return [key for key in keys if (key in carrying) != on], len(keys)


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
    locked = Customer.objects.filter(pk__in=chosen_keys(customers)).exclude(**{field: after}).order_by("pk")
    rows = locked.select_for_update().values_list("pk", field)
    return [(key, int(value)) for key, value in rows]


def chosen_keys(customers: CustomerQuerySet) -> list[int]:
    """Their keys. Raises ValidationError when there are too many."""
    chosen = customers.select_related(None).order_by()
    if chosen[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
        raise ValidationError(
            _("At most %(most)s customers are changed at once. Narrow the list first.")
            % {"most": figures.figure(MOST_AT_ONCE)},
            code="too_many",
        )
    return list(chosen.values_list("pk", flat=True))


def write(kind: str, keys: Sequence[int], field: str, value: int) -> int:
    """All of them at once. An owner's open work goes along first, while it can be told whose it is."""
    if kind == Kind.OWNER:
        for part in parts():
            if moves := part.moves_with_owner:
                moves(keys, value)
    new = bool(value) if kind == Kind.VIP else value
    return Customer.objects.filter(pk__in=keys).update(**{field: new, "version": F("version") + 1})


@transaction.atomic
def undo(*, token: uuid.UUID, by: User) -> int:
    """Take a change back where nobody has changed the same since. Returns how many; 0 the second time.

    Raises BulkChange.DoesNotExist unless `by` made it.
    """
    record = BulkChange.objects.select_for_update().get(token=token, by=by)
    if record.undone_at:
        return 0
    count = tags_back(record) if record.kind in TAGGING else fields_back(record)
    record.undone_at = clock.now()
    record.save(update_fields=["undone_at"])
    return count


def tags_back(record: BulkChange) -> int:
    """Customers who were tagged otherwise since are as they should be already."""
    keys = [key for key, _carried in record.before]
    return bulk_tags.write(keys, record.after, on=record.kind == Kind.TAG_OFF)


def fields_back(record: BulkChange) -> int:
    field = "owner_id" if record.kind == Kind.OWNER else "vip"
    groups: dict[int, list[int]] = defaultdict(list)
    for key, value in record.before:
        groups[value].append(key)
    count = 0
    for value, keys in groups.items():
        same = Customer.objects.filter(pk__in=keys, **{field: record.after}).select_for_update()
        count += write(record.kind, list(same.values_list("pk", flat=True)), field, value)
    return count


def in_words(record: BulkChange) -> str:
    """What was done, for the toast."""
    count = len(record.before)
    if record.kind in TAGGING:
        return tagging_in_words(record, count)
    if record.kind == Kind.OWNER:
        text = ngettext(
            "%(count)s customer given to %(name)s", "%(count)s customers given to %(name)s", count
        )
        return text % {"count": figures.figure(count), "name": User.objects.get(pk=record.after)}
    if record.after:
        text = ngettext("%(count)s customer marked as VIP", "%(count)s customers marked as VIP", count)
    else:
        text = ngettext("%(count)s customer is VIP no longer", "%(count)s customers are VIP no longer", count)
    return text % {"count": figures.figure(count)}


def tagging_in_words(record: BulkChange, count: int) -> str:
    if record.kind == Kind.TAG_ON:
        text = ngettext("“%(tag)s” put on %(count)s customer", "“%(tag)s” put on %(count)s customers", count)
    else:
        text = ngettext(
            "“%(tag)s” taken off %(count)s customer", "“%(tag)s” taken off %(count)s customers", count
        )
    return text % {"count": figures.figure(count), "tag": Tag.objects.get(pk=record.after)}
