"""How often anybody is asked: the one policy for all surveys, and what is known of a customer beside it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.models import Complaint, Invitation, NoSurveys, SurveyPolicy
from desk.surveys import frequency
from desk.surveys.frequency import Situation
from staff.models import User


def survey_policy() -> SurveyPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return SurveyPolicy.objects.first() or SurveyPolicy()


def locked_policy() -> SurveyPolicy:
    """The policy, and nobody else asks until the transaction ends: two at once would not see each other."""
    SurveyPolicy.objects.bulk_create([SurveyPolicy()], ignore_conflicts=True)
    return SurveyPolicy.objects.select_for_update(of=("self",)).get()


@transaction.atomic
def change(*, by: User, **values: int) -> SurveyPolicy:
    """Save the given numbers. Raises ValidationError if the reminder would come after the link ended."""
    policy = locked_policy()
    for name, value in values.items():
        setattr(policy, name, value)
    if policy.remind_after_days >= policy.good_for_days:
        raise ValidationError(
            {"remind_after_days": _("The reminder comes before the link ends, so that it can be used.")}
        )
    policy.changed_by, policy.changed_at = by, clock.now()
    policy.save()
    return policy


def obstacles(customers: Collection[int], *, at: datetime, policy: SurveyPolicy) -> dict[int, str]:
    """Customer → why he must not be asked at `at`; missing where nothing speaks against it. Three queries."""
    asked = dict(
        Invitation.objects.of(customers).order_by().values_list("customer_id").annotate(Max("made_at"))
    )
    none = set(NoSurveys.objects.of(customers).values_list("customer_id", flat=True))
    complaining = set(Complaint.objects.of(customers).open().values_list("customer_id", flat=True))
    found: dict[int, str] = {}
    for key in customers:
        situation = Situation(at, asked.get(key), key in none, key in complaining)
        why = frequency.obstacle(situation, days_between=policy.days_between)
        if why:
            found[key] = why
    return found


def in_words(why: str, policy: SurveyPolicy) -> str:
    """An obstacle, for the one who wanted to ask."""
    words: dict[str, Any] = {
        frequency.NO_SURVEYS: _("This customer wants no more surveys."),
        frequency.OPEN_COMPLAINT: _("This customer has an open complaint: solve it before asking."),
        frequency.ASKED_LATELY: _(
            "This customer was asked in the last %(days)d days; more often nobody is asked."
        )
        % {"days": policy.days_between},
    }
    return str(words[why])
