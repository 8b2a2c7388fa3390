"""Which demo is loaded, when, and who may log in."""

from collections.abc import Callable

from django.conf import settings

from churn_crm import clock
from churn_crm.demo import staffing, writing
from churn_crm.demo.garage import generate
from customers.models import Customer, Import
from staff.models import User
from staff.roles import Role

Say = Callable[[str], None]


def is_empty() -> bool:
    """Nobody works here and nobody buys here yet."""
    return not (User.objects.exists() or Customer.objects.exists())


def load(name: str, *, say: Say) -> None:
    """Fill the empty database with the demo of that name."""
    DEMOS[name](say)


def load_garage(say: Say) -> None:
    """The invented garage group as of this morning, with the nights that led here."""
    language = "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"
    day = clock.today()
    say("Making up a garage group with three years of visits")
    garage = generate(day=day, language=language)
    people = staffing.hire_garage(language=language)
    writing.write(garage, people=people, day=day, language=language)
    say(f"{len(garage.customers):,} customers, {len(garage.visits):,} visits")


def load_nothing(say: Say) -> None:
    """The first day: the pages ask for the administrator and the business."""
    say("No demo: the first page asks who you are")


def freshen(*, say: Say) -> None:
    """A demo that was loaded on an earlier day rolls forward; any other database is left alone."""
    say("There are users or customers already; nothing was loaded")


def logins() -> str:
    """User names and the password of the demo that is loaded; empty for a business of one's own."""
    if not Import.objects.filter(source=writing.SOURCE).exists():
        return ""
    rows = [
        (user.username, user.get_role_display(), SEES[Role(user.role)].format(branch=user.branch))
        for user in User.objects.filter(username__in=SHOWN).select_related("branch")
    ]
    rows.sort(key=lambda row: SHOWN.index(row[0]))
    lines = [f"  {name:<8} {role:<16} {sees}" for name, role, sees in rows]
    return "\n".join([f"Log in as one of these, password: {staffing.PASSWORD}", *lines])


SHOWN = ("shen", "qin", "xie", "zhou", "he", "sun")
SEES = {
    Role.ACCOUNT_MANAGER: "triage: her own customers, ranked",
    Role.TEAM_LEAD: "triage and dashboard of the team {branch}",
    Role.AGENT: "service desk: customers of {branch}",
    Role.MANAGER: "dashboard: everything",
    Role.ADMINISTRATOR: "dashboard, people and policies",
    Role.AUDITOR: "everything, changes nothing",
}
DEMOS: dict[str, Callable[[Say], None]] = {
    "garage": load_garage,
    "none": load_nothing,
}
