"""What verified ratings counted as, from which day until which: a verification is known from its day on.

As in desk.quality.truth.reads: what the customer said when called goes before what stands behind a confirmed
doubt; what he was never asked, and what stands behind one unverified, does not count.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from desk.models import Doubt, DoubtedRating, VerificationCall
from desk.quality.truth import reads

State = VerificationCall.State
# Kind of rating → its field in the truth check.
FIELDS = {"scores": "score", "ratings": "rating", "recommendations": "recommendation"}
# A rating: when it became known, and what it counts as then: as it stands (STANDS), otherwise, or not.
STANDS = -1
Findings = dict[int, list[tuple[date, int | None]]]


def all_versions() -> dict[str, list[Any]]:
    """The parameters of desk.quality.index.sources about what was verified."""
    return {name: values for kind in FIELDS for name, values in versions_of(kind).items()}


def versions_of(kind: str) -> dict[str, list[Any]]:
    """Those of one kind of rating.

    A version that counts has a row; said: None as it stands.
    """
    rows = [row for key, known in findings(FIELDS[kind]).items() for row in versions(key, known)]
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    return {
        f"{kind}_{name}": list(column)
        for name, column in zip(("id", "since", "until", "said"), columns, strict=True)
    }


def findings(field: str) -> Findings:
    """Rating → what was found out, in the order in which it counts."""
    found: Findings = defaultdict(list)
    behind = DoubtedRating.objects.filter(doubt__state=Doubt.State.CONFIRMED).exclude(**{field: None})
    confirmed: dict[int, date] = {}
    for key, at in behind.values_list(field, "doubt__decided_at"):
        confirmed[key] = min(timezone.localdate(at), confirmed.get(key, date.max))
    for key, _at, day, state, said in reads.told_in_calls(field):
        outcome = STANDS if state == State.SAME else said if state == State.OTHER else None
        found[key].append((day, outcome))
    for key, day in confirmed.items():
        # Before the first call only: afterwards his own words count.
        if not found[key] or day < found[key][0][0]:
            found[key].insert(0, (day, None))
    return found


def versions(
    key: int, told: list[tuple[date, int | None]]
) -> Iterator[tuple[int, date | None, date | None, int | None]]:
    """(rating, since, until, what it counts as), of those that count."""
    yield key, None, told[0][0], None
    for place, (since, outcome) in enumerate(told):
        until = told[place + 1][0] if place + 1 < len(told) else None
        if outcome is not None and until != since:
            yield key, since, until, None if outcome == STANDS else outcome
