"""What tiers were called in a night: by the months that it followed, for everybody or for one customer. What
they are called now says customers.tiers_in_force."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _

from churn_crm.clock import end_of
from churn_crm.ui import chips
from customers.models import Customer, CustomerEvent, Tier
from signals.models import NightlyRun, Snapshot
from signals.policies import own_months, own_months_of, scoring_policy
from signals.tiers import borders_of

KEPT = ("months", "own_months", "months_of_branch")  # of a night's policy
Names = dict[int, str]
Policy = tuple[list[int], list[dict[str, Any]]]  # everybody's months, those of segments


@dataclass(frozen=True)
class Who:
    """What segments are made of, of one customer."""

    branch_id: int
    echelon: int | None
    customer_kind: str


def names_in(policy: Mapping[str, Any]) -> Names:
    """Where many are meant, by what a night followed; by what is in force where it kept nothing."""
    months, own = followed_in(policy)
    return chips.tier_names(months, usually=bool(own))


def followed_in(policy: Mapping[str, Any]) -> Policy:
    """(everybody's months, those of segments)."""
    if not policy.get("months"):
        return scoring_policy().months, own_months()
    return policy["months"], own_months_of(policy)


def names_of(customer_id: int, nights: Iterable[date]) -> dict[date, Names]:
    """Night → what the tiers of this customer were called in it: by the segment that he was in then, or where
    nobody kept that, by the one that he is in today, which is said."""
    nights = set(nights)
    if not nights:
        return {}
    asked = [f"policy__{name}" for name in KEPT]
    runs = NightlyRun.objects.filter(day__in=nights).values_list("day", *asked)
    policies = {day: dict(zip(KEPT, kept, strict=True)) for day, *kept in runs}
    followed = {night: followed_in(policies.get(night, {})) for night in nights}
    alike = {night: chips.tier_names(months) for night, (months, own) in followed.items() if not own}
    apart = {night: both for night, both in followed.items() if night not in alike}
    return alike | names_apart(customer_id, apart) if apart else alike


def names_apart(customer_id: int, followed: Mapping[date, Policy]) -> dict[date, Names]:
    """The same for nights in which some had months of their own."""
    then = who_was(customer_id, followed)
    missing = followed.keys() - then.keys()
    now = who_is(customer_id) if missing else None
    return {night: chips.tier_names(months_of(who, *followed[night])) for night, who in then.items()} | {
        night: of_today(chips.tier_names(months_of(now, *followed[night]))) for night in missing
    }


def of_today(names: Names) -> Names:
    """With the words that they are those of the customer's segment today."""
    words = _("%(span)s, by the months that hold for such customers as he is today")
    return {tier: words % {"span": name} if tier > Tier.CURRENT else name for tier, name in names.items()}


def months_of(who: Who | None, months: list[int], own: list[dict[str, Any]]) -> list[int]:
    """His months. who: what segments are made of; None where he is not there any more."""
    if who is None:
        return months
    row = pd.DataFrame([asdict(who)]).astype({"echelon": "Int64"})
    return [int(month) for month in borders_of(row, months, own)[0]]


def who_was(customer_id: int, nights: Iterable[date]) -> dict[date, Who]:
    """Night → what he was in it, of those whose snapshot is kept: branch and echelon as the night wrote them,
    the kind by the history of his profile."""
    kept = Snapshot.objects.filter(customer_id=customer_id, day__in=list(nights))
    told = {
        day: (branch, echelon) for day, branch, echelon in kept.values_list("day", "branch_id", "echelon")
    }
    kinds = kinds_of(customer_id, told)
    return {day: Who(branch, echelon, kinds[day]) for day, (branch, echelon) in told.items()}


def kinds_of(customer_id: int, nights: Iterable[date]) -> dict[date, str]:
    """Night → private or company. A profile's event holds it as it was before: the first one after a night
    says what he was in it; without one he is what he is."""
    steps = CustomerEvent.objects.filter(pgh_obj_id=customer_id).order_by("pgh_id")
    known = list(steps.values_list("pgh_created_at", "kind"))
    now = Customer.objects.values_list("kind", flat=True).filter(pk=customer_id).first() or ""
    return {night: next((kind for at, kind in known if at >= end_of(night)), now) for night in nights}


def who_is(customer_id: int) -> Who | None:
    """What he is today."""
    asked = Customer.objects.values_list("branch_id", "standing__echelon", "kind")
    row = asked.filter(pk=customer_id).first()
    return Who(*row) if row else None
