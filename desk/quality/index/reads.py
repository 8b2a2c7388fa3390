"""The index as it stands on pages: of branches, technicians, customers and the whole, with its months."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.http import urlencode

from desk.models import Doubt, QualityFigure, QualityPolicy, QualityRun
from desk.models.quality_index import QualityFigureQuerySet
from desk.quality.index.behind import counts_behind
from desk.quality.index.formula import COLUMNS, Factor, Index, Tally, index_of
from desk.quality.index.policies import least_of, quality_policy, rules_of
from desk.quality.index.words import COUNTS, FACTORS
from staff.models import Branch, User, UserQuerySet
from staff.roles import Scope

SHOWN_DAYS = 13  # the newest one, and the month ends before it
# Of what an index counts: with fewer of them who entered made-up ratings moves it by less than five points.
MATTERS = 0.05
SUBJECTS = {"branch": Doubt.Subject.BRANCH, "technician": Doubt.Subject.TECHNICIAN}


@dataclass(frozen=True)
class Part:
    """One factor of a line; factor: None where it is missing. weight: by the policy, 0 to 1."""

    name: str
    weight: float
    factor: Factor | None
    query: str

    @property
    def label(self) -> Any:
        return FACTORS[self.name]

    @property
    def counts(self) -> Any:
        return COUNTS[self.name]

    @property
    def bar(self) -> float:
        return self.factor.value / 100 if self.factor else 0


@dataclass
class Line:
    """One subject on the newest day. value, low and high: None while too few of the needed answers are there.

    months: (day, value), oldest first, the newest day last. doubts: by which the index is doubtful.
    """

    kind: str
    of: Any
    index: Index
    tally: Tally
    needs: int
    weights: dict[str, float]
    months: list[tuple[date, QualityFigure | None]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        return self.index.n >= self.needs and self.index.value is not None

    @property
    def query(self) -> str:
        """Of the list behind it."""
        return urlencode({self.kind: self.of.pk}) if self.of else ""

    @property
    def present(self) -> int:
        return len(self.index.factors)

    @cached_property
    def parts(self) -> list[Part]:
        around = {self.kind: self.of.pk} if self.of else {}
        return [
            Part(name, weight / 100, self.index.factors.get(name), urlencode({**around, "factor": name}))
            for name, weight in self.weights.items()
        ]

    @property
    def line(self) -> list[float | None]:
        """The values of the months, for a line as small as a word."""
        return [row.value if row else None for _day, row in self.months]


class Quality:
    """The index as of the newest day that was measured, under the policy in force."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.policy: QualityPolicy = quality_policy()
        found = QualityRun.objects.filter(measured_at__isnull=False)
        self.runs = list(found.order_by("-day")[:SHOWN_DAYS])[::-1]
        self.rules, self.least = rules_of(self.policy), least_of(self.policy)

    @property
    def day(self) -> date | None:
        return self.runs[-1].day if self.runs else None

    @property
    def catching_up(self) -> bool:
        """The policy has changed, and the figures are still those of the former one."""
        return bool(self.runs) and any(run.version != self.policy.version for run in self.runs)

    def branches(self) -> list[Line]:
        """Best first; those with too few answers last."""
        seen = {one.pk: one for one in branches_seen(self.user)}
        return self._lines("branch", QualityFigure.objects.filter(branch__in=seen), seen)

    def technicians(self) -> list[Line]:
        people = people_seen(self.user).order_by()
        found = QualityFigure.objects.of_technicians().filter(technician__in=people.values("pk"))
        keys = found.on(self.day).values("technician")
        seen = {one.pk: one for one in User.objects.filter(pk__in=keys).select_related("branch")}
        return self._lines("technician", found, seen)

    def business(self) -> Line | None:
        if self.user.scope != Scope.ALL:
            return None
        return next(iter(self._lines("business", QualityFigure.objects.of_business(), {None: None})), None)

    def of(self, kind: str, subject: Any) -> Line | None:
        """One subject, for whoever may see it; None where nobody spoke of it."""
        found = QualityFigure.objects.filter(**{kind: subject})
        return next(iter(self._lines(kind, found, {subject.pk: subject})), None)

    def _lines(self, kind: str, found: QualityFigureQuerySet, seen: dict[Any, Any]) -> list[Line]:
        """Three queries: the figures of all days shown, and the doubts about what enters them."""
        days = [run.day for run in self.runs]
        rows: dict[Any, dict[date, QualityFigure]] = defaultdict(dict)
        for row in found.filter(day__in=days):
            rows[getattr(row, f"{kind}_id", None)][row.day] = row
        run = self.runs[-1] if self.runs else None
        newest = {key: known[run.day] for key, known in rows.items() if run.day in known} if run else {}
        doubts = doubts_about(kind, self.user, run, newest)
        lines = [
            self._line(kind, of, rows[key], doubts.get(key, []))
            for key, of in seen.items()
            if self.day in rows[key]
        ]
        return sorted(lines, key=lambda line: (not line.enough, -(line.index.value or 0), str(line.of)))

    def _line(self, kind: str, of: Any, rows: dict[date, QualityFigure], doubts: list[Doubt]) -> Line:
        assert self.day is not None  # noqa: S101 (there are no rows without a day)
        tally = tally_of(rows[self.day])
        return Line(
            kind,
            of,
            index_of(tally, self.rules),
            tally,
            self.least[kind],
            {name: self.rules.weights[name] for name in FACTORS},
            [(run.day, rows.get(run.day)) for run in self.runs],
            doubts,
        )


def tally_of(row: QualityFigure) -> Tally:
    return Tally(*(getattr(row, name) for name in COLUMNS))


def branches_seen(user: User) -> QuerySet[Branch]:
    """All for who sees everybody; one's own for others."""
    if user.scope == Scope.ALL:
        return Branch.objects.all()
    return Branch.objects.filter(pk=user.branch_id or 0)


def people_seen(user: User) -> UserQuerySet:
    """Himself, and those whom he leads: technicians belong to a branch and mostly to no team."""
    found = User.objects.visible_to(user)
    if user.scope == Scope.TEAM and user.branch_id:
        found |= User.objects.filter(branch=user.branch_id, team=None)
    return found


def doubts_about(
    kind: str, user: User, run: QualityRun | None, newest: Mapping[int, QualityFigure]
) -> dict[int, list[Doubt]]:
    """Branch or technician → the doubts by which its index is doubtful and of which `user` may know.

    Those about itself; and those about who entered ratings, where these matter among what the index counts.
    """
    found: dict[int, list[Doubt]] = defaultdict(list)
    if kind not in SUBJECTS or run is None:
        return found
    standing = Doubt.objects.visible_to(user).standing()
    entered = standing.filter(subject=Doubt.Subject.PERSON)
    first = run.day - timedelta(days=run.window_days - 1)
    entering: dict[int, list[int]] = defaultdict(list)
    for (doubt_key, key), n in counts_behind(entered, kind, first=first, last=run.day).items():
        if key in newest and n >= MATTERS * newest[key].n:
            entering[doubt_key].append(key)
    column = "branch_id" if kind == "branch" else "person_id"
    wanted = standing.filter(Q(subject=SUBJECTS[kind]) | Q(pk__in=entering))
    for doubt in wanted.select_related("person").order_by("p", "pk"):
        for key in entering.get(doubt.pk) or [getattr(doubt, column)]:
            found[key].append(doubt)
    return found
