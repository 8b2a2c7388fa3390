"""Who is away on a day, and who hears of his work then. Looked up once for many questions.

A person who is away keeps what is his, and hears of it too; but somebody who is here hears of it as well:
his deputy, else whoever leads him.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings

from churn_crm import clock
from staff.leading import Sees, leads_of
from staff.models import Absence, Branch, Leaving, User
from staff.roles import Scope

ZONES = timedelta(days=1)  # by how much the business days of two branches can differ


class Away:
    """The absences of these days, and the people whose last day is over."""

    @cached_property
    def absences(self) -> dict[int, list[Absence]]:
        """Person → absences around today."""
        today = clock.today()
        found: dict[int, list[Absence]] = {}
        for one in Absence.objects.within(today - ZONES, today + ZONES).select_related("deputy__branch"):
            found.setdefault(one.person_id, []).append(one)
        return found

    @cached_property
    def last_days(self) -> dict[int, date]:
        """Person → the last day, of those whose last day is near or over."""
        near = Leaving.objects.gone(on=clock.today() + ZONES)
        return dict(near.values_list("person", "last_day"))

    def absence(self, person: User) -> Absence | None:
        """The absence that covers today, the business day of the person's branch."""
        around = self.absences.get(person.pk)
        if not around:
            return None
        today = today_of(person)
        return next((one for one in around if one.starts_on <= today <= one.ends_on), None)

    def has_gone(self, person: User) -> bool:
        """Switched off, or his last day is over."""
        last = self.last_days.get(person.pk)
        return not person.is_active or (last is not None and last < today_of(person))

    def is_here(self, person: User) -> bool:
        return not self.has_gone(person) and self.absence(person) is None

    def deputy(self, person: User) -> User | None:
        """Who stands in for him today, if that person is here."""
        absence = self.absence(person)
        deputy = absence.deputy if absence else None
        return deputy if deputy and self.is_here(deputy) else None

    def hearers(
        self, person: User, *, sees: Sees, leads: Callable[[], list[User]] | None = None
    ) -> list[User]:
        """Who hears of what is this person's: he himself; while he is absent his deputy too, else the leads;
        the leads alone when he has gone.

        sees: who can open what it is about. A deputy who cannot is not told of it: the next who can is.
        leads: who they are, nearest first, where it is not the person who says so.
        """
        leads = leads or (lambda: leads_of(person, sees=sees))
        if self.has_gone(person):
            return leads()
        if self.is_here(person):
            return [person]
        deputy = self.deputy(person)
        others = [deputy] if deputy and sees(deputy) else leads()
        return [person, *(one for one in others if one != person)]

    def hearers_of_all(self, person: User) -> list[User]:
        """Who hears of all that is this person's at once. A deputy who sees his own customers only cannot act
        alone: the leads too.
        """
        deputy = self.deputy(person)
        alone = self.hearers(person, sees=lambda one: one.scope != Scope.OWN)
        return alone if deputy is None or deputy in alone else [person, deputy, *alone[1:]]


def today_of(person: User) -> date:
    """The business day where this person works."""
    branch: Branch | None = person.branch
    return clock.today(branch.time_zone if branch else None)


def zone_of(person: User) -> ZoneInfo:
    branch: Branch | None = person.branch
    return ZoneInfo(branch.time_zone if branch else settings.TIME_ZONE)
