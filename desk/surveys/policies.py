"""How often anybody is asked: the one policy for all surveys, and what is known of a customer beside it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from customers.models import Customer
from desk.models import Complaint, Invitation, NoSurveys, Survey, SurveyPolicy
from desk.surveys import frequency
from desk.surveys.frequency import Situation
from staff.models import User
from staff.policies import change_policy


def survey_policy() -> SurveyPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return SurveyPolicy.objects.first() or SurveyPolicy()


def locked_policy() -> SurveyPolicy:
    """The policy, and nobody else asks until the transaction ends: two at once would not see each other."""
    SurveyPolicy.objects.bulk_create([SurveyPolicy()], ignore_conflicts=True)
    return SurveyPolicy.objects.select_for_update(of=("self",)).get()


def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields; False if somebody was faster.

    Raises ValidationError if the reminder would come after the link ended.
    """
    return change_policy(SurveyPolicy, values=values, version=version, by=by, faults=faults)


def faults(policy: SurveyPolicy) -> dict[str, str]:
    """What is wrong with the policy, by field."""
    if policy.remind_after_days < policy.good_for_days:
        return {}
    return {"remind_after_days": _("The reminder comes before the link ends, so that it can be used.")}


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


def obstacle_of(customer: Customer, *, survey: Survey, at: datetime) -> str:
    """In words why he must not be asked; empty when he may, or was asked and has not answered yet."""
    waiting = Invitation.objects.of([customer.pk]).open(at=at).filter(survey=survey)
    if waiting.exists():
        return ""
    policy = survey_policy()
    why = obstacles([customer.pk], at=at, policy=policy).get(customer.pk, "")
    return in_words(why, policy) if why else ""


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
