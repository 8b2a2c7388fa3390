"""Who would have got what under other rules: the last month given out again, in the order in which it came.

Skills, capacity, days away and who knows whom are those known now. A matter weighs on a person from when it
came until it was solved, as it did then.
"""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from churn_crm import clock
from customers.models import Inquiry
from desk.complaints.policies import book
from desk.models import Complaint, RoutingPolicy
from desk.routing.choice import Choice, Loads, Matter, Person
from desk.routing.people import knowing, people_of
from desk.routing.services import matter_of
from staff.business_time import Hours, open_from
from staff.models import Branch, User

SPAN = timedelta(days=30)
MOST = 600  # matters of a branch that are given out again, the newest


@dataclass(frozen=True)
class Came:
    """A matter of the past: when it came and, if it is over, when that was."""

    matter: Matter
    day: date
    at: datetime
    until: datetime | None


@dataclass
class Outcome:
    """matters: looked at · got: person → how many he would have got · had: how many he has or had
    to_leads, to_nobody: what nobody else could have had · why: reason → how many
    """

    matters: int = 0
    got: Counter[int] = field(default_factory=Counter)
    had: Counter[int] = field(default_factory=Counter)
    to_leads: int = 0
    to_nobody: int = 0
    names: dict[int, User] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[User, int, int]]:
        """(person, had, would have got), who would get most first."""
        people = {key: self.names[key] for key in {*self.got, *self.had} if key in self.names}
        found = [(person, self.had[key], self.got[key]) for key, person in people.items()]
        return sorted(found, key=lambda line: (-line[2], -line[1], line[0].name))


def replayed(matters: Iterable[Came], people: dict[int, Person]) -> list[Choice]:
    """Give them out one after the other; what is over has been taken off before the next comes. Pure."""
    loads = Loads({key: replace(one, load=0.0, open=0, given=0.0) for key, one in people.items()})
    ends: list[tuple[datetime, int, int, float]] = []
    choices = []
    for number, came in enumerate(sorted(matters, key=lambda one: one.at)):
        while ends and ends[0][0] <= came.at:
            _until, _number, who, points = heapq.heappop(ends)
            loads.release(who, points)
        choice = loads.give(came.matter, came.day)
        choices.append(choice)
        if choice.person is not None and came.until is not None:
            heapq.heappush(ends, (came.until, number, choice.person, came.matter.points))
    return choices


def outcome(wanted: RoutingPolicy, *, user: User) -> Outcome:
    """What `wanted`, which is not saved, would have done with the last month that `user` may see."""
    now, found = clock.now(), Outcome()
    branches = list(Branch.objects.all())
    hours = book(branches).hours
    for branch in branches:
        count(found, wanted, branch, hours[branch.pk], user=user, now=now)
    found.names = {one.pk: one for one in User.objects.filter(pk__in={*found.got, *found.had})}
    return found


def count(
    found: Outcome, wanted: RoutingPolicy, branch: Branch, hours: Hours, *, user: User, now: datetime
) -> None:
    """Add one branch to the outcome."""
    complaints = of_branch(Complaint.objects.visible_to(user).filter(logged_at__gte=now - SPAN), branch)
    since = now.date() - SPAN
    inquiries = of_branch(Inquiry.objects.visible_to(user).filter(day__gte=since), branch)
    things = [*complaints, *inquiries]
    known = knowing({thing.customer_id: thing.customer for thing in things}.values())
    people = people_of(branch, wanted, day=since, also=set(known[0].values()))
    leads = {key for key, person in people.items() if (person.leads or person.manages) and not person.seated}
    choices = replayed((came(thing, wanted, known, hours) for thing in things), people)
    found.matters += len(things)
    found.got.update(choice.person for choice in choices if choice.person is not None)
    found.had.update(who for thing in complaints if (who := thing.holder_id or thing.solved_by_id))
    found.to_leads += sum(choice.person in leads for choice in choices)
    found.to_nobody += sum(choice.person is None for choice in choices)


def of_branch(things: Any, branch: Branch) -> list[Any]:
    mine = things.filter(customer__branch=branch).select_related("customer")
    return list(mine.order_by("-pk")[:MOST])


def came(thing: Any, wanted: RoutingPolicy, known: Any, hours: Hours) -> Came:
    """A matter weighs what it weighed before the customer was asked anything."""
    zone = hours.zone
    if isinstance(thing, Complaint):
        thing.state = Complaint.State.NEW
        at, until = thing.logged_at, thing.solved_at
    else:
        at, until = thing.entered_at, None
        if thing.settled_on:
            until = datetime.combine(thing.settled_on, at.time(), ZoneInfo("UTC"))
    opens = next(iter(open_from(at, hours)), None)
    day = (opens[0] if opens else at).astimezone(zone).date()
    return Came(matter_of(thing, wanted, known), day, at, until)
