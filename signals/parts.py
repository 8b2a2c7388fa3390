"""How signals and movements between tiers join a customer's timeline."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.cursors import Cursor, earlier, start_of
from customers.models import Tier
from customers.timeline import Event, Part, newest_first
from signals.evidence import plain, title
from signals.models import ChurnSignal, Snapshot, TierMove
from signals.runs import hold_shards
from signals.tiers_of_nights import Names, names_of

STRONG = 0.5


def signal_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    """A signal stands where it opened, and once more where it was resolved.

    A timeline is read by everybody who sees the customer: what managers alone are told is not on it.
    """
    found = ChurnSignal.objects.of([customer_id]).told_to_all()
    opened = earlier(found, before, field="opened_on", prefix="signal")[:limit]
    gone = earlier(found.exclude(resolved_on=None), before, field="resolved_on", prefix="resolved")[:limit]
    return newest_first(
        map(opened_event, opened),
        map(resolved_event, gone),
        limit=limit,
    )


def opened_event(signal: ChurnSignal) -> Event:
    return Event(
        at=start_of(signal.opened_on),
        key=f"signal:{signal.pk:012d}",
        kind="signal",
        icon="alert-triangle",
        title=_("Signal: %(title)s") % {"title": title(signal.kind)},
        detail=plain(signal.kind, signal.numbers),
        tone="bad" if signal.strength >= STRONG and signal.resolved_on is None else "warn",
    )


def resolved_event(signal: ChurnSignal) -> Event:
    """Nights find no longer what is settled, what has faded, and all signals of who has gone for good: praise
    would be wrong for two of the three.
    """
    assert signal.resolved_on is not None  # noqa: S101 (only resolved ones are asked for)
    return Event(
        at=start_of(signal.resolved_on),
        key=f"resolved:{signal.pk:012d}",
        kind="signal",
        icon="minus",
        title=_("Signal no longer found: %(title)s") % {"title": title(signal.kind)},
    )


def move_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    moves = earlier(TierMove.objects.of([customer_id]), before, field="day", prefix="move")[:limit]
    names = names_of(customer_id, (move.seen_on for move in moves))
    return (move_event(move, names[move.seen_on]) for move in moves)


def move_event(move: TierMove, names: Names) -> Event:
    return Event(
        at=start_of(move.day),
        key=f"move:{move.pk:012d}",
        kind="move",
        icon="arrow-back-up" if move.came_back else "clock-pause",
        title=move_words(move, names),
        tone="good" if move.came_back else "bad" if move.lost else "",
    )


def move_words(move: TierMove, names: Names) -> str:
    """What happened, with both tiers. names: of his tiers, in the night that saw it."""
    tiers = {"before": names[move.from_tier], "after": names[move.to_tier]}
    return move_title(move) % tiers


def move_title(move: TierMove) -> str:
    if move.came_back:
        return _("Came back, was %(before)s")
    if move.lost and move.to_tier != Tier.RECALL:
        return _("Counts as lost: contract over for 30 days, not renewed")
    if move.lost:
        return _("Counts as lost: %(after)s without a visit")
    return _("Time away: %(before)s to %(after)s")


def count_signals(customer_id: int) -> int:
    found = ChurnSignal.objects.of([customer_id]).told_to_all()
    return found.count() + found.exclude(resolved_on=None).count()


def count_moves(customer_id: int) -> int:
    return TierMove.objects.of([customer_id]).count()


def resolve_doubles(gone: int, into: int, day: date) -> None:
    """One open signal a customer and kind: the survivor's stays open."""
    kinds = ChurnSignal.objects.of([into]).current().values("kind")
    ChurnSignal.objects.of([gone]).current().filter(kind__in=kinds).update(resolved_on=day)


PARTS = (
    Part(
        "signal",
        gettext_lazy("Signals"),
        (ChurnSignal,),
        signal_events,
        count_signals,
        makes_way={ChurnSignal: resolve_doubles},
        hold=hold_shards,
        computed=(ChurnSignal,),
    ),
    Part(
        "move",
        gettext_lazy("Time away"),
        (TierMove, Snapshot),
        move_events,
        count_moves,
        computed=(TierMove, Snapshot),
    ),
)
