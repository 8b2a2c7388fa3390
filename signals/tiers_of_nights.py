"""What tiers were called in a night: by the months that it followed, for everybody or for one customer. What
they are called now says customers.tiers_in_force."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from churn_crm.ui import chips
from customers.models import Customer
from signals.models import NightlyRun
from signals.policies import own_months, own_months_of, scoring_policy
from signals.tiers import borders_of

KEPT = ("months", "own_months", "months_of_branch")  # of a night's policy
Names = dict[int, str]


def names_in(policy: Mapping[str, Any]) -> Names:
    """Where many are meant, by what a night followed; by what is in force where it kept nothing."""
    months, own = followed_in(policy)
    return chips.tier_names(months, usually=bool(own))


def followed_in(policy: Mapping[str, Any]) -> tuple[list[int], list[dict[str, Any]]]:
    """(everybody's months, those of segments)."""
    if not policy.get("months"):
        return scoring_policy().months, own_months()
    return policy["months"], own_months_of(policy)


def names_of(customer_id: int, nights: Iterable[date]) -> dict[date, Names]:
    """Night → what the tiers of this customer were called in it, by the segment that he is in today."""
    nights = set(nights)
    if not nights:
        return {}
    asked = [f"policy__{name}" for name in KEPT]
    runs = NightlyRun.objects.filter(day__in=nights).values_list("day", *asked)
    policies = {day: dict(zip(KEPT, kept, strict=True)) for day, *kept in runs}
    followed = {night: followed_in(policies.get(night, {})) for night in nights}
    who = who_is(customer_id) if any(own for _months, own in followed.values()) else None
    return {night: chips.tier_names(months_of(who, *both)) for night, both in followed.items()}


def months_of(who: pd.DataFrame | None, months: list[int], own: list[dict[str, Any]]) -> list[int]:
    """His months. who: one row with what segments are made of; None where nobody has months of his own."""
    return months if who is None else [int(month) for month in borders_of(who, months, own)[0]]


def who_is(customer_id: int) -> pd.DataFrame:
    """One row with what segments are made of."""
    row = Customer.objects.values("branch_id", "kind", "standing__echelon").get(pk=customer_id)
    columns = {"kind": "customer_kind", "standing__echelon": "echelon"}
    return pd.DataFrame([row]).rename(columns=columns).astype({"echelon": "Int64"})
