"""What people said of each kind within a year: the night weighs by it, managers see and reset it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery

from churn_crm import clock
from signals.life import states
from signals.life.trust import trust
from signals.models import ChurnSignal, TrustReset

REMEMBERED = timedelta(days=365)
CONFIRMED = (states.ACKNOWLEDGED, states.RESOLVED)


@dataclass(frozen=True)
class Judged:
    """One kind: signals that were called false alarms, and signals that somebody confirmed or settled."""

    kind: str
    false_alarms: int
    confirmed: int

    @property
    def trust(self) -> float:
        return trust(false_alarms=self.false_alarms, confirmed=self.confirmed)


def judgements(kinds: Iterable[str], *, now: datetime | None = None) -> dict[str, Judged]:
    """By kind, those that nobody has judged with zeros. Before a reset nothing counts."""
    reset = TrustReset.objects.filter(kind=OuterRef("kind")).values("at")
    since = (now or clock.now()) - REMEMBERED
    rows = (
        ChurnSignal.objects.filter(judged_at__gte=since, state__in=(states.FALSE_ALARM, *CONFIRMED))
        .annotate(reset_at=Subquery(reset))
        .filter(Q(reset_at=None) | Q(judged_at__gt=F("reset_at")))
        .values("kind")
        .annotate(
            false_alarms=Count("pk", filter=Q(state=states.FALSE_ALARM)),
            confirmed=Count("pk", filter=Q(state__in=CONFIRMED)),
        )
    )
    found = {row["kind"]: Judged(**row) for row in rows}
    return {kind: found.get(kind, Judged(kind, 0, 0)) for kind in kinds}
