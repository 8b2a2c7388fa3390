"""The figures of the dashboard: a handful of set-based queries, whatever the number of customers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from customers.models import Tier
from dashboards import lists
from dashboards.periods import months_up_to
from dashboards.scope import Scope
from signals.models import NightlyRun, TierMove

MONTHS = 12
TIERS = (Tier.CURRENT, Tier.SMS, Tier.CALL, Tier.RECALL)
ECHELONS = (1, 2, 3)


@dataclass(frozen=True)
class Movements:
    """Customers lost and come back in a span, and the yearly spend that went and came with them."""

    losses: int = 0
    lost_spend: Decimal = Decimal(0)
    returns: int = 0
    back_spend: Decimal = Decimal(0)


COUNTS = {
    # Not named as the fields are: a later filter would take the count for the field.
    "losses": Count("customer", distinct=True, filter=Q(lost=True)),
    "lost_spend": Sum("yearly_spend", filter=Q(lost=True), default=Decimal(0)),
    "returns": Count("customer", distinct=True, filter=Q(came_back=True)),
    "back_spend": Sum("yearly_spend", filter=Q(came_back=True), default=Decimal(0)),
}


def movements_by_month(scope: Scope) -> dict[date, Movements | None]:
    """The twelve months that end with the scope's; None where the nights did not see the whole month."""
    months = months_up_to(scope.month, MONTHS)
    rows = scope.moves(first=months[0]).annotate(month=TruncMonth("day")).values("month").annotate(**COUNTS)
    found = {row.pop("month"): Movements(**row) for row in rows.order_by()}
    return {month: found.get(month, Movements()) if scope.knows(month) else None for month in months}


def movements_to_compare(scope: Scope) -> Movements | None:
    """The month before, up to the same day while the scope's month runs; None when it was not seen whole."""
    first, last = scope.comparison
    return Movements(**scope.moves(first, last).aggregate(**COUNTS)) if scope.knows(first) else None


def at_risk_by_night(scope: Scope, nights: Iterable[date]) -> dict[date, Decimal]:
    """Value at risk at the end of each of these nights."""
    rows = scope.snapshots(*nights).values("day").annotate(total=Sum("value_at_risk", default=Decimal(0)))
    return {row["day"]: row["total"] for row in rows.order_by()}


def models_of_nights(nights: Iterable[date]) -> dict[date, int | None]:
    """The number of the model that each of these nights followed; None for the prior."""
    runs = NightlyRun.objects.filter(day__in=set(nights)).values_list("day", "policy__model__number")
    return dict(runs)


@dataclass(frozen=True)
class TierRow:
    """One tier now. change: against the end of last month; None when no night saw it."""

    tier: int
    customers: int
    share: float
    change: int | None
    value_at_risk: Decimal


def tiers_now(scope: Scope) -> list[TierRow]:
    """The four tiers after the newest night."""
    before = scope.month_before_now
    nights = [scope.now, *([before] if before else [])]
    rows = (
        scope.snapshots(*nights)
        .values("day", "tier")
        .annotate(n=Count("customer_id"), risk=Sum("value_at_risk", default=Decimal(0)))
    )
    found = {(row["day"], row["tier"]): (row["n"], row["risk"]) for row in rows.order_by()}
    total = sum(found.get((scope.now, tier), (0, 0))[0] for tier in TIERS)
    return [
        TierRow(
            tier=tier,
            customers=(count := found.get((scope.now, tier), (0, Decimal(0)))[0]),
            share=count / total if total else 0,
            change=count - found.get((before, tier), (0, 0))[0] if before else None,
            value_at_risk=found.get((scope.now, tier), (0, Decimal(0)))[1],
        )
        for tier in TIERS
    ]


def tiers_by_night(scope: Scope, nights: Iterable[date]) -> dict[tuple[date, int], int]:
    """(night, tier) → customers."""
    rows = scope.snapshots(*nights).values("day", "tier").annotate(n=Count("customer_id")).order_by()
    return {(row["day"], row["tier"]): row["n"] for row in rows}


def flow(scope: Scope) -> dict[tuple[int, int], int]:
    """(tier at the month's start, tier at its end) → customers; lists.NEW for who was no customer then."""
    rows = lists.with_tier_before(scope).filter(tier__gt=Tier.PROSPECT)
    counted = rows.values("before", "tier").annotate(n=Count("customer_id")).order_by()
    return {(row["before"], row["tier"]): row["n"] for row in counted}


@dataclass(frozen=True)
class Share:
    """Value at risk of one branch or owner now. by_echelon: 1, 2, 3. before: at the end of last month."""

    key: int
    name: str
    by_echelon: tuple[Decimal, ...]
    before: Decimal | None

    @property
    def total(self) -> Decimal:
        return sum(self.by_echelon, Decimal(0))

    @property
    def change(self) -> float | None:
        """0.11: eleven per cent more than at the end of last month."""
        return float(self.total / self.before - 1) if self.before else None


def at_risk_by(scope: Scope, dimension: str) -> list[Share]:
    """Value at risk by branch or owner, largest first."""
    before = scope.month_before_now
    nights = [scope.now, *([before] if before else [])]
    rows = scope.snapshots(*nights).filter(tier__gt=Tier.PROSPECT)
    grouped = rows.values("day", "echelon", key=F(f"{dimension}_id"), name=F(f"{dimension}__name")).annotate(
        total=Sum("value_at_risk", default=Decimal(0))
    )
    sums: dict[tuple[int, date], dict[int, Decimal]] = defaultdict(dict)
    names = {}
    for row in grouped.order_by():
        sums[row["key"], row["day"]][row["echelon"] or 3] = row["total"]
        names[row["key"]] = row["name"]
    shares = [
        Share(
            key=key,
            name=name,
            by_echelon=tuple(sums[key, scope.now].get(echelon, Decimal(0)) for echelon in ECHELONS),
            before=sum(sums[key, before].values(), Decimal(0)) if before else None,
        )
        for key, name in names.items()
    ]
    return sorted((share for share in shares if share.total), key=lambda share: (-share.total, share.name))


def largest_loss(scope: Scope) -> TierMove | None:
    """The loss of the month that costs most, with its customer."""
    losses = scope.moves().filter(lost=True).select_related("customer")
    return losses.order_by("-yearly_spend", "customer").first()
