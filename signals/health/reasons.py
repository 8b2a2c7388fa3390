"""Why a customer's health stood where it stood on a day: what each group took, and what was open then."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from churn_crm.clock import end_of
from customers.models import Tier
from signals.evidence import plain, title
from signals.health.days import Day
from signals.health.groups import GROUP_OF, GROUPS, VISITS
from signals.health.split import Split, splits
from signals.health.words import GROUPS as NAMES
from signals.life import states
from signals.models import ChurnSignal, SignalEvent
from signals.tiers_of_nights import names_of


@dataclass(frozen=True)
class Reason:
    """What took points. words: in the reader's language, with the numbers of `found_on` where it is a signal.

    found_on: the last night that found it, None for time away · points: its part of what its group took, None
    where that cannot be told · alone: what it would have taken without the others.
    """

    kind: str
    title: str
    words: str
    opened_on: date | None = None
    found_on: date | None = None
    later: bool = False  # found again since: the words hold the numbers of a later night
    points: int | None = None
    alone: int | None = None


@dataclass(frozen=True)
class Stood:
    """What one group took that night, None where nobody kept it, and why; the points of its reasons add up
    to it. cap, wanted: as in Split, None where the reasons' points cannot be told."""

    group: str
    points: int | None
    reasons: list[Reason]
    cap: int | None = None
    wanted: int | None = None

    @property
    def name(self) -> str:
        return str(NAMES[self.group])

    @property
    def adds_up(self) -> list[str]:
        """How the group's points come from those of its reasons, in words."""
        if self.wanted is None or self.points is None:
            several = self.points and len(self.reasons) > 1
            return [_("What each of them took cannot be told any more.")] if several else []
        alone = [one.alone or 0 for one in self.reasons]
        said = {"alone": " + ".join(map(str, alone)), "wanted": self.wanted, "points": self.points}
        found = []
        if len(alone) > 1 and sum(alone) > self.wanted:
            found.append(_("Alone %(alone)s; they overlap, so together %(wanted)d.") % said)
        if self.points < self.wanted:
            found.append(_("Only %(points)d of these %(wanted)d were left of the hundred.") % said)
        return found


def reasons_of(customer_id: int, day: Day) -> list[Stood]:
    """Groups that took something, or in which something was open; what took most first.

    Told to everybody who sees the customer.
    """
    reasons: dict[str, list[Reason]] = {group: [] for group in GROUPS}
    if away := time_away(customer_id, day):
        reasons[VISITS].append(away)
    signals = counting_on(customer_id, day.day)
    for signal in signals:
        reasons[GROUP_OF[signal.kind]].append(reason_of(signal, day.day))
    split = splits(customer_id, day, signals)
    found = [
        stood(group, day, reasons[group], split.get(group))
        for group in GROUPS
        if day.taken.get(group) or reasons[group]
    ]
    return sorted(found, key=lambda one: -(one.points or 0))


def stood(group: str, day: Day, reasons: list[Reason], split: Split | None) -> Stood:
    """The group with what each of its reasons took, where that can be told."""
    if split is None:
        return Stood(group, day.taken.get(group), reasons)
    told = [
        replace(one, points=split.points.get(one.kind, 0), alone=split.alone.get(one.kind, 0))
        for one in reasons
    ]
    return Stood(group, day.taken.get(group), told, split.cap, split.wanted)


def time_away(customer_id: int, day: Day) -> Reason | None:
    """Silence takes points from the second tier on."""
    if day.tier <= Tier.CURRENT or not day.taken.get(VISITS, 1):
        return None
    names = names_of(customer_id, [day.day])[day.day]
    return Reason("tier", _("Time away"), names[day.tier])


def counting_on(customer_id: int, day: date) -> list[ChurnSignal]:
    """The signals that a night over `day` had open, the strongest first: found by then, not closed, and
    not settled by the end of that day."""
    open_then = Q(resolved_on=None) | Q(resolved_on__gt=day)
    told = ChurnSignal.objects.of([customer_id]).told_to_all().filter(open_then, opened_on__lte=day)
    told = told.exclude(absences__gone_on__lte=day, absences__back_on__gt=day)
    settled = settled_by(customer_id, day)
    return [signal for signal in told.order_by("-strength", "pk") if signal.pk not in settled]


def settled_by(customer_id: int, day: date) -> set[int]:
    """Ids of his signals of which the last word, at the end of that day, was that they are settled or
    false."""
    said = SignalEvent.objects.filter(signal__customer=customer_id, at__lt=end_of(day))
    last = dict(said.order_by("at", "pk").values_list("signal", "kind"))
    return {signal for signal, kind in last.items() if kind in states.SETTLED}


def reason_of(signal: ChurnSignal, day: date) -> Reason:
    return Reason(
        signal.kind,
        title(signal.kind),
        plain(signal.kind, signal.numbers),
        signal.opened_on,
        signal.seen_on,
        later=signal.seen_on > day,
    )
