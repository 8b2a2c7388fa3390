"""How often something falls due: the business's own rules, else those of the trade."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from customers.models import Asset, DueKind, DueRule


@dataclass(frozen=True)
class Interval:
    """months, km: how far apart; None where it never falls due by time or by distance."""

    months: int | None
    km: int | None


TRADE = {
    (Asset.Kind.VEHICLE, DueKind.MAINTENANCE): Interval(6, 10_000),
    (Asset.Kind.VEHICLE, DueKind.INSPECTION): Interval(12, None),
    (Asset.Kind.VEHICLE, DueKind.INSURANCE): Interval(12, None),
    (Asset.Kind.SITE, DueKind.SERVICE): Interval(3, None),
    (Asset.Kind.DEVICE, DueKind.SERVICE): Interval(12, None),
}


def rules() -> dict[tuple[str, str], Interval]:
    """(kind of asset, what is due) → how often."""
    own = {(row.asset_kind, row.kind): Interval(row.months, row.km) for row in DueRule.objects.all()}
    return {(str(asset), str(kind)): interval for (asset, kind), interval in TRADE.items()} | own


def next_due(interval: Interval, *, done_on: date, km: int | None) -> tuple[date | None, int | None]:
    """(by date, by mileage) of the next time, after it was done on that day at that mileage."""
    by_date = months_later(done_on, interval.months) if interval.months else None
    by_km = km + interval.km if interval.km and km is not None else None
    return by_date, by_km


def months_later(day: date, months: int) -> date:
    """Calendar months on; where that month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
