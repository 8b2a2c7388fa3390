"""The clocks as tasks. Beat only wakes; what is due stands in PostgreSQL, and two at once act once."""

from celery import shared_task

from desk.complaints import escalation, questions, winding


@shared_task(ignore_result=True)
def look_after_complaints() -> None:
    """Hear answers first: what has been answered is neither escalated nor reminded of."""
    winding.wind_stale()
    questions.look()
    escalation.escalate_due()
