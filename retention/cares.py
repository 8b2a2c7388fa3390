"""The suggestion of what a customer cares about, read from the desk's records and put into words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import figures
from customers.models import Customer
from desk.models import Complaint, SatisfactionScore
from retention.sensitivity import MEMORY, Rated, Said, Suggestion, suggest

CONSIDERED = 100


def suggestion_for(customer_id: int, *, on: date) -> Suggestion | None:
    """From the complaints and scores of the last two years."""
    since = on - MEMORY
    complaints = Complaint.objects.of([customer_id]).filter(day__gte=since, day__lte=on).order_by("-day")
    said = [Said(*row) for row in complaints.values_list("cause", "severity", "day")[:CONSIDERED]]
    if not said:
        return None
    scores = SatisfactionScore.objects.of([customer_id]).filter(day__gte=since, day__lte=on)
    rated = scores.order_by("-day").values_list("score", "day")[:CONSIDERED]
    return suggest(said, [Rated(*row) for row in rated], on=on)


def in_words(cares: str) -> str:
    return str(Customer.Sensitivity(cares).label)


def evidence(found: Suggestion) -> list[str]:
    """One line a complaint, newest first; then the ratings near them."""
    causes = dict(Complaint.Cause.choices)
    lines = [
        _("Complaint of %(day)s: %(cause)s")
        % {"day": figures.day(one.day, "short"), "cause": causes.get(one.cause, one.cause)}
        for one in found.evidence
    ]
    if found.scores:
        count = len(found.scores)
        lines.append(
            ngettext("%(count)d rating of 1 or 2 near it", "%(count)d ratings of 1 or 2 near them", count)
            % {"count": count}
        )
    return lines
