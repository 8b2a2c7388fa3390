"""The policy of contacts, promises and third-day calls in force, and changing it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from churn_crm import clock
from desk.models import ContactPolicy
from staff.models import User


def contact_policy() -> ContactPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return ContactPolicy.objects.first() or ContactPolicy()


@transaction.atomic
def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields. False, and nothing saved, if somebody changed the policy since `version`."""
    ContactPolicy.objects.bulk_create([ContactPolicy()], ignore_conflicts=True)
    policy = ContactPolicy.objects.select_for_update().get()
    if policy.version != version:
        return False
    for name, value in values.items():
        setattr(policy, name, value)
    policy.version += 1
    policy.changed_by, policy.changed_at = by, clock.now()
    policy.save()
    return True
