"""How satisfied a customer is with the solution of his complaint: asked by a survey, once per complaint."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from desk.models import Complaint, Invitation, SatisfactionScore, Survey
from desk.surveys import policies, sending
from outbox.composing import unreachable


@dataclass(frozen=True)
class Satisfaction:
    """asked_on: business day. answered_at: None as long as he is silent. score: 1 to 5, if he gave one."""

    asked_on: date
    answered_at: datetime | None
    score: int | None
    comment: str


def satisfaction_with(complaint: Complaint) -> Satisfaction | None:
    """What he was asked and answered about it; None where he was not asked. At most two queries."""
    asked = (
        Invitation.objects.that_asked()
        .filter(customer=complaint.customer_id, complaint=complaint)
        .select_related("response")
        .order_by("pk")
        .first()
    )
    if asked is None:
        return None
    given = None
    if asked.answered_at:
        given = SatisfactionScore.objects.filter(token=asked.response.token).first()
    return Satisfaction(
        asked_on=asked.day,
        answered_at=asked.answered_at,
        score=given.score if given else None,
        comment=given.comment if given else "",
    )


def why_not_asked(complaint: Complaint) -> str:
    """Why the customer of a solved complaint was not asked about its solution, as a sentence."""
    survey = Survey.objects.going_out().filter(occasion=Survey.Occasion.COMPLAINT).order_by("pk").first()
    if survey is None or complaint.solved_on is None:
        return _("No survey goes out by itself after complaints.")
    if not Complaint.objects.not_quiet().filter(pk=complaint.pk).exists():
        return _("It came from a file that was brought in without automations.")
    today = clock.today(complaint.customer.branch.time_zone)
    due = complaint.solved_on + timedelta(days=survey.after_days)
    if today < due:
        return _("The customer is asked on %(day)s.") % {"day": figures.day(due)}
    if today >= due + sending.CATCHES_UP:
        return _("It was due on %(day)s; after a week nobody is asked any more.") % {"day": figures.day(due)}
    return against(complaint, survey) or _("The customer is asked today.")


def against(complaint: Complaint, survey: Survey) -> str:
    """What speaks against asking him now; empty if nothing does."""
    customer, policy = complaint.customer, policies.survey_policy()
    found = policies.obstacles([customer.pk], at=clock.now(), policy=policy, about_complaint=True)
    if customer.pk in found:
        return policies.in_words(found[customer.pk], policy)
    return "" if sending.reachable(customer, survey.channel) else unreachable(survey.channel)
