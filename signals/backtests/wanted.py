"""What is tried in place of the policy: other months and priors of the tiers, for everybody and months for
segments, and other rules of signals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from signals.forms import PRIORS, in_order
from signals.models.policy import MONTHS
from signals.policies import Followed

SCORING = (*MONTHS, *PRIORS)  # by the names of ScoringPolicy
SEGMENTS = "segments"  # beside them, all months of segments as nights follow them


def scoring_of(followed: Followed) -> dict[str, float]:
    """Months and priors of everybody's tiers, by their names."""
    return dict(zip(SCORING, (*followed.months, *followed.priors[1:]), strict=True))


def differing(scoring: Mapping[str, Any], followed: Followed) -> dict[str, Any]:
    """Only what is other than the policy's; what was left empty is the policy's."""
    held = scoring_of(followed) | {SEGMENTS: followed.own_months}
    return {name: value for name, value in scoring.items() if value is not None and value != held.get(name)}


def refuse_scoring(scoring: Mapping[str, Any], followed: Followed) -> None:
    """Raises ValidationError for months or priors that no policy may have."""
    said = scoring_of(followed) | dict(scoring)
    priors = [said[name] for name in PRIORS]
    for months in ([said[name] for name in MONTHS], *(one["months"] for one in scoring.get(SEGMENTS, []))):
        refuse_months(months, attrition=followed.attrition_months)
    if not in_order([0, *priors, 1], strictly=False):
        raise ValidationError(
            _("The chance of leaving does not fall from tier to tier, and lies between 0 and 1.")
        )


def refuse_months(months: Sequence[int], *, attrition: int) -> None:
    if not (months[0] >= 1 and in_order(months, strictly=True)):
        raise ValidationError(_("Each tier begins later than the one before, the first after a month."))
    if not in_order([months[-1], attrition], strictly=True):
        raise ValidationError(_("Natural attrition begins later than the last tier."))


def wanted(followed: Followed, *, changed: Mapping[str, Any], scoring: Mapping[str, Any]) -> Followed:
    """The policy with what is tried in its place. Months and rules of segments stay where none are named.

    changed: kind → what is tried of its rule (see with_changes) · scoring: by the names of SCORING, and
    SEGMENTS.
    """
    said = scoring_of(followed) | dict(scoring)
    return replace(
        followed,
        detectors=with_changes(followed.detectors, changed),
        months=[int(said[name]) for name in MONTHS],
        own_months=scoring.get(SEGMENTS, followed.own_months),
        priors=[followed.priors[0], *(said[name] for name in PRIORS)],
    )


def with_changes(
    detectors: Mapping[str, Mapping[str, Any]], changed: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The policy with other switches, weights, parameters and rules of segments, where those are named."""
    return {kind: {**rule, **changed.get(kind, {})} for kind, rule in detectors.items()}
