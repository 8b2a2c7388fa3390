"""Changing the policies that nights follow. A change raises the version and counts from the next night."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from churn_crm import clock
from signals.models import BranchTiers, DetectorPolicy, ScoringPolicy
from signals.policies import scoring_policy
from staff.models import Branch, User


@transaction.atomic
def change_scoring(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields. False, and nothing saved, if somebody changed the policy since `version`."""
    policy = locked_policy()
    if policy.version != version:
        return False
    for name, value in values.items():
        setattr(policy, name, value)
    raise_version(policy, by=by)
    return True


@transaction.atomic
def change_branch(*, branch: Branch, months: Mapping[str, int] | None, by: User) -> None:
    """Give the branch months of its own, or with None the business's again."""
    policy = locked_policy()
    if months is None:
        BranchTiers.objects.filter(branch=branch).delete()
    else:
        BranchTiers.objects.update_or_create(branch=branch, defaults=dict(months))
    raise_version(policy, by=by)


@transaction.atomic
def change_detector(*, kind: str, enabled: bool, weight: float, by: User) -> None:
    """Switch a detector on or off and weigh it."""
    policy = locked_policy()
    DetectorPolicy.objects.update_or_create(kind=kind, defaults={"enabled": enabled, "weight": weight})
    raise_version(policy, by=by)


def locked_policy() -> ScoringPolicy:
    return ScoringPolicy.objects.select_for_update().get(pk=scoring_policy().pk)


def raise_version(policy: ScoringPolicy, *, by: User) -> None:
    policy.version += 1
    policy.changed_by, policy.changed_at = by, clock.now()
    policy.save()
