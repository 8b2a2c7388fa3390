"""What nights kept of a customer's health, and what happened between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from churn_crm.clock import end_of
from churn_crm.ui.figures import day as words_of
from customers.cursors import start_of
from customers.models import Visit
from signals.evidence import title
from signals.health.days import KEPT, Day
from signals.health.groups import GROUP_OF, GROUPS, VISITS
from signals.health.reasons import Stood, reasons_of
from signals.health.words import GROUPS as NAMES
from signals.health.words import chance
from signals.models import ChurnSignal, NightlyRun, SignalEvent, Snapshot, TierMove
from signals.parts import move_words
from signals.tiers_of_nights import names_of

# What people, or the night itself, said of a signal that makes it count or count no longer.
SAID: dict[str, str | Promise] = {
    SignalEvent.Kind.RESOLVED: gettext_lazy("Settled: %(signal)s"),
    SignalEvent.Kind.FALSE_ALARM: gettext_lazy("False alarm: %(signal)s"),
    SignalEvent.Kind.OPEN: gettext_lazy("Open again: %(signal)s"),
    SignalEvent.Kind.STRONGER: gettext_lazy("Open again, clearly worse than when it was settled: %(signal)s"),
}


@dataclass(frozen=True)
class Step:
    """Something that happened between two nights. how: came, back, crossed, opened, closed, or as in SAID."""

    how: str
    words: str


@dataclass(frozen=True)
class GroupChange:
    """What one group gave (+) or took (−), None where nobody kept it, and what happened in it."""

    group: str
    points: int | None
    steps: list[Step] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(NAMES[self.group])


def days_of(customer_id: int, *, since: date | None = None, until: date | None = None) -> list[Day]:
    """The nights that judged him, rising."""
    found = Snapshot.objects.of([customer_id]).exclude(health=None)
    if since:
        found = found.filter(day__gte=since)
    if until:
        found = found.filter(day__lte=until)
    rows = found.order_by("day").values_list(*KEPT)
    return [Day.of(*row) for row in rows]


@dataclass(frozen=True)
class DayChange:
    """One night against the one before it; without one, there is nothing to compare with."""

    customer_id: int
    after: Day
    before: Day | None

    @property
    def points(self) -> int:
        return self.after.health - self.before.health if self.before else 0

    @property
    def chance(self) -> str:
        """The chance that the later night told, for how many days and who told it, in words; empty without
        one."""
        return chance(self.after, ahead=self.horizon_days)

    @property
    def horizon_days(self) -> int | None:
        """How many days ahead the later night's chance looks; None where the run is gone."""
        return self.nights.get(self.after.day, (None, None))[1]

    @cached_property
    def stood(self) -> list[Stood]:
        """Why the later night left him where it did, whether or not anything changed."""
        return reasons_of(self.customer_id, self.after)

    @cached_property
    def groups(self) -> list[GroupChange]:
        """Groups that changed or in which something happened, what took most first."""
        if not self.before:
            return []
        steps: dict[str, list[Step]] = {group: [] for group in GROUPS}
        for group, step in self.steps():
            steps[group].append(step)
        changes = self.after.changes_since(self.before)
        found = [
            GroupChange(group, changes.get(group), steps[group])
            for group in GROUPS
            if changes.get(group) or steps[group]
        ]
        return sorted(found, key=lambda one: one.points or 0)

    def steps(self) -> Iterable[tuple[str, Step]]:
        """(group, what happened in it): told to everybody who sees the customer."""
        yield from visits(self)
        yield from borders(self)
        yield from signals(self)

    @cached_property
    def nights(self) -> dict[date, tuple[int | None, int | None]]:
        """day → (version of the policy that its night followed, days that its chances look ahead)."""
        days = [self.after.day, *([self.before.day] if self.before else [])]
        runs = NightlyRun.objects.filter(day__in=days)
        rows = runs.values_list("day", "policy_version", "policy__horizon_days")
        return {day: (version, horizon) for day, version, horizon in rows}

    @property
    def versions(self) -> tuple[int | None, int | None]:
        """Versions of the policy that the nights followed, before and after; None where the run is gone."""
        before, after = (
            self.nights.get(one.day, (None, None))[0] if one else None for one in (self.before, self.after)
        )
        return before, after

    @property
    def policy_version(self) -> int | None:
        """What the later night followed."""
        return self.versions[1]

    @property
    def policy_changed(self) -> bool:
        before, after = self.versions
        return None not in (before, after) and before != after


def change_on(customer_id: int, day: date) -> DayChange | None:
    """The newest night up to that day, against the one before it. None: no night had judged him."""
    kept = Snapshot.objects.of([customer_id]).exclude(health=None).filter(day__lte=day)
    rows = list(kept.order_by("-day").values_list(*KEPT)[:2])
    if not rows:
        return None
    after, before = Day.of(*rows[0]), Day.of(*rows[1]) if len(rows) > 1 else None
    return DayChange(customer_id, after, before)


def between(change: DayChange) -> tuple[date, date]:
    """The first and the last day that only the later night saw."""
    assert change.before is not None  # noqa: S101 (asked only where there are two nights)
    return change.before.day + timedelta(days=1), change.after.day


def visits(change: DayChange) -> Iterable[tuple[str, Step]]:
    """The days on which he came, in one step."""
    came = Visit.objects.of([change.customer_id]).counting().filter(day__range=between(change))
    days = sorted(set(came.values_list("day", flat=True)))
    if days:
        said = {"n": len(days), "day": words_of(days[-1], "short")}
        yield (
            VISITS,
            Step(
                "came",
                ngettext("Came on %(day)s", "Came on %(n)s days, last on %(day)s", len(days)) % said,
            ),
        )


def borders(change: DayChange) -> Iterable[tuple[str, Step]]:
    """The borders of time away that the later night saw crossed, either way."""
    moves = list(TierMove.objects.of([change.customer_id]).filter(seen_on__range=between(change)))
    names = names_of(change.customer_id, (move.seen_on for move in moves))
    for move in moves:
        words = move_words(move, names[move.seen_on])
        yield VISITS, Step("back" if move.came_back else "crossed", words)


def signals(change: DayChange) -> Iterable[tuple[str, Step]]:
    """Opened, found no longer, and what people said that makes them count or not."""
    told = ChurnSignal.objects.of([change.customer_id]).told_to_all().order_by("pk")
    days = between(change)
    for signal in told.filter(opened_on__range=days):
        yield step_of(signal.kind, "opened", _("Opened: %(signal)s"))
    for signal in told.filter(resolved_on__range=days):
        yield step_of(signal.kind, "closed", _("Closed: %(signal)s"))
    first, last = days
    said = SignalEvent.objects.filter(
        signal__in=told, kind__in=SAID, at__gte=start_of(first), at__lt=end_of(last)
    )
    for event in said.select_related("signal").order_by("at", "pk"):
        yield step_of(event.signal.kind, event.kind, str(SAID[event.kind]))


def step_of(kind: str, how: str, words: str) -> tuple[str, Step]:
    return GROUP_OF[kind], Step(how, words % {"signal": title(kind)})
