"""The month of a team: a row for each person, a mark for each day away."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staff.models import Absence, Branch, Team, User, UserQuerySet
from staff.roles import Scope

ONE_DAY = timedelta(days=1)
WEEKEND = 5
AWAY = "away"


@dataclass(frozen=True)
class Cell:
    """A day of a person. kind: of the absence, "away" where it is not for these eyes, "" when he is here."""

    day: date
    kind: str
    free: bool
    today: bool

    @property
    def label(self) -> str:
        """As a screen reader says it; empty on a day at work."""
        if not self.kind:
            return ""
        return str(Absence.Kind(self.kind).label) if self.kind != AWAY else pgettext("absence", "Away")


@dataclass(frozen=True)
class Row:
    person: User
    cells: list[Cell]
    days: int


@dataclass(frozen=True)
class Line:
    """An absence as it is listed. readable: with its kind, for these eyes."""

    absence: Absence
    readable: bool


@dataclass(frozen=True)
class Month:
    """rows: the people of the group · lines: the absences that touch the month, the next first"""

    first: date
    days: list[date]
    rows: list[Row]
    lines: list[Line]

    @property
    def before(self) -> str:
        return f"{self.first - ONE_DAY:%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.days[-1] + ONE_DAY:%Y-%m}"


def month_of(asked: str, *, today: date) -> date:
    """The first day of "2026-11"; of this month where that cannot be read."""
    try:
        return date.fromisoformat(f"{asked}-01") if len(asked) == len("2026-11") else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def groups_of(user: User) -> list[tuple[str, str]]:
    """Whose month this person may open: all, or his own team; who leads also that of his branch."""
    if user.scope == Scope.ALL:
        teams = [(f"team-{team.pk}", team.name) for team in Team.objects.all()]
        branches = [(f"branch-{branch.pk}", branch.name) for branch in Branch.objects.all()]
        return [("", _("Everybody")), *teams, *branches]
    team = [(f"team-{user.team.pk}", user.team.name)] if user.team else []
    branch = [(f"branch-{user.branch.pk}", user.branch.name)] if user.branch else []
    both = [*team, *branch] if user.leads else team or branch
    return both or [("self", str(user))]


def people_of(user: User, group: str) -> UserQuerySet:
    """The people of one of his groups; the first one where another is asked for."""
    known = [name for name, _label in groups_of(user)]
    kind, _dash, key = (group if group in known else known[0]).partition("-")
    here = User.objects.at_work().order_by("name")
    if kind == "self":
        return here.filter(pk=user.pk)
    return here.filter(**{kind: int(key)}) if key else here


def month(people: UserQuerySet, *, first: date, today: date, seen_by: User) -> Month:
    """As many queries whoever is away: people, absences, and those whose kind may be read."""
    length = calendar.monthrange(first.year, first.month)[1]
    days = [first + number * ONE_DAY for number in range(length)]
    members = list(people.select_related("branch", "team"))
    found = Absence.objects.within(first, days[-1]).filter(person__in=[one.pk for one in members])
    readable = set(found.visible_to(seen_by).values_list("pk", flat=True))
    lines = [Line(one, one.pk in readable) for one in found.select_related("person", "deputy")]
    return Month(first, days, [row(member, days, lines, today) for member in members], lines)


def row(person: User, days: list[date], lines: Iterable[Line], today: date) -> Row:
    own = [line for line in lines if line.absence.person_id == person.pk]
    cells = [cell(day, own, today) for day in days]
    return Row(person, cells, sum(bool(one.kind) and not one.free for one in cells))


def cell(day: date, lines: Iterable[Line], today: date) -> Cell:
    covering = next((line for line in lines if line.absence.starts_on <= day <= line.absence.ends_on), None)
    kind = (covering.absence.kind if covering.readable else AWAY) if covering else ""
    return Cell(day, kind, free=day.weekday() >= WEEKEND, today=day == today)
