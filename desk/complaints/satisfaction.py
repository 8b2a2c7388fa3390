"""How satisfied a customer is with the solution of his complaint: asked by a survey, once per complaint."""

from dataclasses import dataclass
from datetime import date, datetime

from desk.models import Complaint, Invitation, SatisfactionScore


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
        Invitation.objects.filter(customer=complaint.customer_id, complaint=complaint)
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
