"""What customers answered: by question, place, person and month. Each figure is one list, by its filter.

A share or a net promoter score stands with its interval (desk/surveys/shares.py); below the policy's number
of answers there is none. Figures of people need more: 30 answers.
"""

from collections.abc import Iterable
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
# What the answers are split by → where it stands, and how many answers it needs.
PLACES = {"branch": Branch, "technician": User, "agent": User}


@dataclass(frozen=True)
class Figure:
    """One line of results. estimate: None where there is too little. query: the list behind n."""

    label: str
    n: int
    estimate: Estimate | None
    query: str
    needs: int = 0


@dataclass
class About:
    """One question with its answers. options: how often each was chosen."""

    question: Question
    words: str
    figure: Figure
    options: list[Figure] = field(default_factory=list)

    @property
    def is_share(self) -> bool:
        return self.question.kind in NUMBERS and self.question.kind != NPS


def since(today: date) -> date:
    """The first day of the twelve months that are looked at, this one among them."""
    back = today.year * 12 + today.month - MONTHS
    return date(back // 12, back % 12 + 1, 1)


def measured(kind: str, row: dict[str, int]) -> Estimate | None:
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
        self.first = since(today)
        self.questions = newest_of_each(survey)

    def answers(self) -> "QuerySet[Answer]":
        found = Answer.objects.visible_to(self.user)
        return found.filter(response__invitation__survey=self.survey, response__day__gte=self.first)

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
        needs = self.enough if model is Branch else max(self.enough, PEOPLE_NEED)
        return [
            self._figure(
                str(named[row[path]]),
                row["n"],
                measured(question.kind, row),
                {"question": question.key, name: row[path]},
                needs,
            )
            for row in rows
        ]

    def by_month(self, question: Question) -> list[Figure]:
        """One question over time, oldest month first."""
        rows = self._of(question).annotate(month=TruncMonth("response__day"))
        found: Any = rows.values("month").annotate(**SCORES).order_by("month")
        return [
            self._figure(
                figures.day(row["month"], "month_short"),
                row["n"],
                measured(question.kind, row),
                {"question": question.key, "month": f"{row['month']:%Y-%m}"},
            )
            for row in found
        ]

    def _of(self, question: Question) -> "QuerySet[Answer]":
        return self.answers().filter(question__key=question.key)

    def _figure(
        self, label: str, n: int, estimate: Estimate | None, query: dict[str, Any], needs: int = 0
    ) -> Figure:
        needs = needs or self.enough
        return Figure(label, n, estimate if n >= needs else None, urlencode(query), needs)

    def rates(self) -> list[dict[str, Any]]:
        """How many were asked by each way, answered, and answered after a reminder."""
        asked = Invitation.objects.visible_to(self.user).filter(survey=self.survey, day__gte=self.first)
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
                "rate": share(row["answered"], row["asked"]) if row["asked"] >= self.enough else None,
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
