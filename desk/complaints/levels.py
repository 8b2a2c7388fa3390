"""Who hears of a complaint on each level: whoever has it, the team lead, the manager; who is away too.

One rule for warnings, escalations and decisions: those of a level who see the complaint, as everybody gets a
link to it; and while none of them is here, those of the next level too.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from desk.complaints.clock import LEAD
from desk.models import Complaint
from desk.seeing import Seeing
from staff.away import Away
from staff.leading import LEVELS, until_somebody_is_here
from staff.models import Team, User
from staff.notices import Line, notify_each
from staff.roles import Role


class Levels:
    """The leads and managers, and who is away, looked up once; and what they are to be told, sent at once.

    about: the complaints that will be asked for, so that who sees them is looked up at once, too.
    """

    def __init__(self, about: Iterable[Complaint] = ()) -> None:
        people = User.objects.at_work().filter(role__in=LEVELS).select_related("branch").order_by("pk")
        self.away = Away()
        self.people = [person for person in people if not self.away.has_gone(person)]
        self.lines: list[Line] = []
        self.seeing_it = Seeing(Complaint.objects.all(), (complaint.pk for complaint in about))

    def told(self, complaint: Complaint, level: int) -> list[User]:
        """The people of a level, those who are here first. Where nobody of them is here the next one hears
        too, in the end administrators.
        """
        roles = LEVELS if level <= LEAD else LEVELS[1:]
        return self.until_here(complaint, roles)

    def until_here(
        self, complaint: Complaint, roles: Iterable[str], *, but: User | None = None
    ) -> list[User]:
        """Who of these roles, the nearest first, hears of it; those who are here first. but: not he."""
        levels = ([one for one in self.seeing(complaint, role) if one != but] for role in roles)
        found = until_somebody_is_here(levels, self.away.is_here)
        return sorted(found, key=self.away.is_here, reverse=True)

    def seeing(self, complaint: Complaint, role: str) -> list[User]:
        """The people of a role who see the complaint; of leads those who are nearest to it."""
        if role == Role.TEAM_LEAD:
            return self.leads(complaint)
        return [one for one in self.of_role(role) if self.sees(one, complaint)]

    def leads(self, complaint: Complaint) -> list[User]:
        """Of the department that has it, else the holder's team, else the owner's, else the branch."""
        holder, customer = complaint.holder, complaint.customer
        leads = self.of_role(Role.TEAM_LEAD)
        teams = (complaint.team_id, holder.team_id if holder else None, customer.owner.team_id)
        near = [[lead for lead in leads if team and lead.team_id == team] for team in teams]
        near.append([lead for lead in leads if lead.branch_id == customer.branch_id])
        seeing = ([lead for lead in group if self.sees(lead, complaint)] for group in near)
        return next(filter(None, seeing), [])

    def sees(self, person: User, complaint: Complaint) -> bool:
        return self.seeing_it.sees(person, complaint.pk)

    def of_role(self, role: str) -> list[User]:
        return [person for person in self.people if person.role == role]

    def responsible(self, complaint: Complaint) -> list[User]:
        """Who hears of it because somebody has it; the lead when that is nobody."""
        holder = complaint.holder
        return self.hearers(complaint, holder) if holder else self.told(complaint, LEAD)

    def hearers(self, complaint: Complaint, person: User) -> list[User]:
        """Who hears of what this person has to do about it: the rule is `Away.hearers`."""
        return self.away.hearers(
            person,
            sees=lambda one: self.sees(one, complaint),
            leads=lambda: self.told(complaint, LEAD),
        )

    def bound(self, complaint: Complaint) -> list[User]:
        """Whom a deadline binds: without a person everybody of the department, in an empty one the lead."""
        members = [] if complaint.holder else self.members(complaint)
        return members or self.responsible(complaint)

    def members(self, complaint: Complaint) -> list[User]:
        """Everybody at work of the department that has it."""
        return list(User.objects.at_work().filter(team=complaint.team)) if complaint.team else []

    def tell(
        self, complaint: Complaint, kind: str, users: Iterable[User], *, occasion: str, **numbers: Any
    ) -> None:
        """One line each, once per occasion; it leaves with `send`."""
        said = {
            "complaint": str(complaint),
            "customer": complaint.customer.name,
            "holder": name_of(complaint),
        }
        for name, value in numbers.items():
            said["person" if name == "by" else name] = (
                value.isoformat() if isinstance(value, datetime) else str(value)
            )
        link = reverse("desk:complaint", args=[complaint.pk])
        self.lines += [Line(user.pk, kind, said, occasion, link) for user in users]

    def send(self) -> None:
        notify_each(self.lines)
        self.lines = []


def name_of(complaint: Complaint) -> str:
    """Who has it, so that a delay has a name: the department, the person, or both."""
    return names_of(complaint.team, complaint.holder)


def names_of(team: Team | None, person: User | None) -> str:
    return " · ".join(str(one) for one in (team, person) if one is not None) or "nobody"
