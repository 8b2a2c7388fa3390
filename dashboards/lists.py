"""The customers behind each figure: one function a figure, rows of (customer_id, amount)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from churn_crm.ui import figures as words
from customers.models import Tier
from customers.tiers_in_force import tier_names
from dashboards.scope import Scope
from signals.models import Snapshot

NEW = 0  # stands for "not a customer yet" at the left of the flow
SPENT, AT_RISK = "spent", "at_risk"


@dataclass(frozen=True)
class Choice:
    """What narrows a figure further: tier now or after, tier before, value echelon."""

    tier: int | None = None
    before: int | None = None
    echelon: int | None = None


@dataclass(frozen=True)
class Figure:
    """rows: values of customer_id and amount, one row a customer. money: what the amount is."""

    rows: Callable[[Scope, Choice], QuerySet[Any, dict]]
    title: Callable[[Scope, Choice], str]
    money: str


def lost(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    return _once(scope.moves().filter(lost=True))


def came_back(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    return _once(scope.moves().filter(came_back=True))


def current_at_start(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    return _amounts(scope.snapshots(scope.start or scope.now).filter(tier=Tier.CURRENT))


def stands(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    """Who stands in a tier (any but prospect) and an echelon (any) after the newest night."""
    return _amounts(_chosen(scope.snapshots(scope.now), choice))


def flow(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    """Who moved (or stayed) between two tiers from the month's start to its end; without one of them, all."""
    rows = with_tier_before(scope).filter(tier__gt=Tier.PROSPECT)
    if choice.tier is not None:
        rows = rows.filter(tier=choice.tier)
    if choice.before is not None:
        rows = rows.filter(before=choice.before)
    return _amounts(rows)


def slipped(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    return _amounts(with_tier_before(scope).filter(before=Tier.CURRENT, tier__gt=Tier.CURRENT))


def returned(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    return _amounts(with_tier_before(scope).filter(before__gt=Tier.CURRENT, tier=Tier.CURRENT))


def closing(scope: Scope, choice: Choice) -> QuerySet[Any, dict]:
    """Who counts as lost within thirty days unless he comes."""
    rows = scope.standings().filter(tier=Tier.CALL, visit_days__gte=2)
    rows = rows.filter(next_tier_on__range=(scope.now, scope.now + timedelta(days=30)))
    return rows.values("customer_id", amount=F("value_at_risk"))


def with_tier_before(scope: Scope) -> Any:
    """Snapshots of the month's end with `before`, the tier at its start; NEW for who was no customer then."""
    earlier = Snapshot.objects.filter(day=scope.start or scope.end, customer=OuterRef("customer"))
    return scope.snapshots(scope.end).annotate(
        before=Coalesce(Subquery(earlier.values("tier")[:1]), Value(NEW))
    )


def _once(moves: Any) -> QuerySet[Any, dict]:
    return moves.values("customer_id").annotate(amount=Max("yearly_spend"))


def _amounts(snapshots: Any) -> QuerySet[Any, dict]:
    return snapshots.values("customer_id", amount=F("value_at_risk"))


def _chosen(snapshots: Any, choice: Choice) -> Any:
    if choice.echelon:
        snapshots = snapshots.filter(echelon=choice.echelon)
    return snapshots.filter(tier=choice.tier) if choice.tier else snapshots.filter(tier__gt=Tier.PROSPECT)


def _month(scope: Scope) -> str:
    return words.day(scope.month, "month")


def _tier(tier: int | None) -> str:
    return tier_names()[tier] if tier else _("new customers")


def _stands_title(scope: Scope, choice: Choice) -> str:
    if choice.tier:
        return _("Now %(tier)s") % {"tier": _tier(choice.tier)}
    if choice.echelon:
        return _("Customers of echelon %(echelon)s, by value at risk") % {"echelon": choice.echelon}
    return _("Customers by value at risk")


def _flow_title(scope: Scope, choice: Choice) -> str:
    if choice.tier is None:
        return _("At the start of %(month)s: %(tier)s") % {
            "month": _month(scope),
            "tier": _tier(choice.before),
        }
    if choice.before is None:
        return _("At the end of %(month)s: %(tier)s") % {"month": _month(scope), "tier": _tier(choice.tier)}
    return _("From %(before)s to %(after)s in %(month)s") % {
        "before": _tier(choice.before),
        "after": _tier(choice.tier),
        "month": _month(scope),
    }


FIGURES = {
    "lost": Figure(lost, lambda scope, _c: _("Lost in %(month)s") % {"month": _month(scope)}, SPENT),
    "came_back": Figure(
        came_back, lambda scope, _c: _("Came back in %(month)s") % {"month": _month(scope)}, SPENT
    ),
    "current_at_start": Figure(
        current_at_start,
        lambda scope, _c: _("Current when %(month)s began") % {"month": _month(scope)},
        AT_RISK,
    ),
    "stands": Figure(stands, _stands_title, AT_RISK),
    "flow": Figure(flow, _flow_title, AT_RISK),
    "slipped": Figure(
        slipped,
        lambda scope, _c: _("Slipped away from current in %(month)s") % {"month": _month(scope)},
        AT_RISK,
    ),
    "returned": Figure(
        returned, lambda scope, _c: _("Returned to current in %(month)s") % {"month": _month(scope)}, AT_RISK
    ),
    "closing": Figure(closing, lambda _s, _c: _("Count as lost within 30 days unless they come"), AT_RISK),
}
