"""Which questions are shown for given answers, and whether answers will do. Pure.

An answer is a number (satisfaction 1–5, recommendation 0–10, a scale from 1), a tuple of numbers of lines
(one or several choices, from 1), or a text. What was not answered is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

Value = int | tuple[int, ...] | str
Answers = dict[int, Value]

SATISFACTION, NPS, SCALE, ONE, SEVERAL, TEXT = "satisfaction", "nps", "scale", "one", "several", "text"
NUMBERS = (SATISFACTION, NPS, SCALE)
CHOICES = (ONE, SEVERAL)
LONGEST_TEXT = 2000
SATISFACTION_STEPS, NPS_STEPS = (1, 5), (0, 10)


@dataclass(frozen=True)
class Rule:
    """Shown only if the answer to `question` passes: is, at_most, at_least or contains `value`."""

    question: int
    test: str
    value: int


@dataclass(frozen=True)
class Asked:
    """One question as the rules see it. most: highest step of a scale · options: how many lines."""

    id: int
    kind: str
    required: bool = False
    most: int = 5
    options: int = 0
    rule: Rule | None = None

    @property
    def steps(self) -> tuple[int, int]:
        """Lowest and highest number of an answer."""
        if self.kind == SATISFACTION:
            return SATISFACTION_STEPS
        return NPS_STEPS if self.kind == NPS else (1, self.most if self.kind == SCALE else self.options)


@dataclass
class Checked:
    """answers: what counts · faults: question → what is wrong, in words."""

    answers: Answers = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)


def passes(rule: Rule, answer: Value | None) -> bool:
    """Does this answer open what the rule guards? No answer opens nothing."""
    if answer is None:
        return False
    if isinstance(answer, tuple):
        return rule.test in ("is", "contains") and rule.value in answer
    if isinstance(answer, str):
        return False
    return {
        "is": answer == rule.value,
        "at_most": answer <= rule.value,
        "at_least": answer >= rule.value,
    }.get(rule.test, False)


def check(questions: Sequence[Asked], given: Mapping[int, Sequence[str]]) -> Checked:
    """Read what a form sent: question → the strings under its name. Answers to hidden questions are dropped.

    What hangs on a hidden question is hidden too. A question without JavaScript is always on the page;
    whether it had to be answered is decided here.
    """
    checked = Checked()
    seen: set[int] = set()
    for one in questions:
        if one.rule and not (
            one.rule.question in seen and passes(one.rule, checked.answers.get(one.rule.question))
        ):
            continue
        seen.add(one.id)
        answer = read(one, given.get(one.id, ()))
        if answer is None:
            checked.faults[one.id] = _("This cannot be an answer here.")
        elif answer not in ((), ""):
            checked.answers[one.id] = answer
        elif one.required:
            checked.faults[one.id] = missing(one)
    return checked


def missing(one: Asked) -> str:
    return _("Write a few words.") if one.kind == TEXT else _("Choose an answer.")


def read(one: Asked, sent: Sequence[str]) -> Value | None:
    """One answer; () or "" when nothing was said, None when it cannot be one."""
    if one.kind == TEXT:
        text = " ".join(sent).replace("\x00", "").strip()
        return text if len(text) <= LONGEST_TEXT else None
    words = [word for word in sent if word]
    if not words:
        return ()
    numbers = numbers_of(words)
    low, high = one.steps
    if numbers is None or not all(low <= number <= high for number in numbers):
        return None
    if one.kind != SEVERAL and len(numbers) > 1:
        return None
    return numbers if one.kind in CHOICES else numbers[0]


def numbers_of(words: Iterable[str]) -> tuple[int, ...] | None:
    """Each once, rising; None when a word is no number."""
    if not all(word.isascii() and word.isdecimal() and len(word) < 4 for word in words):
        return None
    return tuple(sorted({int(word) for word in words}))


TESTS = {
    **dict.fromkeys(NUMBERS, ("is", "at_most", "at_least")),
    ONE: ("is",),
    SEVERAL: ("contains",),
    TEXT: (),
}


def faults_of_rule(rule: Rule, *, guarded: Asked, earlier: Sequence[Asked]) -> str:
    """What is wrong with a skip rule; empty when nothing is. earlier: the questions before `guarded`."""
    about = next((one for one in earlier if one.id == rule.question), None)
    if about is None or about.id == guarded.id:
        return _("A skip rule may look back only: choose an earlier question.")
    if rule.test not in TESTS[about.kind]:
        return _("That test does not fit the kind of the earlier question.")
    low, high = about.steps
    if not low <= rule.value <= high:
        return _("The earlier question has no answer %(value)d: it goes from %(low)d to %(high)d.") % {
            "value": rule.value,
            "low": low,
            "high": high,
        }
    return ""
