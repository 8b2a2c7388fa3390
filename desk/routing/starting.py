"""The rules of routing, begun in one click."""

from django.db import transaction

from desk.models import Seat, Skill
from desk.routing.policies import change, routing_policy
from desk.routing.waiting import give_out
from staff.models import User
from staff.roles import Role


@transaction.atomic
def switch_on(*, by: User) -> int:
    """The usual rules from now on, also for what nobody has. Returns how much of that was given out.

    An agent of whom nobody said what he is good at can do everything until somebody says; else every
    complaint would go up to a lead. Rules that are on stay as they are. Raises ValidationError where the
    rules name a skill that nobody keeps on the list.
    """
    policy = routing_policy()
    if policy.on or not change(values={"on": True}, version=policy.version, by=by):
        return 0
    seat_agents()
    return give_out()


def seat_agents() -> None:
    """Every service agent at work has a seat; one that somebody described stays as it is."""
    known = list(Skill.objects.filter(retired_at=None))
    agents = User.objects.at_work().logging_in().filter(role=Role.AGENT)
    for person in agents.exclude(pk__in=Seat.objects.order_by().values("person")):
        Seat.objects.create(person=person).skills.set(known)
