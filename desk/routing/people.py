"""The people whom work may be given to, as the rules see them: skills, load, days away."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from churn_crm import clock
from customers.models import Customer, Inquiry, StaffLine
from desk.complaints.policies import book
from desk.models import Complaint, Given, RoutingPolicy, Seat, Specialist
from desk.routing.choice import Days, Person
from desk.routing.policies import points_of
from staff.business_time import open_from
from staff.models import Absence, Branch, Leaving, User
from staff.roles import Role

AHEAD = timedelta(days=400)  # as far as days away are asked for
FOR_EVER = date.max


def working_day(branch: Branch, now: datetime) -> date:
    """The business day on which somebody there can begin: today while it opens again, else the next."""
    zone = ZoneInfo(branch.time_zone)
    today = datetime.combine(clock.today(branch.time_zone), now.astimezone(zone).time(), zone)
    opens = next(open_from(today, book([branch]).hours[branch.pk]), None)
    return (opens[0] if opens else today).astimezone(zone).date()


def people_of(
    branch: Branch, policy: RoutingPolicy, *, day: date, also: Iterable[int] = ()
) -> dict[int, Person]:
    """Whoever is given work at this branch or at all of them, its leads, managers, and those of `also`.

    Nobody who does not work here any more, or cannot log in, whoever named him.
    """
    here = User.objects.at_work().logging_in().filter(pk__in=list(also))
    also = set(here.values_list("pk", flat=True))
    seated = Seat.objects.taking().near(branch, also=also).prefetch_related("skills")
    seats = {seat.person_id: seat for seat in seated}
    leads, managers = leads_of(branch), managing()
    keys = {*seats, *leads, *managers, *also}
    loads, away, given = open_work(keys, policy), days_away(keys, since=day), given_last(keys)
    return {
        key: Person(
            key=key,
            skills=skills_of(seats.get(key)),
            load=loads[key][0],
            open=loads[key][1],
            capacity=capacity_of(seats.get(key), policy),
            away=away.get(key, ()),
            given=given.get(key, 0.0),
            seated=key in seats,
            leads=key in leads,
            manages=key in managers,
        )
        for key in sorted(keys)
    }


def held_still(branch: Branch) -> None:
    """Who else gives out to one of these people waits until this transaction ends, and sees his load then."""
    seats = Seat.objects.near(branch).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(seats.values_list("pk"))


def skills_of(seat: Seat | None) -> frozenset[str]:
    """Those that are still on the list."""
    return (
        frozenset(skill.code for skill in seat.skills.all() if not skill.retired_at) if seat else frozenset()
    )


def capacity_of(seat: Seat | None, policy: RoutingPolicy) -> float:
    return float(seat.capacity if seat and seat.capacity else policy.capacity)


def leads_of(branch: Branch) -> set[int]:
    """The leads of the branch, those who are away too."""
    return set(User.objects.at_work().filter(role=Role.TEAM_LEAD, branch=branch).values_list("pk", flat=True))


def managing() -> set[int]:
    """Who has it where no lead is here."""
    return set(User.objects.at_work().filter(role=Role.MANAGER).values_list("pk", flat=True))


def open_work(people: Iterable[int], policy: RoutingPolicy) -> dict[int, tuple[float, int]]:
    """Person → (points, how many) of open complaints and inquiries that are with him."""
    found: dict[int, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    complaints = Complaint.objects.open().filter(holder__in=list(people))
    for complaint in complaints.only("holder_id", "severity", "state"):
        points, count = found[complaint.holder_id or 0]
        found[complaint.holder_id or 0] = (points + points_of(policy, complaint), count + 1)
    inquiries = Given.objects.standing().filter(person__in=list(people), inquiry__state=Inquiry.State.OPEN)
    for key in inquiries.values_list("person", flat=True):
        points, count = found[key or 0]
        found[key or 0] = (points + policy.weight_inquiry, count + 1)
    return found


def days_away(people: Iterable[int], *, since: date) -> dict[int, Days]:
    """Person → days away from `since` on; whoever leaves is away for ever after the last day."""
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    absences = Absence.objects.within(since, since + AHEAD).filter(person__in=list(people))
    for person, first, last in absences.values_list("person", "starts_on", "ends_on"):
        found[person].append((first, last))
    for person, last in (
        Leaving.objects.standing().filter(person__in=list(people)).values_list("person", "last_day")
    ):
        found[person].append((last + timedelta(days=1), FOR_EVER))
    return {person: tuple(days) for person, days in found.items()}


def given_last(people: Iterable[int]) -> dict[int, float]:
    """Person → when he was given something last, as seconds."""
    found = Given.objects.filter(person__in=list(people)).order_by().values("person").annotate(last=Max("at"))
    return {one["person"]: one["last"].timestamp() for one in found}


def knowing(customers: Iterable[Customer]) -> tuple[dict[int, int], dict[int, frozenset[int]]]:
    """Customer → the named specialist; customer → who knows him: owner, staff lines, who solved for him."""
    known = list(customers)
    keys = [customer.pk for customer in known]
    named = dict(Specialist.objects.of(keys).values_list("customer", "person"))
    who: dict[int, set[int]] = {customer.pk: {customer.owner_id} for customer in known}
    lines = StaffLine.objects.of(keys).values_list("customer", "user")
    solved = Complaint.objects.of(keys).exclude(solved_by=None).values_list("customer", "solved_by")
    for customer, person in (*lines, *solved):
        who[customer].add(person)
    return named, {key: frozenset(people) for key, people in who.items()}
