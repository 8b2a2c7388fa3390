"""The policy of contacts, promises and third-day calls in force, and changing it."""

from collections.abc import Mapping
from typing import Any

from desk.models import ContactPolicy
from staff.models import User
from staff.policies import change_policy


def contact_policy() -> ContactPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return ContactPolicy.objects.first() or ContactPolicy()


def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields; False if somebody was faster."""
    return change_policy(ContactPolicy, values=values, version=version, by=by)
