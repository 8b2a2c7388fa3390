"""The policy of routing in force, what a matter weighs under it, and changing it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from desk.complaints import states
from desk.complaints.policies import NAMES
from desk.models import Complaint, RoutingPolicy, Skill
from staff.models import User
from staff.policies import change_policy

INQUIRY = "inquiry"


def routing_policy() -> RoutingPolicy:
    """The one policy; the defaults, switched off, until somebody has changed it."""
    return RoutingPolicy.objects.first() or RoutingPolicy()


def skill_for(policy: RoutingPolicy, about: str) -> str:
    """The skill that a cause of complaints, or an inquiry, needs; "" for anybody's."""
    return str(getattr(policy, f"skill_{about}"))


def points_of(policy: RoutingPolicy, complaint: Complaint) -> float:
    """What an open complaint weighs; while the customer is asked only a share of it."""
    full = float(getattr(policy, f"weight_{NAMES[Complaint.Severity(complaint.severity)]}"))
    return full * policy.waiting_share if complaint.state == states.WAITING else full


def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields; False if somebody was faster. Raises ValidationError by field."""
    return change_policy(RoutingPolicy, values=values, version=version, by=by, faults=faults)


def faults(policy: RoutingPolicy) -> dict[str, str]:
    """Field → what is wrong with it: a skill that nobody keeps on the list."""
    known = {"", *Skill.objects.filter(retired_at=None).values_list("code", flat=True)}
    words = _("There is no such skill on the list.")
    named = (field.name for field in RoutingPolicy._meta.concrete_fields if field.name.startswith("skill_"))
    return {name: words for name in named if getattr(policy, name) not in known}
