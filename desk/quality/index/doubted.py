"""What a doubt does to the index of whom it is about: with its ratings as entered, and as they count now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from desk.models import Doubt, DoubtedRating, QualityFigure, QualityRun
from desk.quality.index.behind import by_subject
from desk.quality.index.corrected import STANDS, findings
from desk.quality.index.formula import Tally, index_of
from desk.quality.index.policies import least_of, quality_policy, rules_of
from desk.quality.index.reads import tally_of

# Where a rating comes from → its name in the tally; what else there is was asked by an agent.
NAMES = {
    "link": "surveyed",
    "phone": "surveyed",
    "rating": "rated",
    "recommendation": "recommended",
}
# Of whom the index tells; of who enters ratings it does not, so the branch stands for him.
KINDS = {
    Doubt.Subject.TECHNICIAN: "technician",
    Doubt.Subject.BRANCH: "branch",
    Doubt.Subject.PERSON: "branch",
}


@dataclass(frozen=True)
class Change:
    """kind: technician or branch · before, after: 0 to 100, None while there are too few answers"""

    kind: str
    day: date
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Rated:
    """One rating behind the doubt: what it added as entered, as measured and adds now; None is not at all.

    name: of its sum in the tally.
    """

    name: str
    entered: float | None
    measured: float | None
    now: float | None


def change_by(doubt: Doubt) -> Change | None:
    """On the newest day that was measured; None where there is no figure of whom it is about.

    A handful of queries: the figure is corrected for the ratings behind the doubt, nothing is measured anew.
    """
    kind = KINDS[Doubt.Subject(doubt.subject)]
    key = subject_of(doubt, kind)
    run = QualityRun.objects.filter(measured_at__isnull=False).order_by("-day").first()
    row = QualityFigure.objects.filter(day=run.day, **{kind: key}).first() if run and key else None
    if run is None or row is None:
        return None
    behind = list(rated_behind(doubt, kind, key, run))
    tally = tally_of(row)
    entered = with_all(tally, ((one.name, one.measured, one.entered) for one in behind))
    now = with_all(tally, ((one.name, one.measured, one.now) for one in behind))
    return Change(kind, run.day, shown(entered, kind), shown(now, kind))


def shown(tally: Tally, kind: str) -> float | None:
    policy = quality_policy()
    index = index_of(tally, rules_of(policy))
    return index.value if index.n >= least_of(policy)[kind] else None


def subject_of(doubt: Doubt, kind: str) -> int | None:
    """The technician or branch whose index it is."""
    if kind == "technician":
        return doubt.person_id
    return doubt.branch_id or (doubt.person.branch_id if doubt.person else None)


def with_all(tally: Tally, moves: Iterable[tuple[str, float | None, float | None]]) -> Tally:
    """The tally in which each answer adds what it becomes. moves: (name, was, becomes); None adds nothing."""
    numbers = vars(tally).copy()
    for name, was, becomes in moves:
        numbers[name] += (becomes is not None) - (was is not None)
        numbers[f"{name}_sum"] += (becomes or 0) - (was or 0)
    return Tally(**numbers)


def points(score: int, timeliness: int | None = None, *, source: str = "") -> float:
    """As 0 to 100; of a work order punctuality is a third, where somebody spoke of it.

    source: of NAMES; only a recommendation is of 10.
    """
    if source == "recommendation":
        return score * 10.0
    said = (score - 1) * 25.0
    return said if timeliness is None else (said * 2 + (timeliness - 1) * 25.0) / 3


def rated_behind(doubt: Doubt, kind: str, key: int | None, run: QualityRun) -> Iterator[Rated]:
    """Those of the doubt's ratings that the figure of that day knows."""
    first = run.day - timedelta(days=run.window_days - 1)
    for field, rows in by_subject(DoubtedRating.objects.filter(doubt=doubt), kind).items():
        known = findings(field)
        for pk, score, timeliness, source in rows.filter(
            about=key, **{f"{field}__day__range": (first, run.day)}
        ).values_list(field, f"{field}__score", "timeliness", "source"):
            entered = points(score, timeliness, source=source)
            then, now = (
                entered
                if told == STANDS
                else None
                if told is None
                else points(told, timeliness, source=source)
                for told in (counted(known.get(pk, []), by) for by in (run.day, date.max))
            )
            yield Rated(NAMES.get(source, "answered"), entered, then, now)


def counted(told: list[tuple[date, int | None]], by: date) -> int | None:
    """What a rating counted as on a day: STANDS, otherwise, or None for not at all."""
    known = [outcome for since, outcome in told if since <= by]
    return known[-1] if known else STANDS
