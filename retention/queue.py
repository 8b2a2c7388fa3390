"""The triage queue: its views, their counts, and pages of ranked rows by cursor."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from churn_crm import clock
from customers.models import Tier
from retention.models import Action, ActionEvent, ActionQuerySet
from signals import ledger
from signals.models import NightlyRun
from staff.models import User
from staff.roles import Scope

PAGE = 30
LABELS: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "overdue": _("Overdue"),
    "snoozed": _("Snoozed"),
    "team": _("Team"),
    "vip": _("VIP lapsed"),
}
CALLED = (Action.Kind.CALL, Action.Kind.RECALL)


@dataclass(frozen=True)
class View:
    """One tab."""

    key: str
    label: str | Promise
    count: int

    @property
    def alarming(self) -> bool:
        return self.key == "overdue" and self.count > 0


@dataclass(frozen=True)
class Calls:
    """Today's capacity of one person."""

    made: int
    of: int

    @property
    def left(self) -> int:
        return max(self.of - self.made, 0)


def business_day() -> date:
    """Today where the reader works."""
    return clock.today(timezone.get_current_timezone_name())


def conditions(user: User, *, on: date) -> dict[str, Q]:
    """What each view holds; the counts and the lists read the same."""
    due = Q(due_on__lte=on)
    views = {
        # Whoever keeps only his own customers sees no others, so all of them are his.
        "mine": due if user.scope == Scope.OWN else due & Q(assignee=user),
        "overdue": due & Q(deadline__lt=on),
        "snoozed": Q(state=Action.State.SNOOZED, due_on__gt=on),
        "team": due,
        "vip": due & Q(customer__vip=True, customer__standing__tier__gte=Tier.SMS),
    }
    if not user.leads:
        del views["team"]
    return views


def pending_of(user: User) -> ActionQuerySet:
    """All that is to be done for customers whom `user` may see, now or later."""
    # Whoever has no standing yet has no rank; asking for one makes this an inner join.
    return Action.objects.visible_to(user).pending().filter(customer__standing__rank__gte=0)


def in_view(view: str, user: User, *, on: date) -> ActionQuerySet:
    return pending_of(user).filter(conditions(user, on=on)[view])


def views(user: User, *, on: date) -> list[View]:
    """All tabs of this person with their counts, in one query."""
    held = conditions(user, on=on)
    counts = pending_of(user).aggregate(**{key: Count("pk", filter=held[key]) for key in held})
    return [View(key, LABELS[key], counts[key]) for key in held]


def first_view(tabs: list[View]) -> str:
    """Mine, unless a leader has nothing of his own to do."""
    counts = {tab.key: tab.count for tab in tabs}
    return "team" if not counts["mine"] and counts.get("team") else "mine"


def rows(view: str, user: User, *, on: date, after: str = "", limit: int = PAGE) -> tuple[list[Action], str]:
    """One page of a view, most urgent first, and the cursor of the next one (empty at the end)."""
    found = behind(in_view(view, user, on=on).ranked(), after).select_related(
        "customer__standing", "customer__branch", "assignee"
    )
    page = list(found[: limit + 1])
    return page[:limit], cursor(page[limit - 1]) if len(page) > limit else ""


def cursor(action: Action) -> str:
    return f"{action.customer.standing.rank!r}_{action.pk}"


def behind(actions: ActionQuerySet, after: str) -> ActionQuerySet:
    """The rows that rank below the cursor. A cursor that cannot be read is the beginning."""
    try:
        rank, pk = after.split("_")
        place = (float(rank), int(pk))
    except ValueError:
        return actions
    return actions.filter(
        Q(customer__standing__rank__lt=place[0]) | Q(customer__standing__rank=place[0], pk__gt=place[1])
    )


def place_of(action: Action, view: str, user: User, *, on: date) -> int:
    """1 for the first row of the view."""
    return in_view(view, user, on=on).count() - behind(in_view(view, user, on=on), cursor(action)).count()


def next_after(action: Action, view: str, user: User, *, on: date) -> Action | None:
    """The row that takes its place: the next below, else the first of all."""
    waiting = in_view(view, user, on=on).exclude(pk=action.pk).ranked()
    return behind(waiting, cursor(action)).first() or waiting.first()


def calls_of(user: User, *, on: date) -> Calls:
    """Calls that this person logged today, reached or not."""
    made = ActionEvent.objects.filter(by=user, day=on, channel=ActionEvent.Channel.CALL, undone=False)
    return Calls(made.count(), user.calls_per_day)


def capacity_line(page: list[Action], *, left: int) -> int | None:
    """After how many rows today's remaining calls are used up; None when they reach beyond this page."""
    places = [place for place, action in enumerate(page) if action.kind in CALLED]
    if len(places) <= left:
        return None
    return places[left]


def won_today(user: User, *, on: date) -> dict[str, int | Decimal]:
    """What the finished day brought: worked, booked, and the value at risk of those who booked."""
    done = Action.objects.visible_to(user).filter(closed_by=user, closed_on=on, state=Action.State.DONE)
    booked = Q(outcome=Action.Outcome.BOOKED)
    found = done.aggregate(
        worked=Count("pk"),
        booked=Count("pk", filter=booked),
        value=Sum("customer__standing__value_at_risk", filter=booked),
    )
    return found | {"value": found["value"] or Decimal(0)}


def is_late(night: NightlyRun | None) -> bool:
    """Should a newer night be done by now?"""
    return night is not None and ledger.is_late(ledger.Night(night))


def newest_night() -> NightlyRun | None:
    """The last night that was finished: what all lists and figures show."""
    return NightlyRun.objects.filter(state=NightlyRun.State.DONE).order_by("-day").first()
