"""Who leads whom. A lead who is away hears as always; while none is here the next level hears too."""

from datetime import date

from churn_crm import clock
from staff.models import Branch, User, UserQuerySet
from staff.roles import Role


def leads_of(person: User) -> list[User]:
    """Who hears of what a person left undone: the team's leads, else the branch's, else the managers."""
    team = leads().filter(team=person.team_id).exclude(pk=person.pk) if person.team_id else ()
    on = clock.today(person.branch.time_zone if person.branch else None)
    if team:
        return with_somebody_here(list(team), on=on)
    return [one for one in leads_at(person.branch) if one != person]


def leads_at(branch: Branch | None) -> list[User]:
    """The leads of a branch; the managers where it has none, or none of them is here today."""
    found = list(leads().filter(branch=branch)) if branch else []
    return with_somebody_here(found, on=clock.today(branch.time_zone if branch else None))


def with_somebody_here(found: list[User], *, on: date) -> list[User]:
    """These people, and the managers when nobody of them is here on that day."""
    if User.objects.at_work(on=on).filter(pk__in=[one.pk for one in found]).exists():
        return found
    return [*found, *(one for one in managers(on=on) if one not in found)]


def leads() -> UserQuerySet:
    return User.objects.at_work().filter(role=Role.TEAM_LEAD)


def managers(*, on: date) -> list[User]:
    """Those who are here on that day; all of them when none is, so that somebody hears."""
    here = User.objects.at_work(on=on).filter(role=Role.MANAGER)
    return list(here) or list(User.objects.at_work().filter(role=Role.MANAGER))
