"""Who leads whom."""

from staff.models import Branch, User, UserQuerySet
from staff.roles import Role


def leads_of(person: User) -> list[User]:
    """Who hears of what a person left undone: the team's leads, else the branch's, else the managers."""
    team = leads().filter(team=person.team_id).exclude(pk=person.pk) if person.team_id else ()
    return list(team) or [one for one in leads_at(person.branch) if one != person]


def leads_at(branch: Branch | None) -> list[User]:
    """The leads of a branch; the managers where it has none."""
    return list(leads().filter(branch=branch) if branch else ()) or managers()


def leads() -> UserQuerySet:
    return User.objects.at_work().filter(role=Role.TEAM_LEAD)


def managers() -> list[User]:
    return list(User.objects.at_work().filter(role=Role.MANAGER))
