"""The clock of each asset: a fleet is not current because one of its vans came."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import chips
from customers.models import Asset, AssetDue, Customer, Tier, Visit
from retention.brief import Brief
from signals.policies import months_for
from signals.tiers import tiers

# More are shown on no page; who has more looks at what lapsed longest.
MOST_ASSETS = 300


@dataclass(frozen=True)
class AssetClock:
    """One asset on one day. silent_days: None where it was never here; words: of its tier; dues: open ones,
    next first.
    """

    asset: Asset
    last_visit_on: date | None
    silent_days: int | None
    tier: int
    words: str
    dues: list[AssetDue] = field(default_factory=list)

    @property
    def lapsed(self) -> bool:
        return self.tier > Tier.CURRENT

    @property
    def next_due(self) -> AssetDue | None:
        return next((due for due in self.dues if due.due_on), None)


def asset_context(brief: Brief) -> dict[str, Any]:
    """What the card of the overview and the section show."""
    standing = brief.standing
    found = clocks(brief.customer, on=brief.counted_on, echelon=standing.echelon if standing else None)
    tier = standing.tier if standing else None
    return {"clocks": found, "fleet_words": fleet_words(found, customer_tier=tier)}


def clocks(customer: Customer, *, on: date, echelon: int | None = None) -> list[AssetClock]:
    """The customer's assets in use, longest silent first. Four queries, however many there are.

    echelon: the customer's, whose tiers may begin at other months.
    """
    last = Visit.objects.filter(asset=OuterRef("pk")).counting().until(on).order_by("-day")
    found = list(
        Asset.objects.of([customer.pk])
        .in_use()
        .annotate(last_visit_on=Subquery(last.values("day")[:1]))[:MOST_ASSETS]
    )
    dues = open_dues(found)
    months = months_for(customer, echelon=echelon)
    stood = tiers_of([asset.last_visit_on for asset in found], np.tile(months, (len(found), 1)), on=on)
    words = chips.tier_names(months[0].tolist())
    told = [
        AssetClock(
            asset=asset,
            last_visit_on=asset.last_visit_on,
            silent_days=(on - asset.last_visit_on).days if asset.last_visit_on else None,
            tier=tier,
            words=words[tier],
            dues=dues.get(asset.pk, []),
        )
        for asset, tier in zip(found, stood, strict=True)
    ]
    return sorted(told, key=lambda clock: (-clock.tier, -(clock.silent_days or 0), clock.asset.pk))


def open_dues(assets: list[Asset]) -> dict[int, list[AssetDue]]:
    """asset id → what is due on it, next first; what has no day yet comes last."""
    found: dict[int, list[AssetDue]] = {}
    rows = AssetDue.objects.filter(asset__in=[asset.pk for asset in assets], done_on=None)
    for due in sorted(rows, key=lambda due: (due.due_on or date.max, due.pk)):
        found.setdefault(due.asset_id, []).append(due)
    return found


def tiers_of(last_visits: list[date | None], borders: np.ndarray, *, on: date) -> list[int]:
    """Tier of each. borders: the same months for all, the customer's own: (n, 3)."""
    days = np.array(last_visits, dtype="datetime64[D]")
    return [int(tier) for tier in tiers(days, borders, np.datetime64(on)).tier]


def fleet_words(found: list[AssetClock], *, customer_tier: int | None) -> str:
    """What the customer's own tier hides: that some assets lapsed although he is current. Else empty."""
    lapsed = [clock for clock in found if clock.lapsed]
    if len(found) < 2 or not lapsed or customer_tier != Tier.CURRENT:
        return ""
    return ngettext(
        "The customer is current, but %(count)d of %(total)d has lapsed: %(tiers)s.",
        "The customer is current, but %(count)d of %(total)d have lapsed: %(tiers)s.",
        len(lapsed),
    ) % {"count": len(lapsed), "total": len(found), "tiers": by_tier(lapsed)}


def by_tier(lapsed: list[AssetClock]) -> str:
    counts = Counter((clock.tier, clock.words) for clock in lapsed)
    return " · ".join(
        _("%(count)d × %(tier)s") % {"count": count, "tier": words}
        for (_tier, words), count in sorted(counts.items())
    )
