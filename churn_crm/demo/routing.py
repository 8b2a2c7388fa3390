"""Who is good at what in the garage, who is away this week, who leaves; and the open work given out by it."""

import uuid
from datetime import date, timedelta

from django.db import transaction

from customers.models import Customer
from desk.models import Skill
from desk.routing import seats, specialists, waiting
from desk.routing.policies import change, routing_policy
from staff.absences import enter_absence
from staff.leaving import set_leaving
from staff.models import User

# Who answers customers: skills, points a day where it is not the usual.
GOOD_AT = {
    "xie": (("technical", "billing"), 24),
    "lin": (("sales", "billing"), 14),
    "shen": (("sales",), 12),
    "cui": (("technical", "billing"), None),
    "meng": (("sales", "billing"), 8),
    "ren": (("technical", "billing"), None),
    "zou": (("sales",), 8),
    "shi": (("technical", "billing"), None),
    "yao": (("sales",), 8),
    "yin": (("technical", "billing", "sales"), None),
}
BODIES = ("xie", "cui", "yin")
KEY_ACCOUNTS = 6  # of Gaoxin, those with the most at risk
LAST_DAYS = timedelta(days=24)


@transaction.atomic
def give_out(*, people: dict[str, User], day: date) -> None:
    """Skills, absences and the rules; then whatever nobody has goes where the rules say."""
    teach(people)
    name_specialists(people)
    send_away(people, day)
    set_leaving(
        person=people["pan"], by=people["zhou"], last_day=day + LAST_DAYS, told_on=day - timedelta(days=3)
    )
    change(values={"on": True}, version=routing_policy().version, by=people["zhou"])
    waiting.give_out()


def teach(people: dict[str, User]) -> None:
    """Of those who log in: what is given to anybody else would lie."""
    bodywork, _created = Skill.objects.get_or_create(code="bodywork")
    known = {skill.code: skill for skill in Skill.objects.all()}
    for username, (codes, capacity) in GOOD_AT.items():
        skills = [known[code] for code in codes] + [bodywork] * (username in BODIES)
        seats.save_seat(person=people[username], skills=skills, capacity=capacity, takes=True, version=0)


def name_specialists(people: dict[str, User]) -> None:
    mine = Customer.objects.filter(vip=True, branch=people["xie"].branch)
    ranked = mine.select_related("branch").order_by("-standing__value_at_risk", "pk")
    for number, customer in enumerate(ranked[:KEY_ACCOUNTS]):
        person = people[("lin", "xie")[number % 2]]
        specialists.name_specialist(customer=customer, person=person, by=people["qin"])


def send_away(people: dict[str, User], day: date) -> None:
    """Cui is ill this week; leave and a training lie ahead."""
    monday = day - timedelta(days=day.weekday())
    week = timedelta(days=7)
    absences = (
        ("cui", monday, monday + timedelta(days=4), "sick", "meng"),
        ("xie", monday + week, monday + week + timedelta(days=2), "leave", "lin"),
        ("shen", monday + 2 * week, monday + 2 * week + timedelta(days=1), "training", None),
    )
    for number, (username, first, last, kind, deputy) in enumerate(absences):
        enter_absence(
            person=people[username],
            by=people[username],
            starts_on=first,
            ends_on=last,
            kind=kind,
            deputy=people[deputy] if deputy else None,
            token=uuid.UUID(int=number + (1 << 102)),
        )
