"""The policy of the truth check in force, and changing it."""

from collections.abc import Mapping
from typing import Any

from desk.models import TruthPolicy
from desk.quality.truth.checks.observed import Limits
from staff.models import User
from staff.policies import change_policy


def truth_policy() -> TruthPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return TruthPolicy.objects.first() or TruthPolicy()


def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields; False if somebody was faster."""
    return change_policy(TruthPolicy, values=values, version=version, by=by)


def limits_of(policy: TruthPolicy) -> Limits:
    """What the checks are told of it."""
    return Limits(
        least=policy.min_observations,
        false_share=policy.false_percent / 100,
        burst_seconds=policy.burst_seconds,
        source_share=policy.source_percent / 100,
        satisfied_share=policy.satisfied_percent / 100,
        promoter_share=policy.promoter_percent / 100,
    )
