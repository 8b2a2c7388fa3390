"""The page of routing: who has how much and is good at what; what nobody has."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from churn_crm import clock
from desk.models import Given, Seat, Skill
from desk.routing import waiting, words
from desk.routing.people import capacity_of, days_away, open_work, skills_of
from desk.routing.policies import routing_policy
from staff.models import User, UserQuerySet
from staff.roles import Role, Scope

SHOWN = 20
LATELY = 8


@dataclass(frozen=True)
class Row:
    """A person with his load. seat: None when the rules give him nothing yet"""

    person: User
    seat: Seat | None
    skills: list[str]
    points: float
    open: int
    capacity: float
    away: bool

    @property
    def used(self) -> float:
        """Percent of the bar."""
        return round(min(self.points / self.capacity, 1) * 100, 1)

    @property
    def tone(self) -> str:
        return "bad" if self.points > self.capacity else "warn" if self.used >= 80 else ""


def workers(user: User) -> UserQuerySet:
    """The people whose skills and loads this person sees: everybody's, or his branch's."""
    here = User.objects.at_work().logging_in()
    here = here.filter(Q(role=Role.AGENT) | Q(pk__in=Seat.objects.order_by().values("person")))
    if user.scope == Scope.ALL:
        return here
    mine = Q(pk=user.pk)
    return here.filter(mine | Q(branch=user.branch_id) if user.branch_id else mine)


def rows(user: User) -> list[Row]:
    """As many queries however many people there are."""
    policy, today = routing_policy(), clock.today()
    people = list(workers(user).select_related("branch").order_by("branch__name", "name"))
    keys = [person.pk for person in people]
    seats = {one.person_id: one for one in Seat.objects.filter(person__in=keys).prefetch_related("skills")}
    loads, away = open_work(keys, policy), days_away(keys, since=today)
    names = words.skill_names()
    return [
        Row(
            person=person,
            seat=seats.get(person.pk),
            skills=sorted(names[code] for code in skills_of(seats.get(person.pk))),
            points=loads[person.pk][0],
            open=loads[person.pk][1],
            capacity=capacity_of(seats.get(person.pk), policy),
            away=any(first <= today <= last for first, last in away.get(person.pk, ())),
        )
        for person in people
    ]


def unrouted(user: User) -> dict[str, Any]:
    """What nobody has and this person may see: how much, and the first of it."""
    complaints, inquiries = waiting.seen_by(user)
    return {
        "complaints": complaints.select_related("customer__branch")[:SHOWN],
        "complaint_count": complaints.count(),
        "inquiries": inquiries.select_related("customer__branch")[:SHOWN],
        "inquiry_count": inquiries.count(),
    }


def lately(user: User) -> list[tuple[Given, str]]:
    """What was given out last to the people he sees, each with why."""
    names = words.skill_names()
    found = Given.objects.filter(person__in=workers(user).order_by().values("pk")).order_by("-at", "-pk")
    related = ("person", "by", "complaint__customer", "inquiry__customer", "promise__customer")
    return [(one, words.explain(one, names)) for one in found.select_related(*related)[:LATELY]]


def explanation(complaint: Any) -> str:
    """Why whoever has this complaint has it; empty when he took it himself, or nobody has it."""
    if complaint.team_id and not complaint.holder_id:
        return ""
    found = Given.objects.standing().filter(complaint=complaint.pk, person=complaint.holder_id)
    given = found.select_related("person", "by").first()
    return words.explain(given, words.skill_names()) if given else ""


def skills() -> list[tuple[Skill, int]]:
    """Each skill with how many people are good at it."""
    held = list(Seat.objects.taking().values_list("skills", flat=True))
    return [(skill, held.count(skill.pk)) for skill in Skill.objects.all()]
