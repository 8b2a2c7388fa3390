"""Answers become records: once, corrected for a day, with the customer's score beside them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from desk.complaints.services import answered_by
from desk.contacts.services import begin
from desk.models import (
    Answer,
    ComplaintEvent,
    Interaction,
    Invitation,
    NoSurveys,
    Recommendation,
    Response,
    SatisfactionScore,
    Survey,
    SurveyVersion,
)
from desk.surveys import callbacks, inviting, policies
from desk.surveys.questions import NPS, SATISFACTION, TEXT, Answers, Value
from outbox import consents
from outbox.models import Message, Reason, Why
from staff.models import User

CORRECTED_FOR = timedelta(hours=24)
WRITES_FOR = timedelta(hours=1)  # with the page open


class TooLate(Exception):
    """The link has expired, or the day for corrections is over."""


def may_answer(invitation: Invitation, response: Response | None, *, at: datetime) -> bool:
    """Before the link expires or the survey ends; once answered for a day, even when it ends meanwhile.

    Whoever had the questions open when the survey ended may still send what he has written.
    """
    if response is None:
        return at < invitation.expires_at and still_takes(invitation.survey, at=at)
    return at < response.answered_at + CORRECTED_FOR


def still_takes(survey: Survey, *, at: datetime) -> bool:
    """First answers: it is open, or was ended while somebody was writing."""
    return survey.closed_at is None or at < survey.closed_at + WRITES_FOR


@transaction.atomic
def by_phone(
    *,
    customer: Customer,
    version: SurveyVersion,
    answers: Answers,
    token: UUID,
    by: User,
    wants_call: bool = False,
) -> Response:
    """What a customer told an agent. The same token again corrects it, and does not ask a second time.

    It is a contact with him, once: we called, so that it is not his coming with something.

    Raises TooLate, and ValidationError when he must not be asked.
    """
    policies.locked_policy()  # twice at once is one after the other
    invitation = inviting.by_phone(survey=version.survey, customer=customer, token=token, by=by)
    response = answer(
        invitation=invitation,
        version=version,
        answers=answers,
        source=Response.Source.PHONE,
        by=by,
        wants_call=wants_call,
        token=token,
    )
    begin(
        customer=customer,
        by=by,
        token=uuid5(response.token, "contact"),
        topic=Interaction.Topic.FEEDBACK,
        channel=Interaction.Channel.PHONE,
        direction=Interaction.Direction.OUT,
    )
    return response


@transaction.atomic
def answer(
    *,
    invitation: Invitation,
    version: SurveyVersion,
    answers: Answers,
    source: str,
    by: User | None = None,
    wants_call: bool = False,
    token: UUID | None = None,
) -> Response:
    """Write down what was answered, or correct it within a day. The same again changes nothing.

    token: of the form by which it is written down first. Raises TooLate, and ValidationError when the version
    belongs to another survey.
    """
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("survey")
    invitation = locked.get(pk=invitation.pk)
    if version.survey_id != invitation.survey_id or version.published_at is None:
        raise ValidationError(_("These questions belong to another survey. Reload the page."))
    response = Response.objects.filter(invitation=invitation).first()
    now = clock.now()
    if not may_answer(invitation, response, at=now):
        raise TooLate
    if response is None:
        response = _begin(invitation, version, source, by, now, token)
        _heard(invitation, answers, source, by)
    changed = _write(response, version, answers)
    if changed and response.answered_at != now:
        response.corrected_at = now
    callbacks.wish(response, invitation, wanted=wants_call, by=by, now=now)
    response.version = version
    response.save()
    _scores(response, invitation, source, by)
    return response


def _heard(invitation: Invitation, answers: Answers, source: str, by: User | None) -> None:
    """Whoever answers has come to us: complaints that wait for an answer of his go on, as after a call."""
    if invitation.customer is None:
        return
    phone = source == Response.Source.PHONE
    answered_by(
        customer=invitation.customer,
        by=by,
        way=ComplaintEvent.Way.CALL if phone else ComplaintEvent.Way.WEB,
        text="\n".join(value for value in answers.values() if isinstance(value, str)),
    )


def _begin(
    invitation: Invitation,
    version: SurveyVersion,
    source: str,
    by: User | None,
    now: datetime,
    token: UUID | None,
) -> Response:
    invitation.answered_at = now
    invitation.save(update_fields=["answered_at"])
    # Nobody is asked, nor reminded of, what he has answered, on the phone for one.
    waiting = [key for key in (invitation.message_id, invitation.reminder_id) if key]
    consents.stop(Message.objects.filter(pk__in=waiting), reason=Reason.ANSWERED)
    return Response.objects.create(
        invitation=invitation,
        version=version,
        source=source,
        day=clock.today(invitation.branch.time_zone),
        answered_at=now,
        logged_by=by,
        token=token or uuid4(),
    )


def _write(response: Response, version: SurveyVersion, answers: Answers) -> bool:
    """Make the response hold exactly these answers. Returns whether anything was different."""
    allowed = set(version.questions.values_list("pk", flat=True))
    wanted = {key: value for key, value in answers.items() if key in allowed}
    if {row.question_id: value_of(row) for row in response.answers.all()} == wanted:
        return False
    response.answers.all().delete()
    Answer.objects.bulk_create(row_of(response, key, value) for key, value in wanted.items())
    return True


def row_of(response: Response, question: int, value: Value) -> Answer:
    """An answer as it is stored."""
    row = Answer(response=response, question_id=question)
    if isinstance(value, tuple):
        row.choices = list(value)
    elif isinstance(value, str):
        row.text = value
    else:
        row.number = value
    return row


def value_of(answer: Answer) -> Value:
    """A stored answer as the rules see it."""
    if answer.number is not None:
        return answer.number
    return tuple(answer.choices) if answer.choices else answer.text


def answers_of(response: Response | None) -> Answers:
    """What was answered, by question."""
    return {row.question_id: value_of(row) for row in response.answers.all()} if response else {}


def _scores(response: Response, invitation: Invitation, source: str, by: User | None) -> None:
    """Satisfaction and recommendation are the same answers: made, corrected and withdrawn with them."""
    rows = sorted(response.answers.select_related("question"), key=lambda row: row.question.place)
    said = "\n".join(row.text for row in rows if row.question.kind == TEXT and row.text)
    for model, kind, values in (
        (SatisfactionScore, SATISFACTION, {"comment": said[:2000]}),
        (Recommendation, NPS, {}),
    ):
        found = next((row.number for row in rows if row.question.kind == kind), None)
        _keep(model, response, invitation, source, by, values | {"score": found})


def _keep(
    model: type[SatisfactionScore] | type[Recommendation],
    response: Response,
    invitation: Invitation,
    source: str,
    by: User | None,
    values: dict[str, Any],
) -> None:
    """The row of this response holds these values; there is none without an answer or a customer."""
    scored = model.objects.filter(token=response.token)
    if values["score"] is None or invitation.customer_id is None:
        scored.delete()
        return
    if scored.update(**values):
        return
    model.objects.create(
        token=response.token,
        customer_id=invitation.customer_id,
        visit_id=invitation.visit_id,
        day=response.day,
        logged_at=response.answered_at,
        logged_by=by,
        source=model.Source.PHONE if source == Response.Source.PHONE else model.Source.LINK,
        **values,
    )


@transaction.atomic
def no_more(*, customer: Customer, source: str, by: User | None = None) -> NoSurveys:
    """He is asked no more; what waits for him about surveys is not sent. Safe to repeat."""
    wish, _new = NoSurveys.objects.get_or_create(
        customer=customer, defaults={"at": clock.now(), "source": source, "by": by}
    )
    consents.stop(Message.objects.of([customer.pk]).filter(why=Why.SURVEY))
    return wish


@transaction.atomic
def ask_again(*, customer: Customer) -> None:
    """He may be asked again."""
    NoSurveys.objects.of([customer.pk]).delete()
