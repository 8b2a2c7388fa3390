"""Changing the policies that nights follow. A change raises the version and counts from the next night."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from churn_crm import clock
from signals.models import Competitor, DetectorPolicy, DetectorSegment, ScoringPolicy, TierSegment
from signals.models.policy import MONTHS
from signals.models.segments import Segment
from signals.policies import scoring_policy
from staff.models import User


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
def change_tiers(
    *,
    months: Mapping[str, int],
    whose: Mapping[str, Any],
    by: User,
    segment: TierSegment | None = None,
) -> TierSegment:
    """Give the customers of a segment months of their own, new or in place of `segment`.

    whose: as signals.models.Segment has it. Raises ValidationError when they have some already.
    """
    policy, row = locked_policy(), segment or TierSegment()
    taken = _("These customers have months of their own already. Change those.")
    give_to(row, TierSegment.objects.filter(**whose), whose=whose, taken=taken)
    row.months_sms, row.months_call, row.months_recall = (months[name] for name in MONTHS)
    row.save()
    raise_version(policy, by=by)
    return row


@transaction.atomic
def change_detector(*, kind: str, rule: Mapping[str, Any], by: User) -> None:
    """Switch a detector on or off, weigh it, set its parameters; for all who have no rule of their own."""
    policy = locked_policy()
    DetectorPolicy.objects.update_or_create(kind=kind, defaults=dict(rule))
    raise_version(policy, by=by)


@transaction.atomic
def change_segment(
    *,
    kind: str,
    rule: Mapping[str, Any],
    whose: Mapping[str, Any],
    by: User,
    segment: DetectorSegment | None = None,
) -> DetectorSegment:
    """The same for a segment, new or in place of `segment`. whose: as DetectorSegment has it.

    Raises ValidationError when that segment has a rule already.
    """
    policy, row = locked_policy(), segment or DetectorSegment(kind=kind)
    taken = _("There is a rule for these customers already. Change that one.")
    give_to(row, DetectorSegment.objects.filter(kind=kind, **whose), whose=whose, taken=taken)
    row.enabled, row.weight, row.parameters = rule["enabled"], rule["weight"], rule["parameters"]
    row.save()
    raise_version(policy, by=by)
    return row


@transaction.atomic
def drop_segment(*, segment: Segment, by: User) -> None:
    """What holds for everybody, or for the next nearest segment, holds for these customers again."""
    policy = locked_policy()
    type(segment)._default_manager.filter(pk=segment.pk).delete()
    raise_version(policy, by=by)


def give_to(row: Segment, theirs: QuerySet[Any], *, whose: Mapping[str, Any], taken: str) -> None:
    """Let a row be for these customers, not saved yet. theirs: the rows that are for them now.

    Raises ValidationError, in the words of `taken`, where one of those is another row.
    """
    if theirs.exclude(pk=row.pk).exists():
        raise ValidationError(taken)
    row.branch_id, row.customer_kind, row.echelon = (
        whose[name] for name in ("branch", "customer_kind", "echelon")
    )


@transaction.atomic
def save_competitor(*, competitor: Competitor, by: User) -> None:
    """Write down a new or changed competitor; nights know him from the next one on."""
    policy = locked_policy()
    competitor.changed_by, competitor.changed_at = by, clock.now()
    competitor.save()
    raise_version(policy, by=by)


@transaction.atomic
def retire_competitor(*, competitor: Competitor, retired: bool, by: User) -> None:
    """Look for him no longer, or again. Twice is once."""
    if (competitor.retired_at is not None) == retired:
        return
    competitor.retired_at = clock.now() if retired else None
    save_competitor(competitor=competitor, by=by)


def locked_policy() -> ScoringPolicy:
    return ScoringPolicy.objects.select_for_update().get(pk=scoring_policy().pk)


def raise_version(policy: ScoringPolicy, *, by: User) -> None:
    policy.version += 1
    policy.changed_by, policy.changed_at = by, clock.now()
    policy.save()
