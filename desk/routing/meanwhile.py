"""What falls due while somebody is away, and whom it would go to."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q

from customers.models import Inquiry
from desk.models import Complaint, Given, Promise
from desk.routing.choice import Choice
from desk.routing.services import Held, kind_of, proposals
from staff.away import zone_of
from staff.models import Absence, User

MOST = 100
RELATED = ("customer__branch", "customer__owner", "customer__standing")


def due_meanwhile(absence: Absence, *, seen_by: User) -> list[Held]:
    """His open complaints and promises that fall due before he is back, the next first; his inquiries."""
    back = datetime.combine(absence.ends_on + timedelta(days=1), time(), zone_of(absence.person))
    held = Complaint.objects.visible_to(seen_by).open().filter(holder=absence.person)
    due = held.filter(Q(due_at__lt=back) | Q(held_due_at__lt=back)).order_by("due_at", "pk")
    given = Given.objects.standing().filter(person=absence.person).order_by().values("inquiry")
    asked = (
        Inquiry.objects.visible_to(seen_by)
        .filter(pk__in=given, state=Inquiry.State.OPEN)
        .order_by("day", "pk")
    )
    promised = Promise.objects.visible_to(seen_by).open().owed_by(absence.person).filter(due_at__lt=back)
    return [
        *due.select_related(*RELATED, "holder", "team")[:MOST],
        *promised.select_related(*RELATED).order_by("due_at", "pk")[:MOST],
        *asked.select_related(*RELATED)[:MOST],
    ]


def name_of(thing: Held, choice: Choice) -> str:
    """A thing with the person proposed for it, as a form names it: complaint-12-5."""
    return f"{kind_of(thing)}-{thing.pk}-{choice.person}"


def offered(absence: Absence, *, seen_by: User) -> list[tuple[str, Held, Choice, User | None]]:
    """Each thing with its name in the form, what the rules propose, and the person."""
    found = proposed(absence, seen_by=seen_by)
    people: dict[Any, User] = {
        one.pk: one for one in User.objects.filter(pk__in={choice.person for _thing, choice in found})
    }
    return [(name_of(thing, one), thing, one, people.get(one.person)) for thing, one in found]


def chosen(absence: Absence, names: Iterable[str], *, seen_by: User) -> list[tuple[Held, Choice]]:
    """What was ticked, as far as the rules still propose the same person."""
    ticked = set(names)
    found = proposed(absence, seen_by=seen_by)
    return [(thing, choice) for thing, choice in found if name_of(thing, choice) in ticked]


def proposed(absence: Absence, *, seen_by: User) -> list[tuple[Held, Choice]]:
    things = due_meanwhile(absence, seen_by=seen_by)
    return proposals(things, of=absence.person, deputy=absence.deputy)
