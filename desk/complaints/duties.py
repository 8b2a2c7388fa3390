"""Open complaints are with people: how many each has, and what happens to them when somebody leaves."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from desk.complaints import states
from desk.complaints.recording import record
from desk.models import Complaint
from staff.duties import Duty
from staff.models import User


def held(people: Sequence[int]) -> dict[int, int]:
    """How many open complaints each person has."""
    found = Complaint.objects.open().filter(holder__in=people).order_by().values("holder")
    return dict(found.annotate(complaints=Count("pk")).values_list("holder", "complaints"))


def in_words(count: int) -> str:
    return ngettext("%(count)d open complaint", "%(count)d open complaints", count) % {"count": count}


def hand_over(person: User, to: User, by: User) -> int:
    """The open complaints of `person` are with `to`, with the deadlines that they had."""
    mine = list(Complaint.objects.open().filter(holder=person))
    for complaint in mine:
        record(
            complaint=complaint,
            kind=states.HANDED_OVER,
            by=by,
            person=to,
            team=complaint.team,
            due=complaint.held_until,
            fields={"holder": to},
        )
    return len(mine)


DUTIES = (Duty("complaints", in_words, held, hand_over),)
