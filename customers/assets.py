"""What people write about vehicles, sites and devices: the thing itself, its mileage, what is due on it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.due_rules import next_due, rules
from customers.models import Asset, AssetDue, Customer, MileageReading
from staff.models import User

# The pace of an asset from its readings of the last two years: first to last, a fortnight apart at least.
# The day that comes out is when its next mileage is reached; see customers.vehicles for one asset.
PROJECT = """
UPDATE customers_assetdue d SET projected_on = p.reached
FROM (
    SELECT o.id, (r.last + ceil(least(
        greatest(o.by_km - r.newest, 0) / nullif((r.newest - r.oldest)::numeric / (r.last - r.first), 0), 3650
    ))::int) AS reached
    FROM customers_assetdue o
    JOIN (
        SELECT asset_id, min(day) AS first, max(day) AS last, min(km) AS oldest, max(km) AS newest
        FROM (
            SELECT asset_id, day, km, max(day) OVER (PARTITION BY asset_id) AS until
            FROM customers_mileagereading WHERE asset_id = ANY(%(assets)s)
        ) read WHERE day > until - 730 GROUP BY asset_id
    ) r ON r.asset_id = o.asset_id AND r.last - r.first >= 14 AND r.newest > r.oldest
    WHERE o.done_on IS NULL AND o.by_km IS NOT NULL
) p WHERE p.id = d.id AND d.projected_on IS DISTINCT FROM p.reached
"""


@transaction.atomic
def add_asset(*, customer: Customer, by: User, token: UUID, on: date, **fields: Any) -> Asset:
    """A new asset. The same token again returns the asset it made.

    fields: kind, name, plate, vin, mileage, since. Raises ValidationError for a plate or VIN he has already.
    """
    made = Asset.objects.filter(token=token).first()
    if made:
        return made
    refuse_double(customer, fields)
    asset = Asset.objects.create(customer=customer, token=token, **fields)
    if asset.mileage is not None:
        read_mileage(asset=asset, day=on, km=asset.mileage, by=by)
    return asset


def refuse_double(customer: Customer, fields: dict[str, Any], *, but: int | None = None) -> None:
    others = Asset.objects.of([customer.pk]).exclude(pk=but)
    for name in ("plate", "vin"):
        if fields.get(name) and others.filter(**{name: fields[name]}).exists():
            raise ValidationError({name: _("This customer has it already.")}, code="double")


@transaction.atomic
def change_asset(*, asset: Asset, **fields: Any) -> Asset:
    """Write the fields of the form. Raises ValidationError for a plate or VIN that he has already."""
    refuse_double(asset.customer, fields, but=asset.pk)
    Asset.objects.filter(pk=asset.pk).update(**fields, version=F("version") + 1)
    asset.refresh_from_db()
    return asset


@transaction.atomic
def retire_asset(*, asset: Asset, on: date | None) -> None:
    """Sold, scrapped or closed on that day; None takes it back into use."""
    Asset.objects.filter(pk=asset.pk).update(retired_on=on, version=F("version") + 1)


@transaction.atomic
def read_mileage(*, asset: Asset, day: date, km: int, by: User | None) -> MileageReading:
    """The odometer on a day; a second reading of the day takes the place of the first.

    Raises ValidationError where it would run backwards against an earlier or a later reading.
    """
    others = asset.readings.exclude(day=day)
    before = others.filter(day__lt=day).order_by("-day").first()
    after = others.filter(day__gt=day).order_by("day").first()
    if before and km < before.km:
        raise ValidationError({"km": backwards(before)}, code="backwards")
    if after and km > after.km:
        raise ValidationError({"km": backwards(after)}, code="backwards")
    reading, _created = MileageReading.objects.update_or_create(
        asset=asset, day=day, defaults={"km": km, "entered_by": by}
    )
    settle_mileage([asset.pk])
    return reading


def backwards(other: MileageReading) -> str:
    words = {"km": figures.figure(other.km), "day": figures.day(other.day)}
    return _("It showed %(km)s km on %(day)s: an odometer does not run backwards.") % words


@transaction.atomic
def forget_mileage(*, asset: Asset, day: date) -> None:
    """Take a reading back."""
    asset.readings.filter(day=day).delete()
    settle_mileage([asset.pk])


NEWEST = """
UPDATE customers_asset a SET mileage = r.km
FROM (
    SELECT DISTINCT ON (asset_id) asset_id, km FROM customers_mileagereading
    WHERE asset_id = ANY(%(assets)s) ORDER BY asset_id, day DESC
) r WHERE r.asset_id = a.id AND a.mileage IS DISTINCT FROM r.km
"""


def settle_mileage(assets: Iterable[int]) -> None:
    """The newest reading is the asset's mileage, and what is due by mileage gets its day."""
    with connection.cursor() as cursor:
        for statement in (NEWEST, PROJECT):
            cursor.execute(statement, {"assets": list(assets)})


@transaction.atomic
def set_due(*, asset: Asset, kind: str, by_date: date | None, by_km: int | None = None) -> AssetDue:
    """When something falls due next; the open one of its kind is moved."""
    due, _created = AssetDue.objects.update_or_create(
        asset=asset,
        kind=kind,
        done_on=None,
        defaults={"by_date": by_date, "by_km": by_km, "projected_on": None},
    )
    settle_mileage([asset.pk])
    due.refresh_from_db()
    return due


@transaction.atomic
def finish_due(*, due: AssetDue, on: date, by: User, km: int | None = None) -> AssetDue | None:
    """It was done on that day; the next one is planned by the rules. Done already: nothing happens.

    km: the mileage on that day, kept as a reading. Returns the next one, None where the rules know none.
    """
    locked = AssetDue.objects.select_for_update().select_related("asset").get(pk=due.pk)
    if locked.done_on is not None:
        return None
    asset = locked.asset
    if km is not None:
        read_mileage(asset=asset, day=on, km=km, by=by)
        asset.refresh_from_db()
    locked.done_on, locked.done_by = on, by
    locked.save(update_fields=["done_on", "done_by"])
    interval = rules().get((asset.kind, locked.kind))
    by_date, by_km = next_due(interval, done_on=on, km=asset.mileage) if interval else (None, None)
    if by_date is None and by_km is None:
        return None
    following = AssetDue.objects.create(
        asset=asset, kind=locked.kind, by_date=by_date, by_km=by_km, follows=locked
    )
    settle_mileage([asset.pk])
    return following


@transaction.atomic
def reopen_due(*, due: AssetDue, by: User) -> None:
    """Take "done" back, with what it planned. Raises ValidationError when another person did it, or
    what came after was done too.
    """
    locked = AssetDue.objects.select_for_update().get(pk=due.pk)
    following = AssetDue.objects.filter(follows=locked).first()
    if locked.done_by_id != by.pk or (following and following.done_on):
        raise ValidationError(_("Something came after it, so it cannot be undone."), code="later")
    if following:
        following.delete()
    AssetDue.objects.filter(pk=due.pk).update(done_on=None, done_by=None)
