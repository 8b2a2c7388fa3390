"""Which demo is loaded, when, and who may log in."""

from collections.abc import Callable
from datetime import date

import numpy as np
from django.conf import settings

from churn_crm import clock
from churn_crm.demo import (
    compensating,
    complaining,
    corresponding,
    doubles,
    doubting,
    inspecting,
    judging,
    knowing,
    learning,
    recalling,
    record_shop,
    replay,
    rolling,
    routing,
    segmenting,
    signs,
    solutions,
    speaking,
    staffing,
    surveying,
    trying,
    voicing,
    wording,
    writing,
)
from churn_crm.demo import work as at_work
from churn_crm.demo.garage import SEED, generate
from customers.duplicates.search import find_duplicates
from customers.models import Customer, Import
from desk.quality.index import measuring
from signals.upkeep.realised import YEAR
from staff.models import User
from staff.roles import Role

Say = Callable[[str], None]


class DemoError(RuntimeError):
    """The demo cannot be loaded; the message says why and what to do."""


def is_empty() -> bool:
    """Nobody works here and nobody buys here yet."""
    return not (User.objects.exists() or Customer.objects.exists())


def load(name: str, *, say: Say) -> None:
    """Fill the empty database with the demo of that name. Raises DemoError."""
    DEMOS[name](say)


def load_garage(say: Say) -> None:
    """The invented garage group as of this morning, with the nights that led here."""
    language = "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"
    day = clock.today()
    say("A garage group is made up: people, customers, three years of visits")
    garage = generate(day=day, language=language)
    people = staffing.hire_garage(language=language)
    writing.write(garage, people=people, day=day, language=language)
    doubles.register_twice(language=language)
    manager = next(one for one in people.values() if one.role == Role.MANAGER)
    wording.write_templates(by=manager)
    knowing.write_articles(people=people, language=language, day=day)
    corresponding.correspond(garage, day=day, language=language)
    surveying.write_surveys(by=manager, day=day)
    solutions.write_satisfaction(by=manager, day=day)
    voicing.write_voices(people=people, language=language, day=day)
    signs.write_signs(people=people, day=day, language=language)
    say(f"{len(garage.customers):,} customers, {len(garage.visits):,} visits; now the nights that led here")

    segmenting.set_apart(by=manager)
    last = clock.last_finished_day()
    # A year ago is looked back at, too: what was told then for the season that lies ahead.
    nights = sorted({*replay.nights_until(last), last - YEAR})
    learning.learn(day=nights[0], cut_offs=1, say=say)

    def work(night: date, until: date | None) -> None:
        until = until or (last if night < last else day)
        at_work.work(night, until=until, rng=np.random.default_rng([SEED, night.toordinal()]))

    replay.replay(nights[:-1], say=say, work=work)
    complaining.complain(people=people, language=language)
    compensating.compensate(people=people, language=language)
    recalling.recall(people=people, language=language, day=day)
    inspecting.inspect(people=people, day=day, language=language)
    speaking.write_contacts(people=people, day=day, language=language)
    doubting.doubt(people=people, language=language, day=last)
    routing.give_out(people=people, day=day)
    knowing.mark_specialists()
    judging.judge(language=language)
    find_duplicates(day=last)
    # Last: it counts what was said in all of the above.
    measuring.measure_due()
    # Complaints, promises and contacts of the desk are signs, too: learned from, and seen by the last night.
    learned, tried_on = learning.learn(day=nights[-2], say=say)
    replay.replay([last], say=say, work=work)
    trying.try_against_the_past(cutoffs=tried_on, by=manager, fit=learned, say=say)


def load_record_shop(say: Say) -> None:
    """A real shop of 1998, imported from its file, with the nights of its last half-year."""
    if settings.TODAY != record_shop.DAY:
        raise DemoError(f"The record shop lives on one day: set TODAY={record_shop.DAY} in the environment.")
    say("Importing the record shop's sales")
    rows = record_shop.import_sales(record_shop.hire())
    say(f"{Customer.objects.count():,} customers, {rows:,} purchases; now the nights that led here")
    nights = replay.nights_until(clock.last_finished_day(), months=6, weeks=0, days=7)
    replay.begin_work_after(nights, say=say)


def load_nothing(say: Say) -> None:
    """The first day: the pages ask for the administrator and the business."""
    say("No demo: the first page asks who you are")


def freshen(*, say: Say) -> None:
    """A garage that was loaded on an earlier day rolls forward; any other database is left alone."""
    days = rolling.roll() if not settings.TODAY else 0
    if days:
        say(f"The garage moved forward by {days} days, to {clock.today():%d %B %Y}")
    else:
        say("There are users or customers already; nothing was loaded")


def logins() -> str:
    """User names and the password of the demo that is loaded; empty for a business of one's own."""
    if not Import.objects.filter(source__in=(writing.SOURCE, record_shop.SOURCE)).exists():
        return ""
    # Technicians and pool users have no password that could be used.
    first: dict[str, User] = {}
    for user in User.objects.select_related("branch").order_by("pk"):
        if user.has_usable_password():
            first.setdefault(user.role, user)
    lines = [
        f"  {first[role].username:<8} {role.label!s:<16} {sees.format(branch=first[role].branch)}"
        for role, sees in SEES.items()
        if role in first
    ]
    return "\n".join([f"Log in as one of these, password: {staffing.PASSWORD}", *lines])


SEES = {
    Role.ACCOUNT_MANAGER: "triage: her own customers, ranked",
    Role.TEAM_LEAD: "triage and dashboard of the team {branch}",
    Role.AGENT: "service desk: customers of {branch}",
    Role.MANAGER: "dashboard: everything",
    Role.ADMINISTRATOR: "dashboard, people and policies",
    Role.AUDITOR: "sees everything, changes nothing",
}
DEMOS: dict[str, Callable[[Say], None]] = {
    "garage": load_garage,
    "record-shop": load_record_shop,
    "none": load_nothing,
}
