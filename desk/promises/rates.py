"""How many promises people keep: rolling 12 months, a person's hidden below 30 cases.

The rate counts what was kept by the time that was promised. Kept late and broken count against it; what is
still open counts for nothing. What was late already when it was handed over counts for who had it then.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, When

from desk.contacts.resolution import Counted, year_before
from desk.models import Promise
from desk.models.promises import PromiseQuerySet
from desk.surveys.shares import Estimate, share
from staff.models import Team, User

KEPT = Q(state=Promise.State.KEPT, kept_at__lte=F("due_at"))
LATE = Q(state=Promise.State.KEPT, kept_at__gt=F("due_at"))
BROKEN = Q(state=Promise.State.BROKEN)
TEAM = Case(When(late_with=None, then=F("person__team")), default=F("late_with__team"))


@dataclass(frozen=True)
class Rate(Counted):
    """Of a person or a team: so many promises are settled, kept in time, kept late, broken.

    people: who answers for them.
    """

    of: Any
    settled: int
    kept: int
    late: int
    broken: int
    people: int = 1

    @property
    def counted(self) -> int:
        return self.settled

    @property
    def estimate(self) -> Estimate | None:
        """The share that was kept in time, 0 to 1; None while there are too few cases."""
        return share(self.kept, self.settled) if self.shown else None


def settled(user: User, *, on: date) -> PromiseQuerySet:
    """What became of the promises of the last 12 months, of the people whose figures `user` may see."""
    people = User.objects.visible_to(user).order_by()
    found = Promise.objects.filter(settled_on__gt=year_before(on), settled_on__lte=on)
    return found.exclude(state=Promise.State.OPEN).answered_for(people)


def by_person(user: User, *, on: date) -> list[Rate]:
    """Each person's rate, most promises first."""
    people = {one.pk: one for one in User.objects.visible_to(user).select_related("team")}
    return [Rate(people[key], *rest) for key, *rest in counted(settled(user, on=on), "answers")]


def by_team(user: User, *, on: date) -> list[Rate]:
    names = dict(Team.objects.values_list("pk", "name"))
    found = settled(user, on=on).annotate(team=TEAM)
    return [Rate(names[key], *rest) for key, *rest in counted(found.exclude(team=None), "team")]


def own(user: User, *, on: date) -> Rate:
    """The person's own rate."""
    mine = settled(user, on=on).answered_for([user])
    found = next(iter(counted(mine, "answers")), None)
    return Rate(user, *found[1:]) if found else Rate(user, 0, 0, 0, 0)


def counted(found: PromiseQuerySet, by: str) -> Any:
    """(group, settled, kept, late, broken, people), most promises first."""
    rows = found.order_by().values(by)
    rows = rows.annotate(
        settled=Count("pk"),
        kept=Count("pk", filter=KEPT),
        late=Count("pk", filter=LATE),
        broken=Count("pk", filter=BROKEN),
        people=Count("answers", distinct=True),
    )
    return rows.order_by("-settled", by).values_list(by, "settled", "kept", "late", "broken", "people")
