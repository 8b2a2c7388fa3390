"""What customers answered: by question, place, person and month. Each figure is one list, by its filter.

A share or a net promoter score stands with its interval (desk/surveys/shares.py) from one answer on; below
the policy's number of answers it says how few they are. Figures of people need 30 answers, and their line
over time is that of the twelve months up to each month, so that it does too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.http import urlencode

from churn_crm.ui import figures
from desk.models import Answer, Invitation, Question, Survey
from desk.surveys import page
from desk.surveys.questions import CHOICES, NPS, NUMBERS, SATISFACTION
from desk.surveys.shares import DETRACTOR, PROMOTER, Estimate, net_promoters, share
from staff.models import Branch, User

PEOPLE_NEED = 30  # answers, before anything is said of a person
MONTHS = 12
SATISFIED = 4
SCORES: dict[str, Any] = {
    "n": Count("pk"),
    "satisfied": Count("pk", filter=Q(number__gte=SATISFIED)),
    "promoters": Count("pk", filter=Q(number__gte=PROMOTER)),
    "detractors": Count("pk", filter=Q(number__lte=DETRACTOR)),
    "top": Count("pk", filter=Q(number__gte=F("question__most") - 1)),
}
# What the answers are split by → where it stands.
PLACES: dict[str, Any] = {"branch": Branch, "technician": User, "agent": User}
PEOPLE = ("technician", "agent")
# Ways by which an invitation is made with its answer: nobody counts who would rather not.
WITH_ANSWER = (Invitation.Channel.QR, Invitation.Channel.PHONE)
Counts = Mapping[str, int]  # by the names of SCORES


@dataclass(frozen=True)
class Figure:
    """One line of results. estimate: None without answers, or with fewer than a person needs.

    query: the list behind n. few: so few answers that the interval is wide. key: of the branch or person.
    """

    label: str
    n: int
    estimate: Estimate | None
    query: str
    needs: int = 1
    few: bool = False
    key: int | None = None
    month: date | None = None


@dataclass(frozen=True)
class Place:
    """Whose months are looked at: name is one of PLACES."""

    name: str
    key: int
    label: str

    @property
    def is_person(self) -> bool:
        return self.name in PEOPLE


@dataclass
class About:
    """One question with its answers. options: how often each was chosen."""

    question: Question
    words: str
    figure: Figure
    options: list[Figure] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """All that is shown of a survey. main: the question that is split. of: whose months; None: all."""

    about: list[About]
    main: Question | None
    split: dict[str, list[Figure]]
    of: Place | None
    months: list[Figure]
    rates: list[dict[str, Any]]


def needed(name: str) -> int:
    """How many answers are needed before anything is said of a branch, a technician or an agent."""
    return PEOPLE_NEED if name in PEOPLE else 1


def since(today: date) -> date:
    """The first day of the twelve months that are looked at, this one among them."""
    return months_until(today)[0]


def months_until(month: date) -> list[date]:
    """The twelve months that end with this one, oldest first."""
    first = month.year * 12 + month.month - MONTHS
    return [date(one // 12, one % 12 + 1, 1) for one in range(first, first + MONTHS)]


def rolling(counted: Mapping[date, Counts], months: Sequence[date]) -> dict[date, Counts]:
    """Month → what was counted in it and in the eleven before it. Pure."""
    return {
        month: {
            name: sum(counted[one][name] for one in months_until(month) if one in counted) for name in SCORES
        }
        for month in months
    }


def measured(kind: str, row: Counts) -> Estimate | None:
    """What the answers to a question of this kind come to.

    Satisfied: 4 and 5. Scale: the two highest steps, as top-two-box counts them.
    """
    if kind == NPS:
        return net_promoters(row["promoters"], row["detractors"], row["n"])
    if kind in NUMBERS:
        return share(row["satisfied"] if kind == SATISFACTION else row["top"], row["n"])
    return None


class Results:
    """The results of one survey as `user` may see them."""

    def __init__(self, survey: Survey, *, user: User, today: date, language: str, enough: int) -> None:
        self.survey, self.user, self.language, self.enough = survey, user, language, enough
        self.today, self.first = today, since(today)
        self.questions = newest_of_each(survey)

    def answers(self) -> "QuerySet[Answer]":
        return self._ever().filter(response__day__gte=self.first)

    def _ever(self) -> "QuerySet[Answer]":
        return Answer.objects.visible_to(self.user).filter(response__invitation__survey=self.survey)

    def by_question(self) -> list[About]:
        """Every question that was ever asked in it, in the order of its newest version. Two queries."""
        counted: Any = self.answers().values("question__key").annotate(**SCORES)
        rows = {row["question__key"]: row for row in counted}
        chosen = self._chosen()
        none = dict.fromkeys(SCORES, 0)
        return [self._about(one, rows.get(one.key, none), chosen.get(one.key, {})) for one in self.questions]

    def _about(self, question: Question, row: dict[str, int], chosen: dict[int, int]) -> About:
        n, key = row["n"], {"question": question.key}
        options = [
            self._figure(page.label(question, line, self.language), n, share(hits, n), key | {"value": line})
            for line, hits in ((line, chosen.get(line, 0)) for line in lines_of(question))
        ]
        return About(
            question=question,
            words=question.words(self.language),
            figure=self._figure("", n, measured(question.kind, row), key),
            options=options,
        )

    def _chosen(self) -> dict[UUID, dict[int, int]]:
        """Question → line → how many chose it."""
        line = Func(F("choices"), function="jsonb_array_elements_text", output_field=IntegerField())
        rows = self.answers().filter(question__kind__in=CHOICES).annotate(line=line)
        found: dict[UUID, dict[int, int]] = {}
        for key, value, n in rows.values_list("question__key", "line").annotate(Count("pk")).order_by():
            found.setdefault(key, {})[int(value)] = n
        return found

    def split(self, question: Question) -> dict[str, list[Figure]]:
        """One question by branch, technician and agent; the largest first. Two queries each."""
        return {name: self._by(name, model, question) for name, model in PLACES.items()}

    def _by(self, name: str, model: Any, question: Question) -> list[Figure]:
        path = f"response__invitation__{name}"
        rows = self._of(question).exclude(**{path: None}).values(path).annotate(**SCORES).order_by("-n", path)
        rows = list(rows)
        named = model.objects.in_bulk([row[path] for row in rows])
        return [
            self._figure(
                str(named[row[path]]),
                row["n"],
                measured(question.kind, row),
                {"question": question.key, name: row[path]},
                needs=needed(name),
                key=row[path],
            )
            for row in rows
        ]

    def by_month(self, question: Question, of: Place | None = None) -> list[Figure]:
        """One question over time, oldest month first; of one branch or person if given.

        A person's month is that month with the eleven before it.
        """
        shown = months_until(self.today)
        people = of is not None and of.is_person
        counted = self._counted(question, of, since(shown[0]) if people else shown[0])
        found = rolling(counted, shown) if people else counted
        return [
            self._of_month(question, of, month, found[month])
            for month in shown
            if month in found and found[month]["n"]
        ]

    def _counted(self, question: Question, of: Place | None, first: date) -> dict[date, Counts]:
        """Month → its answers; one query."""
        rows = self._ever().filter(question__key=question.key, response__day__gte=first)
        if of:
            rows = rows.filter(**{f"response__invitation__{of.name}": of.key})
        found: Any = rows.annotate(month=TruncMonth("response__day")).values("month").annotate(**SCORES)
        return {row["month"]: row for row in found.order_by("month")}

    def _of_month(self, question: Question, of: Place | None, month: date, row: Counts) -> Figure:
        people = of is not None and of.is_person
        query = {"question": question.key, "until" if people else "month": f"{month:%Y-%m}"}
        return self._figure(
            figures.day(month, "month_short"),
            row["n"],
            measured(question.kind, row),
            query | ({of.name: of.key} if of else {}),
            needs=needed(of.name if of else ""),
            month=month,
        )

    def _of(self, question: Question) -> "QuerySet[Answer]":
        return self.answers().filter(question__key=question.key)

    def _figure(
        self, label: str, n: int, estimate: Estimate | None, query: dict[str, Any], needs: int = 1, **of: Any
    ) -> Figure:
        shown = estimate if n >= needs else None
        return Figure(label, n, shown, urlencode(query), needs, few=bool(shown) and n < self.enough, **of)

    def rates(self) -> list[dict[str, Any]]:
        """How many were asked by each way, answered, and answered after a reminder."""
        seen = Invitation.objects.visible_to(self.user).that_went_out()
        asked = seen.filter(survey=self.survey, day__gte=self.first)
        rows = asked.values("channel").annotate(
            asked=Count("pk"),
            answered=Count("answered_at"),
            reminded=Count("reminded_at"),
            after=Count("pk", filter=Q(answered_at__gt=F("reminded_at"))),
        )
        words = dict(Invitation.Channel.choices)
        return [
            row
            | {
                "label": words[row["channel"]],
                "rate": None if row["channel"] in WITH_ANSWER else share(row["answered"], row["asked"]),
                "few": row["asked"] < self.enough,
            }
            for row in rows.order_by("-asked")
        ]


def lines_of(question: Question) -> Iterable[int]:
    return range(1, len(question.options_en) + 1) if question.kind in CHOICES else ()


def newest_of_each(survey: Survey) -> list[Question]:
    """Each question as the newest published version that asks it has it; what is no longer asked, last."""
    rows = Question.objects.filter(version__survey=survey, version__published_at__isnull=False)
    found: dict[UUID, Question] = {}
    for row in rows.order_by("-version__number", "place"):
        found.setdefault(row.key, row)
    return list(found.values())


def main_question(questions: list[Question], asked: str = "") -> Question | None:
    """The one that is split: as asked for, else satisfaction, else the first that is a number."""
    numbers = [one for one in questions if one.kind in NUMBERS]
    chosen = next((one for one in numbers if str(one.key) == asked), None)
    satisfied = next((one for one in numbers if one.kind == SATISFACTION), None)
    return chosen or satisfied or next(iter(numbers), None)


def shown(found: Results, asked: Mapping[str, str]) -> Shown:
    """The results as a query string wants them. asked: question, and branch, technician or agent."""
    main = main_question(found.questions, asked.get("question", ""))
    split = found.split(main) if main else {}
    of = place_in(split, asked)
    months = found.by_month(main, of) if main else []
    return Shown(found.by_question(), main, split, of, months, found.rates())


def place_in(split: Mapping[str, Sequence[Figure]], asked: Mapping[str, str]) -> Place | None:
    """The branch or person that is asked for, if somebody answered about it."""
    for name, lines in split.items():
        for line in lines:
            if line.key is not None and str(line.key) == asked.get(name):
                return Place(name, line.key, line.label)
    return None
