"""What people said of each kind within a year: the night weighs by it, managers see and reset it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery

from churn_crm import clock
from signals.life import states
from signals.life.trust import trust
from signals.models import SignalEvent, TrustReset

REMEMBERED = timedelta(days=365)
CONFIRMED = (states.ACKNOWLEDGED, states.RESOLVED)
JUDGED = (states.FALSE_ALARM, *CONFIRMED)
# What comes next in the life of the same signal, of all that can take a judgement back or begin it anew.
ANSWERS = (
    SignalEvent.objects.filter(signal=OuterRef("signal"))
    .filter(kind__in=(*JUDGED, states.OPEN, SignalEvent.Kind.STRONGER))
    .filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    .order_by("at", "pk")
)


@dataclass(frozen=True)
class Judged:
    """One kind: how often its signals were called false alarms, and how often somebody confirmed or settled
    one."""

    kind: str
    false_alarms: int
    confirmed: int

    @property
    def trust(self) -> float:
        return trust(false_alarms=self.false_alarms, confirmed=self.confirmed)


def judgements(kinds: Iterable[str], *, now: datetime | None = None) -> dict[str, Judged]:
    """By kind, those that nobody has judged with zeros. Before a reset nothing counts.

    Counted are words, not states: what somebody said goes on counting where the signal is snoozed afterwards,
    or speaks again; not where somebody says otherwise, or opens it again himself.
    """
    reset = TrustReset.objects.filter(kind=OuterRef("signal__kind")).values("at")
    since = (now or clock.now()) - REMEMBERED
    rows = (
        SignalEvent.objects.filter(at__gte=since, kind__in=JUDGED)
        .annotate(then=Subquery(ANSWERS.values("kind")[:1]), reset_at=Subquery(reset))
        .filter(Q(then=None) | Q(then=SignalEvent.Kind.STRONGER))
        .filter(Q(reset_at=None) | Q(at__gt=F("reset_at")))
        .order_by()
        .values("signal__kind")
        .annotate(
            false_alarms=Count("pk", filter=Q(kind=states.FALSE_ALARM)),
            confirmed=Count("pk", filter=Q(kind__in=CONFIRMED)),
        )
    )
    found = {
        row["signal__kind"]: Judged(row["signal__kind"], row["false_alarms"], row["confirmed"])
        for row in rows
    }
    return {kind: found.get(kind, Judged(kind, 0, 0)) for kind in kinds}
