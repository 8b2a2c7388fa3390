"""Who may verify: agents who neither entered any of the doubted ratings nor ever served the customer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import F

from churn_crm import clock
from customers.models import Customer, StaffLine, Visit
from desk.models import (
    Complaint,
    Doubt,
    DoubtedRating,
    Interaction,
    Recommendation,
    SatisfactionScore,
    VerificationCall,
    WorkOrderRating,
)
from staff.models import User, UserQuerySet
from staff.roles import Role

# Who was a technician lately works in the workshop, whatever his role is called.
WORKSHOP = timedelta(days=365)


def agents() -> UserQuerySet:
    """The people of the service desk."""
    since = clock.today() - WORKSHOP
    workshop = Visit.objects.filter(day__gte=since, technician__isnull=False).order_by()
    desk = User.objects.at_work().filter(role=Role.AGENT)
    return desk.exclude(pk__in=workshop.values("technician").distinct())


def involved(doubt: Doubt) -> set[int]:
    """Who is doubted, and who entered any of the ratings behind it."""
    behind = DoubtedRating.objects.filter(doubt=doubt).order_by()
    entered = behind.values_list(
        "score__logged_by", "rating__entered_by", "recommendation__logged_by"
    ).distinct()
    people = {person for row in entered for person in row}
    return {person for person in (*people, doubt.person_id, doubt.source_id) if person is not None}


def served(customers: Iterable[int]) -> dict[int, set[int]]:
    """Customer → everybody of ours who ever had to do with him."""
    keys = list(customers)
    sources = (
        (Customer.objects.filter(pk__in=keys), "pk", "owner"),
        (StaffLine.objects.of(keys), "customer", "user"),
        (Visit.objects.of(keys), "customer", "technician"),
        (WorkOrderRating.objects.of(keys), "customer", "technician"),
        (WorkOrderRating.objects.of(keys), "customer", "entered_by"),
        (SatisfactionScore.objects.of(keys), "customer", "logged_by"),
        (Recommendation.objects.of(keys), "customer", "logged_by"),
        (Complaint.objects.of(keys), "customer", "logged_by"),
        (Complaint.objects.of(keys), "customer", "holder"),
        (Interaction.objects.of(keys), "customer", "agent"),
    )
    found: dict[int, set[int]] = defaultdict(set)
    for rows, customer, person in sources:
        known = rows.exclude(**{person: None}).order_by().values_list(F(customer), F(person)).distinct()
        for key, who in known:
            found[key].add(who)
    return found


def is_independent(user: User, call: VerificationCall) -> bool:
    """Whether this person may make this call."""
    return user.pk not in involved(call.doubt) | served([call.customer_id])[call.customer_id]


def spread(doubt: Doubt, days: Mapping[int, date]) -> dict[int, User | None]:
    """Customer → the independent agent with the fewest verification calls; None where there is none.

    days: customer → the day of his call. Who is away on it, or has gone by then, does not make it.
    """
    barred, known = involved(doubt), served(days)
    here = {day: set(agents().at_work(on=day).values_list("pk", flat=True)) for day in set(days.values())}
    free = [agent for agent in agents().order_by("pk") if agent.pk not in barred]
    waiting = VerificationCall.objects.open().filter(agent__in=free).order_by()
    load = Counter(waiting.values_list("agent", flat=True))
    chosen: dict[int, User | None] = {}
    for customer, day in days.items():
        fit = [agent for agent in free if agent.pk in here[day] and agent.pk not in known[customer]]
        best = min(fit, key=lambda agent: (load[agent.pk], agent.pk), default=None)
        chosen[customer] = best
        if best:
            load[best.pk] += 1
    return chosen
