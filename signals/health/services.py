"""Changing what may take health away. A change raises the policy's version and counts from the next night."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from signals.models import HealthProfile
from signals.services import give_to, locked_policy, raise_version
from staff.models import User


@transaction.atomic
def change_health(*, caps: Mapping[str, int], bands: Mapping[str, int], version: int, by: User) -> bool:
    """Save caps for everybody, and the bands. False, and nothing saved, if somebody was quicker."""
    policy = locked_policy()
    if policy.version != version:
        return False
    HealthProfile.objects.update_or_create(branch=None, customer_kind="", echelon=None, defaults=dict(caps))
    policy.at_risk_below, policy.well_from = bands["at_risk_below"], bands["well_from"]
    raise_version(policy, by=by)
    return True


@transaction.atomic
def change_profile(
    *, caps: Mapping[str, int], whose: Mapping[str, Any], by: User, profile: HealthProfile | None = None
) -> HealthProfile:
    """Caps for a segment, new or in place of `profile`. whose: as signals.models.Segment has it.

    Raises ValidationError when that segment has caps already.
    """
    policy, row = locked_policy(), profile or HealthProfile()
    taken = _("These customers have caps of their own already. Change those.")
    give_to(row, HealthProfile.objects.filter(**whose), whose=whose, taken=taken)
    for group, points in caps.items():
        setattr(row, group, points)
    row.save()
    raise_version(policy, by=by)
    return row
