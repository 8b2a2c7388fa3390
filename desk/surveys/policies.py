"""How often anybody is asked: the one policy for all surveys, and what is known of a customer beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from customers.models import Customer
from desk.models import Complaint, Invitation, NoSurveys, Survey, SurveyPolicy
from desk.surveys import frequency
from desk.surveys.frequency import Situation
from outbox.decision import Skipped
from outbox.models import Message, State
from staff.models import User
from staff.policies import change_policy

# What the log says of a message that did not leave.
REASONS: dict[str, Skipped] = {
    frequency.NO_SURVEYS: "opted_out",
    frequency.OPEN_COMPLAINT: "complains",
}
ENDED: Skipped = "ended"


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


def obstacles(
    customers: Collection[int], *, at: datetime, policy: SurveyPolicy, about_complaint: bool = False
) -> dict[int, str]:
    """Customer → why he must not be asked at `at`; missing where nothing speaks against it. Three queries."""
    asked = asked_at(customers, about_complaint=about_complaint)
    known = situations(customers, at=at)
    found = {
        key: frequency.obstacle(
            replace(known[key], asked_at=asked.get(key)), days_between=policy.days_between
        )
        for key in customers
    }
    return {key: why for key, why in found.items() if why}


def held_back(customers: Collection[int], *, at: datetime) -> dict[int, str]:
    """Customer → why nothing about a survey may go to him at `at`, whatever was planned. Two queries."""
    found = {key: frequency.objection(one) for key, one in situations(customers, at=at).items()}
    return {key: why for key, why in found.items() if why}


def situations(customers: Collection[int], *, at: datetime) -> dict[int, Situation]:
    """What is known of each customer, but when he was asked."""
    none = set(NoSurveys.objects.of(customers).values_list("customer_id", flat=True))
    complaining = set(Complaint.objects.of(customers).open().values_list("customer_id", flat=True))
    return {key: Situation(at, None, key in none, key in complaining) for key in customers}


def asked_at(customers: Collection[int], *, about_complaint: bool = False) -> dict[int, datetime]:
    """When each was asked last. What was never sent has asked nobody.

    Before a question about a solved complaint only those count that were about one, too: who was asked how
    his visit was, and complained then, is asked all the same.
    """
    asked = Invitation.objects.of(customers).exclude(message__state=State.SKIPPED)
    if about_complaint:
        asked = asked.exclude(complaint=None)
    return dict(asked.order_by().values_list("customer_id").annotate(Max("made_at")))


def objections(messages: Sequence[Message], at: datetime) -> dict[int, Skipped]:
    """Message → why it must not leave any more: asked by the outbox when it is about to send."""
    customers = {message.customer_id for message in messages}
    held = held_back(customers, at=at)
    found = {
        message.pk: REASONS[held[message.customer_id]] for message in messages if message.customer_id in held
    }
    return dict.fromkeys(of_ended(customers), ENDED) | found


def of_ended(customers: Collection[int]) -> list[int]:
    """The messages to these customers about surveys that were closed before they answered. One query."""
    ended = Invitation.objects.of(customers).unanswered().exclude(survey__closed_at=None)
    return [key for pair in ended.values_list("message", "reminder") for key in pair if key]


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
