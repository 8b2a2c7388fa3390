"""Asking customers: an invitation is made once for its occasion, and its message planned with it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm import clock
from customers.models import Customer, Visit
from desk.models import Complaint, Invitation, Survey, SurveyCode, SurveyPolicy
from desk.surveys import building, links, policies, wording
from outbox.models import Purpose, Why
from outbox.planning import Wish, plan
from outbox.values import Values, values_of
from staff.models import User

USED = gettext_lazy("This form was already used for another customer. Reload the page.")
SENT = (Invitation.Channel.SMS, Invitation.Channel.EMAIL)


@dataclass(frozen=True)
class Occasion:
    """What a customer is asked about. key: the same again is asked once."""

    key: str
    visit: Visit | None = None
    complaint: Complaint | None = None


@dataclass(frozen=True)
class Invited:
    """token: the link's secret, known only now; empty when the invitation was there already."""

    invitation: Invitation
    token: str = ""

    @property
    def address(self) -> str:
        return links.address(self.token) if self.token else ""


def by_hand(token: uuid.UUID) -> Occasion:
    return Occasion(f"hand:{token}")


@transaction.atomic
def invite(
    *,
    survey: Survey,
    customer: Customer,
    channel: str,
    occasion: Occasion,
    by: User | None = None,
    language: str = "",
) -> Invited:
    """Ask one customer. The same occasion again is the same invitation.

    Raises ValidationError when the survey takes no answers, he must not be asked now, or cannot be told.
    """
    policy = policies.locked_policy()
    known = Invitation.objects.filter(purpose_key=_key(survey, occasion)).first()
    if known:
        if known.customer_id != customer.pk:
            raise ValidationError(USED, code="token")
        return Invited(known)
    check_open(survey)
    solved, now = occasion.complaint is not None, clock.now()
    why = policies.obstacles([customer.pk], at=now, policy=policy, about_complaint=solved).get(customer.pk)
    if why:
        raise ValidationError(policies.in_words(why, policy))
    language = language or wording.language_for(customer)
    values: Values = {}
    if channel in SENT:
        values = values_of([customer], language=language, channel=channel)[customer.pk]
    asked: dict[str, Any] = {"survey": survey, "customer": customer, "channel": channel, "occasion": occasion}
    return make(**asked, language=language, policy=policy, values=values, by=by)


def make(
    *,
    survey: Survey,
    customer: Customer,
    channel: str,
    occasion: Occasion,
    language: str,
    policy: SurveyPolicy,
    values: Values,
    by: User | None = None,
) -> Invited:
    """The invitation and its message, for whom it is known that he may be asked."""
    token, now = links.new_token(), clock.now()
    visit, complaint = occasion.visit, occasion.complaint
    made = Invitation.objects.create(
        survey=survey,
        customer=customer,
        visit=visit,
        complaint=complaint,
        branch_id=(visit and visit.branch_id) or customer.branch_id,
        technician_id=visit.technician_id if visit else None,
        # Who dealt with what is asked about; neither who looks after the customer nor who asks him.
        agent_id=complaint.solved_by_id if complaint else None,
        channel=channel,
        language=language,
        purpose_key=_key(survey, occasion),
        digest=links.digest(token),
        day=clock.today(customer.branch.time_zone),
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=policy.good_for_days),
    )
    if channel in SENT:
        made.message = plan(wish_of(made, token, values=values, key=made.purpose_key), by=by)
        made.save(update_fields=["message"])
    return Invited(made, token)


def check_open(survey: Survey) -> None:
    if survey.closed_at or building.published(survey) is None:
        raise ValidationError(_("This survey is not open: publish it first."))


def _key(survey: Survey, occasion: Occasion) -> str:
    return f"survey:{survey.pk}:{occasion.key}"


def wish_of(invitation: Invitation, token: str, *, values: Values, key: str) -> Wish:
    """The message that leads to the survey, under its purpose key."""
    template = wording.template_for(invitation.survey, invitation.language)
    if template is None:
        raise ValidationError(_("The survey has no template to invite with: choose one."))
    ready = wording.written(template, values, token)
    customer = invitation.customer
    assert customer is not None  # noqa: S101 (nobody sends to whom he does not know)
    return Wish(
        customer=customer,
        channel=invitation.channel,
        purpose=Purpose.SERVICE,
        why=Why.SURVEY,
        key=key,
        text=ready.said.text,
        subject=ready.said.subject,
        link=f"{reverse('desk:home')}?customer={customer.pk}",
        template=template,
        variables=ready.variables,
        expires_at=invitation.expires_at,
    )


@transaction.atomic
def scanned(*, code: SurveyCode, token: str, language: str) -> Invitation:
    """The fresh invitation of somebody who scanned a printed code; the same token again is the same one.

    It is made with the answer, not when the page is opened: whoever only looks leaves nothing behind.
    """
    now, policy = clock.now(), policies.survey_policy()
    values: dict[str, Any] = {
        "survey": code.survey,
        "code": code,
        "branch": code.branch,
        "technician": code.technician,
        "channel": Invitation.Channel.QR,
        "language": language,
        "digest": links.digest(token),
        "day": clock.today(code.branch.time_zone),
        "made_at": now,
        "expires_at": now + timedelta(days=policy.good_for_days),
    }
    found, _new = Invitation.objects.get_or_create(purpose_key=f"qr:{links.digest(token)}", defaults=values)
    return found


@transaction.atomic
def by_phone(*, survey: Survey, customer: Customer, token: uuid.UUID, by: User) -> Invitation:
    """What an agent answers for a customer on the phone: what he was asked and left, else a new one.

    What was answered under this token already is the same again. Raises ValidationError as `invite` does.
    """
    answered = Invitation.objects.filter(response__token=token).first()
    if answered and (answered.customer_id, answered.survey_id) != (customer.pk, survey.pk):
        raise ValidationError(USED, code="token")
    if answered:
        return answered
    check_open(survey)
    waiting = open_one(survey=survey, customer=customer, at=clock.now())
    if waiting:
        return waiting
    asked: dict[str, Any] = {"survey": survey, "customer": customer, "occasion": by_hand(token), "by": by}
    return invite(channel=Invitation.Channel.PHONE, **asked).invitation


def open_one(*, survey: Survey, customer: Customer, at: datetime) -> Invitation | None:
    """The newest invitation of this customer that is still good and not answered."""
    mine = Invitation.objects.of([customer.pk]).open(at=at).filter(survey=survey)
    return mine.newest_first().first()
