"""First-contact resolution: measured by what happened after, beside what agents ticked.

A case is what a customer came with for the first time: a contact from him, on a topic about which there was
none in the days before. It was resolved when he did not come with the same topic again within the policy's
days, by whatever way: a complaint that is opened again comes again. Our own calls to him count for nothing.
Contacts whose days are not over yet are no cases yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from desk.contacts.policy import contact_policy
from desk.models import Interaction
from desk.models.interactions import InteractionQuerySet
from desk.surveys.shares import Estimate, share
from staff.models import Branch, Team, User

ENOUGH = 30  # cases; with fewer nobody's own figure is shown
LATELY = 30  # days that the head of the desk tells of
COUNTS = {
    "cases": Count("pk"),
    "resolved": Count("pk", filter=Q(came_back=False)),
    "ticked": Count("pk", filter=Q(solved=True)),
    "people": Count("agent", distinct=True),
}


class Counted:
    """What rests on so many cases of so many people."""

    people: int

    @property
    def counted(self) -> int:
        """How many cases."""
        raise NotImplementedError

    @property
    def enough(self) -> bool:
        return self.counted >= ENOUGH

    @property
    def shown(self) -> bool:
        """Of one person only from enough cases on; of several together from the first one, with its
        interval."""
        return self.enough or (self.counted > 0 and self.people > 1)

    @property
    def few(self) -> bool:
        """Shown, but the interval is wide."""
        return self.shown and not self.enough


@dataclass(frozen=True)
class Figure(Counted):
    """Of so many cases so many were resolved, and so many were ticked as solved. people: who had them."""

    of: Any
    cases: int
    resolved: int
    ticked: int
    people: int

    @property
    def counted(self) -> int:
        return self.cases

    @property
    def estimate(self) -> Estimate | None:
        """The share that was resolved, 0 to 1; None while there are too few cases."""
        return share(self.resolved, self.cases) if self.shown else None

    @property
    def ticked_share(self) -> float | None:
        return self.ticked / self.cases if self.shown else None


def year_before(day: date) -> date:
    """The first day of the rolling 12 months that end on `day`."""
    return (day.replace(day=28) if (day.month, day.day) == (2, 29) else day).replace(year=day.year - 1)


def cases(user: User, *, on: date, within: int | None = None) -> InteractionQuerySet:
    """The cases of the last 12 months of the people whose figures `user` sees. within: the policy's days."""
    within = within or contact_policy().resolved_days
    found = Interaction.objects.first_contacts(within=within, until=on)
    return found.filter(day__gt=year_before(on), agent__in=User.objects.visible_to(user).order_by())


def lately(user: User, *, on: date) -> Figure:
    """Of the last 30 days that can be judged by now, all of whom `user` sees together."""
    within = contact_policy().resolved_days
    found = cases(user, on=on, within=within).filter(day__gte=on - timedelta(days=within + LATELY))
    return Figure(user, *found.aggregate(**COUNTS).values())


def by_agent(user: User, *, on: date) -> list[Figure]:
    """Each person's figure, most cases first."""
    people = {one.pk: one for one in User.objects.visible_to(user).select_related("branch")}
    return [Figure(people[key], *rest) for key, *rest in counted(cases(user, on=on), "agent")]


def by_team(user: User, *, on: date) -> list[Figure]:
    """Each team's figure; who is in none counts for none."""
    names = dict(Team.objects.values_list("pk", "name"))
    found = cases(user, on=on).filter(agent__team__isnull=False)
    return [Figure(names[key], *rest) for key, *rest in counted(found, "agent__team")]


def by_branch(user: User, *, on: date) -> list[Figure]:
    names = dict(Branch.objects.values_list("pk", "name"))
    return [Figure(names[key], *rest) for key, *rest in counted(cases(user, on=on), "customer__branch")]


def by_month(user: User, *, on: date) -> list[Figure]:
    """Oldest first."""
    found = counted(cases(user, on=on).annotate(month=TruncMonth("day")), "month")
    return sorted((Figure(*row) for row in found), key=lambda figure: figure.of)


def counted(found: InteractionQuerySet, by: str) -> Iterator[Any]:
    """(group, cases, resolved, ticked, people), most cases first: one query over the index of topics."""
    groups = found.order_by().values(by)
    rows = groups.annotate(**COUNTS)
    yield from rows.order_by("-cases", by).values_list(by, *COUNTS)
