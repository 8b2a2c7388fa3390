"""Who leads whom. A lead who is away hears as always; while none is here the next level hears too."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from churn_crm import clock
from staff.models import Branch, User
from staff.roles import DECIDERS, Role

Sees = Callable[[User], bool]
LEVELS = (Role.TEAM_LEAD, *DECIDERS)  # the nearest first; in the end administrators


def anybody(person: User) -> bool:
    """Where what is told of can be opened by all who lead."""
    return True


def leads_of(person: User, *, sees: Sees = anybody) -> list[User]:
    """Who hears of what a person left undone: the team's leads, else the branch's; while none of them is here
    the managers too, in the end administrators. Of what managers left undone their like hear.

    sees: who can open what it is about; nobody else hears. Empty where there is nobody at all.
    """
    others = [one for one in leaders() if one != person]
    leads = [] if person.decides else [one for one in others if one.role == Role.TEAM_LEAD]
    team = [one for one in leads if person.team_id and one.team_id == person.team_id and sees(one)]
    near = team or [one for one in at(person.branch, leads) if sees(one)]
    return here_or_higher(near, others, sees=sees, on=today_at(person.branch))


def leads_at(branch: Branch | None) -> list[User]:
    """The leads of a branch; the managers where it has none, or none of them is here today."""
    everybody = leaders()
    leads = at(branch, [one for one in everybody if one.role == Role.TEAM_LEAD])
    return here_or_higher(leads, everybody, sees=anybody, on=today_at(branch))


def at(branch: Branch | None, people: list[User]) -> list[User]:
    return [one for one in people if branch and one.branch_id == branch.pk]


def today_at(branch: Branch | None) -> date:
    return clock.today(branch.time_zone if branch else None)


def here_or_higher(near: list[User], people: list[User], *, sees: Sees, on: date) -> list[User]:
    """These, and while nobody of them is here on that day those of the next level of `people`, too."""
    at_work = User.objects.at_work(on=on).filter(role__in=LEVELS)
    here = set(at_work.values_list("pk", flat=True))

    def levels() -> Iterator[list[User]]:
        yield near
        for role in DECIDERS:
            yield [one for one in people if one.role == role and sees(one)]

    return until_somebody_is_here(levels(), lambda one: one.pk in here)


def until_somebody_is_here(levels: Iterable[Sequence[User]], is_here: Callable[[User], bool]) -> list[User]:
    """The people of one level after the other, until somebody of one is here."""
    told: list[User] = []
    for level in levels:
        told += [one for one in level if one not in told]
        if any(map(is_here, level)):
            break
    return told


def leaders() -> list[User]:
    """Everybody who leads anybody."""
    return list(User.objects.at_work().filter(role__in=LEVELS).select_related("branch").order_by("pk"))


def managers(*, on: date) -> list[User]:
    """Those who are here on that day; all of them when none is, so that somebody hears."""
    here = User.objects.at_work(on=on).filter(role=Role.MANAGER)
    return list(here) or list(User.objects.at_work().filter(role=Role.MANAGER))
