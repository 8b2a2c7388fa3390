"""Signals as they stand in lists: nobody has said anything yet, seen, snoozed, settled. First stands what a
night found, woke or saw grow urgent last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.safestring import SafeString

from signals.detectors import CONFIDENTIAL, DETECTORS
from signals.evidence import sentence, title
from signals.life import states
from signals.models import ChurnSignal, SignalEvent
from signals.models.findings import CHANGED_ON, SignalQuerySet
from signals.wording import GROUPS, strength
from staff.models import User

# However long the list has grown by "show more", it is fetched again up to this many rows.
A_PAGE, MOST = 50, 300
MOST_COUNTED = 10_000
RELATED = ("customer__branch", "customer__owner", "customer__standing")
# What the tabs show, in their order.
SHOWS: Mapping[str, Q] = {
    "open": Q(state=states.OPEN),
    "seen": Q(state=states.ACKNOWLEDGED),
    "snoozed": Q(state=states.SNOOZED),
    "settled": Q(state__in=sorted(states.SETTLED)),
}
Cursor = tuple[date, int]


@dataclass(frozen=True)
class Row:
    """One signal in words. said: the last step of its life; None when nobody has said anything."""

    signal: ChurnSignal
    title: str
    sentence: SafeString
    word: str
    said: SignalEvent | None


def told(user: User) -> SignalQuerySet:
    """The signals of the customers whom he may see, but those that he is not told."""
    seen: SignalQuerySet = ChurnSignal.objects.visible_to(user).told_to(user)
    return seen


def unseen(user: User) -> int:
    """How many signals of his own customers nobody has said anything to."""
    return told(user).asking().filter(customer__owner=user).count()


def chosen(user: User, *, show: str, **narrowed: Any) -> SignalQuerySet:
    """Those of one tab; narrowed: as `current` has it."""
    return current(user, **narrowed).filter(SHOWS[show])


def current(
    user: User, *, kind: str, mine: bool, night: date | None = None, owner: User | None = None
) -> SignalQuerySet:
    """Those that the last night found; kind: empty for all; mine: of his own customers · owner: of that one's
    night: only those that this one opened, let speak again or saw grow urgent."""
    found = told(user).current()
    if night:
        found = found.news_of(night)
    if kind:
        found = found.filter(kind=kind)
    if owner:
        found = found.filter(customer__owner=owner)
    return found.filter(customer__owner=user) if mine else found


def counts(user: User, **narrowed: Any) -> dict[str, int | str]:
    """How many each tab holds. Those that nobody has answered are counted up to MOST_COUNTED: there may be
    millions, while people have answered few (an index holds these)."""
    found = current(user, **narrowed).order_by()
    waiting = found.filter(SHOWS["open"])[: MOST_COUNTED + 1].count()
    answered = dict(found.exclude(SHOWS["open"]).values_list("state").annotate(n=Count("pk")))
    return {
        "open": waiting if waiting <= MOST_COUNTED else f"{MOST_COUNTED:,}+",
        "seen": answered.get(states.ACKNOWLEDGED, 0),
        "snoozed": answered.get(states.SNOOZED, 0),
        "settled": sum(answered.get(state, 0) for state in states.SETTLED),
    }


def read_owner(text: str) -> User | None:
    """Whose customers the address asks for; somebody unknown narrows nothing."""
    number = int(text) if text.isdecimal() and len(text) < 9 else None
    return User.objects.filter(pk=number).first() if number else None


def read_day(text: str) -> date | None:
    """The night of an address; one that cannot be read narrows nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def behind(found: SignalQuerySet, after: Cursor | None) -> SignalQuerySet:
    """By the day of their last change, the newest first, from behind the cursor on."""
    found = found.annotate(changed_on=CHANGED_ON).order_by("-changed_on", "-pk")
    if after is None:
        return found
    day, key = after
    return found.filter(Q(changed_on__lt=day) | Q(pk__lt=key), changed_on__lte=day)


def page(found: SignalQuerySet, *, after: Cursor | None, limit: int = A_PAGE) -> tuple[list[Row], str]:
    """Rows, and the cursor of those behind them; empty when these are the last."""
    steps = Prefetch("events", SignalEvent.objects.select_related("by"))
    wanted = behind(found, after).select_related(*RELATED).prefetch_related(steps)
    signals = list(wanted[: limit + 1])
    last = signals[limit - 1] if len(signals) > limit else None
    return [row(one) for one in signals[:limit]], f"{last.changed_on}.{last.pk}" if last else ""


def row(signal: ChurnSignal) -> Row:
    return Row(
        signal=signal,
        title=title(signal.kind),
        sentence=sentence(signal.kind, signal.numbers),
        word=strength(signal.strength),
        said=next(iter(signal.events.all()), None),
    )


def kinds(user: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a list can be narrowed to, under the words of the groups; nothing that he is never told."""
    grouped: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
    for one in DETECTORS:
        if user.decides or one.KIND not in CONFIDENTIAL:
            grouped[one.GROUP].append((one.KIND, title(one.KIND)))
    return [(str(GROUPS[group]), of_group) for group, of_group in grouped.items() if of_group]


def known(user: User, kind: str) -> str:
    """The kind of an address; empty when it is none that he can ask for."""
    asked: dict[str, Any] = dict(pair for _group, pairs in kinds(user) for pair in pairs)
    return kind if kind in asked else ""
