"""The policy of the quality index in force, its rules for the formula, and changing it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from desk.models import QualityPolicy
from desk.quality.index.formula import FACTORS, SEVERITIES, Rules
from staff.models import User
from staff.policies import change_policy

# Answers, before anything is said of a person; no policy goes below.
PEOPLE_NEED = 30
WEIGHTS = tuple(f"weight_{name}" for name in FACTORS)
BURDENS = tuple(f"burden_{name}" for name in SEVERITIES)
LONGEST, SHORTEST = 365, 30


def quality_policy() -> QualityPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return QualityPolicy.objects.first() or QualityPolicy()


def rules_of(policy: QualityPolicy) -> Rules:
    return Rules(
        weights={name: float(getattr(policy, f"weight_{name}")) for name in FACTORS},
        burdens={name: float(getattr(policy, f"burden_{name}")) for name in SEVERITIES},
        quiet=float(policy.quiet_visit),
    )


def least_of(policy: QualityPolicy) -> dict[str, int]:
    """What it is of → how many answers it needs before there is a figure."""
    return {
        "business": policy.least_places,
        "branch": policy.least_places,
        "technician": max(policy.least_places, PEOPLE_NEED),
        "customer": policy.least_customers,
    }


def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields; False if somebody was faster. Raises ValidationError by field.

    The beat measures everything anew by it, the past months too.
    """
    return change_policy(QualityPolicy, values=values, version=version, by=by, faults=faults)


def faults(policy: QualityPolicy) -> dict[str, str]:
    """Field → what is wrong with it; empty for a sound policy."""
    found: dict[str, str] = {}
    whole = sum(getattr(policy, name) for name in WEIGHTS)
    if whole != 100:
        found[WEIGHTS[0]] = _("The weights add up to %(sum)s; make them 100.") % {"sum": whole}
    for lighter, graver in pairwise(BURDENS):
        if getattr(policy, graver) < getattr(policy, lighter):
            found[graver] = _("Not less than a lighter complaint.")
    if not SHORTEST <= policy.window_days <= LONGEST:
        found["window_days"] = _("30 to 365 days.")
    return found
