"""A policy is one row with a version: whoever read an older one does not overwrite the newer unseen."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from churn_crm import clock
from staff.models import User

Faults = Callable[[Any], Mapping[str, str]]  # field → what is wrong with it; empty for a sound policy


@transaction.atomic
def change_policy(
    kind: type[models.Model],
    *,
    values: Mapping[str, Any],
    version: int,
    by: User,
    faults: Faults = lambda policy: {},
) -> bool:
    """Save the given fields. False, and nothing saved, if somebody changed the policy since `version`.

    kind: a model of one row with version, changed_by and changed_at. Raises ValidationError by field for
    values that contradict one another.
    """
    kind._default_manager.bulk_create([kind()], ignore_conflicts=True)
    policy: Any = kind._default_manager.select_for_update().get()
    if policy.version != version:
        return False
    for name, value in values.items():
        setattr(policy, name, value)
    wrong = faults(policy)
    if wrong:
        raise ValidationError(dict(wrong))
    policy.version += 1
    policy.changed_by, policy.changed_at = by, clock.now()
    policy.save()
    return True
