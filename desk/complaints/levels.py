"""Who hears of a complaint on each level: whoever has it, the team lead, the manager; who is away too."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from desk.complaints.clock import LEAD
from desk.models import Complaint
from staff.away import Away
from staff.models import Team, User
from staff.notices import Line, notify_each
from staff.roles import Role

TOLD = (Role.TEAM_LEAD, Role.MANAGER, Role.ADMINISTRATOR)


class Levels:
    """The leads and managers, and who is away, looked up once; and what they are to be told, sent at once."""

    def __init__(self) -> None:
        people = User.objects.at_work().filter(role__in=TOLD).select_related("branch").order_by("pk")
        self.away = Away()
        self.people = [person for person in people if not self.away.has_gone(person)]
        self.lines: list[Line] = []

    def told(self, complaint: Complaint, level: int) -> list[User]:
        """The people of a level, those who are here first. Where nobody of them is here the next one hears
        too, in the end administrators.
        """
        found: list[User] = []
        groups = [self.of_role(Role.MANAGER), self.of_role(Role.ADMINISTRATOR)]
        for group in [self.leads(complaint), *groups] if level <= LEAD else groups:
            found += group
            if any(map(self.away.is_here, group)):
                break
        return sorted(found, key=self.away.is_here, reverse=True)

    def leads(self, complaint: Complaint) -> list[User]:
        """Of the department that has it, else the holder's team, else the owner's, else the branch."""
        leads = self.of_role(Role.TEAM_LEAD)
        holder = complaint.holder
        for team in (
            complaint.team_id,
            holder.team_id if holder else None,
            complaint.customer.owner.team_id,
        ):
            found = [lead for lead in leads if team and lead.team_id == team]
            if found:
                return found
        return [lead for lead in leads if lead.branch_id == complaint.customer.branch_id]

    def of_role(self, role: str) -> list[User]:
        return [person for person in self.people if person.role == role]

    def responsible(self, complaint: Complaint) -> list[User]:
        """Whoever has it; the lead when that is nobody, or somebody who does not work here any more.

        While the holder is absent his deputy hears too, or the lead.
        """
        holder = complaint.holder
        if holder is None or self.away.has_gone(holder):
            return self.told(complaint, LEAD)
        if self.away.is_here(holder):
            return [holder]
        deputy = self.away.deputy(holder)
        return [holder, deputy] if deputy else [holder, *self.told(complaint, LEAD)]

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
