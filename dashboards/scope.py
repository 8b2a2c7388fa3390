"""What a page of figures is about: whose customers, which branch, owner and month."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from customers.models import CustomerStanding, Tier
from customers.querysets import OfCustomer
from dashboards.periods import first_of, following, previous, same_span
from signals.models import NightlyRun, Snapshot, TierMove
from staff.models import User


@dataclass(frozen=True)
class Scope:
    """The choice at the head of the page. month: its first day. nights: of all finished ones, rising.

    currency: where branches have several, the one that the page adds up; empty where there is only one.
    """

    user: User
    month: date
    nights: tuple[date, ...]
    branch: int | None = None
    owner: int | None = None
    currency: str = ""

    @property
    def now(self) -> date:
        """The newest night: all stocks are as of its end."""
        return self.nights[-1]

    @property
    def start(self) -> date | None:
        """The last night before the month began."""
        return self.night_before(self.month)

    @property
    def end(self) -> date:
        """The last night of the month, or the newest one while the month runs."""
        return self.night_before(following(self.month)) or self.now

    @property
    def runs(self) -> bool:
        """The month is not over yet as far as the nights know."""
        return self.now < following(self.month) - timedelta(days=1)

    @property
    def month_of_now(self) -> date:
        return first_of(self.now)

    @property
    def month_before_now(self) -> date | None:
        """The last night of the month before the newest night's: what stocks are compared with."""
        return self.night_before(self.month_of_now)

    def night_before(self, day: date) -> date | None:
        place = bisect_left(self.nights, day)
        return self.nights[place - 1] if place else None

    def knows(self, month: date) -> bool:
        """Nights saw the month from its first day on, so that its movements are complete."""
        return bool(self.nights) and self.nights[0] < month and month <= self.now

    def month_ends(self, months: list[date]) -> dict[date, date]:
        """Month → its last night, for the months that have one."""
        ends = {}
        for month in months:
            place = bisect_right(self.nights, following(month) - timedelta(days=1))
            if place and self.nights[place - 1] >= month:
                ends[month] = self.nights[place - 1]
        return ends

    @cached_property
    def comparison(self) -> tuple[date, date]:
        """The span of the month before that the month is compared with: first and last day."""
        before = previous(self.month)
        if not self.runs:
            return before, self.month - timedelta(days=1)
        return before, same_span(self.month, until=self.now)

    def moves(self, first: date | None = None, last: date | None = None) -> OfCustomer:
        """Movements between tiers from `first` to `last`, by default within the month."""
        first, last = first or self.month, last or following(self.month) - timedelta(days=1)
        return self._narrowed(TierMove.objects.visible_to(self.user).filter(day__range=(first, last)))

    def snapshots(self, *days: date) -> OfCustomer:
        """Where customers stood at the end of these nights."""
        return self._narrowed(Snapshot.objects.visible_to(self.user).filter(day__in=days))

    def standings(self) -> OfCustomer:
        """Where customers stand now, with what only the standing knows."""
        rows = CustomerStanding.objects.visible_to(self.user).filter(tier__gt=Tier.PROSPECT)
        wanted = {
            "customer__branch": self.branch,
            "customer__owner": self.owner,
            "customer__branch__currency": self.currency,
        }
        return rows.filter(**{field: key for field, key in wanted.items() if key})

    def _narrowed(self, rows: OfCustomer) -> OfCustomer:
        wanted = {"branch": self.branch, "owner": self.owner, "branch__currency": self.currency}
        return rows.filter(**{field: key for field, key in wanted.items() if key})

    def of(self, **changes: Any) -> "Scope":
        """The same scope with another branch, owner or month."""
        return replace(self, **changes)

    def link(self, figure: str, **more: Any) -> str:
        """The list behind a figure of this scope."""
        return f"{reverse('dashboards:customers')}?{urlencode(self.query | {'figure': figure} | more)}"

    @property
    def query(self) -> dict[str, Any]:
        """The choice as parameters of an address."""
        chosen = {
            "month": f"{self.month:%Y-%m}",
            "branch": self.branch,
            "owner": self.owner,
            "currency": self.currency,
        }
        return {name: value for name, value in chosen.items() if value}


def finished_nights() -> tuple[date, ...]:
    """Days of all finished nights whose snapshots are there, rising."""
    done = NightlyRun.objects.filter(state=NightlyRun.State.DONE, let_go_on=None)
    return tuple(done.order_by("day").values_list("day", flat=True))
