"""What a survey's questions look like to whoever answers: customers on their phone, agents at the desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.models import Customer
from desk.models import Invitation, Question
from desk.surveys.building import asked
from desk.surveys.questions import CHOICES, SATISFACTION, SEVERAL, TEXT, Answers, Value
from outbox.salutations import salutation

FACES = ("mood-angry", "mood-sad", "mood-empty", "mood-smile", "mood-happy")


@dataclass(frozen=True)
class Option:
    """One thing to press. icon: a face, where there is one."""

    value: int
    words: str
    chosen: bool
    icon: str = ""


@dataclass(frozen=True)
class Shown:
    """One question as it stands on a page. only_if: the skip rule in words, for pages without scripts."""

    question: Question
    number: int
    words: str
    options: list[Option]
    text: str
    only_if: str
    fault: str

    @property
    def name(self) -> str:
        return name_of(self.question.pk)

    @property
    def several(self) -> bool:
        return self.question.kind == SEVERAL


def name_of(question: int) -> str:
    """The name of its field in a form."""
    return f"q{question}"


def sent(questions: Sequence[Question], data: Any) -> dict[int, list[str]]:
    """What a form sent, by question. data: of the request."""
    return {one.pk: data.getlist(name_of(one.pk)) for one in questions}


def lay_out(
    questions: Sequence[Question],
    *,
    language: str,
    answers: Answers | None = None,
    faults: Mapping[int, str] | None = None,
) -> Iterator[Shown]:
    """The questions with what was answered already and what is wrong with it."""
    answers, faults = answers or {}, faults or {}
    by_key = {one.pk: (number, one) for number, one in enumerate(questions, 1)}
    for number, one in enumerate(questions, 1):
        given = answers.get(one.pk)
        earlier = by_key.get(one.after_id) if one.after_id else None
        yield Shown(
            question=one,
            number=number,
            words=one.words(language),
            options=list(options_of(one, given, language)),
            text=given if isinstance(given, str) else "",
            only_if=condition(one, *earlier, language) if earlier else "",
            fault=faults.get(one.pk, ""),
        )


def options_of(question: Question, given: Value | None, language: str) -> Iterator[Option]:
    """All that can be chosen, lowest first."""
    if question.kind == TEXT:
        return
    low, high = asked(question).steps
    chosen = given if isinstance(given, tuple) else (given,)
    for value in range(low, high + 1):
        icon = FACES[value - 1] if question.kind == SATISFACTION else ""
        yield Option(value, label(question, value, language), value in chosen, icon)


def label(question: Question, value: int, language: str) -> str:
    """How one answer is called, in the language in force; choices in that of the page."""
    if question.kind == SATISFACTION:
        return satisfaction()[value - 1]
    if question.kind in CHOICES:
        options = question.options(language)
        return options[value - 1] if 0 < value <= len(options) else str(value)
    return str(value)


def satisfaction() -> list[str]:
    """The words of the five faces, worst first."""
    return [
        _("very unhappy"),
        _("unhappy"),
        _("so-so"),
        _("happy"),
        _("very happy"),
    ]


def condition(question: Question, number: int, earlier: Question, language: str) -> str:
    """A skip rule in words: only if question 1 is at most “unhappy”."""
    sentences = {
        "is": _("Only if question %(number)d is “%(answer)s”"),
        "at_most": _("Only if question %(number)d is at most “%(answer)s”"),
        "at_least": _("Only if question %(number)d is at least “%(answer)s”"),
        "contains": _("Only if question %(number)d contains “%(answer)s”"),
    }
    answer = label(earlier, question.value or 0, language)
    return sentences[question.test] % {"number": number, "answer": answer}


def heading(invitation: Invitation | None, *, language: str) -> str:
    """The question above all questions: who, and what it is about."""
    customer = invitation.customer if invitation else None
    if invitation is None or customer is None:
        return _("How are you satisfied with us?")
    words = {"who": address_of(customer, language=language)}
    if invitation.complaint:
        words["day"] = figures.day(invitation.complaint.day)
        return _("%(who)s, how did we solve your complaint of %(day)s?") % words
    if invitation.visit:
        words["day"] = figures.day(invitation.visit.day)
        return _("%(who)s, how was your visit on %(day)s?") % words
    return _("%(who)s, how are you satisfied with us?") % words


def address_of(customer: Customer, *, language: str) -> str:
    """How he is addressed; no more of him stands on the page than that, a day and a masked number."""
    person = customer.kind == Customer.Kind.PERSON
    return salutation(
        name=customer.name,
        latin_name=customer.latin_name,
        gender=customer.gender if person else "",
        language=language,
    )


def promise_in_words(until: datetime, *, now: datetime) -> str:
    """Until when somebody calls; both in the branch's zone."""
    if until.date() == now.date():
        return _("Today by %(time)s") % {"time": f"{until:%H:%M}"}
    return _("By %(day)s, %(time)s") % {"day": figures.day(until.date()), "time": f"{until:%H:%M}"}
