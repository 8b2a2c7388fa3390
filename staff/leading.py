"""Who leads whom. A lead who is away hears as always; while none is here the next level hears too."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from churn_crm import clock
from staff.models import Branch, User, UserQuerySet
from staff.roles import Role


def leads_of(person: User) -> list[User]:
    """Who hears of what a person left undone: the team's leads, else the branch's, else the managers."""
    others = leads().exclude(pk=person.pk)
    team = list(others.filter(team=person.team_id)) if person.team_id else []
    found = team or (list(others.filter(branch=person.branch)) if person.branch else [])
    on = clock.today(person.branch.time_zone if person.branch else None)
    return [one for one in with_somebody_here(found, on=on) if one != person]


def leads_at(branch: Branch | None) -> list[User]:
    """The leads of a branch; the managers where it has none, or none of them is here today."""
    found = list(leads().filter(branch=branch)) if branch else []
    return with_somebody_here(found, on=clock.today(branch.time_zone if branch else None))


def with_somebody_here(found: list[User], *, on: date) -> list[User]:
    """These people, and the managers when nobody of them is here on that day."""
    at_work = User.objects.at_work(on=on).filter(pk__in=[one.pk for one in found])
    here = set(at_work.values_list("pk", flat=True))
    levels = (level() for level in (lambda: found, lambda: managers(on=on)))
    return until_somebody_is_here(levels, lambda one: one.pk in here)


def until_somebody_is_here(levels: Iterable[Sequence[User]], is_here: Callable[[User], bool]) -> list[User]:
    """The people of one level after the other, until somebody of one is here."""
    told: list[User] = []
    for level in levels:
        told += [one for one in level if one not in told]
        if any(map(is_here, level)):
            break
    return told


def leads() -> UserQuerySet:
    return User.objects.at_work().filter(role=Role.TEAM_LEAD)


def managers(*, on: date) -> list[User]:
    """Those who are here on that day; all of them when none is, so that somebody hears."""
    here = User.objects.at_work(on=on).filter(role=Role.MANAGER)
    return list(here) or list(User.objects.at_work().filter(role=Role.MANAGER))
