"""Making a survey: a draft of questions, published as a version that is never changed again."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.models import Invitation, Question, Survey, SurveyVersion
from desk.surveys.questions import CHOICES, SATISFACTION, Asked, Rule, faults_of_rule
from outbox import consents
from outbox.models import WAITING, Message, Reason
from staff.models import User
from staff.roles import DECIDERS, Role

BUILDERS = (Role.TEAM_LEAD, *DECIDERS)
MOST_QUESTIONS = 15
# What two versions of a question must share for their answers to be counted together.
SAME = ("kind", "options_zh", "options_en", "most")
COPIED = (*SAME, "key", "place", "words_zh", "words_en", "required", "test", "value")


def asked(question: Question) -> Asked:
    """The question as the rules see it."""
    rule = (
        Rule(question.after_id, question.test, question.value)
        if question.after_id and question.value is not None
        else None
    )
    return Asked(
        id=question.pk,
        kind=question.kind,
        required=question.required,
        most=question.most,
        options=len(question.options_en),
        rule=rule,
    )


def all_asked(questions: Iterable[Question]) -> list[Asked]:
    return [asked(question) for question in questions]


@transaction.atomic
def make_survey(*, by: User, token: uuid.UUID | None = None, **values: Any) -> Survey:
    """A survey with an empty draft. The same token again returns the first."""
    made = {"made_by": by, "made_at": clock.now(), **values}
    survey, new = Survey.objects.get_or_create(token=token or uuid.uuid4(), defaults=made)
    if new:
        SurveyVersion.objects.create(survey=survey, number=1)
    return survey


@transaction.atomic
def change_survey(*, survey: Survey, edition: int | None = None, **values: Any) -> Survey:
    """Its names, occasion and way; the questions stand in its versions.

    edition: the one that was read. Raises ValidationError when somebody changed it since.
    """
    found = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    _next_edition(found, edition)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


def _next_edition(found: Survey | Question, read: int | None) -> None:
    """Count one change more. Raises ValidationError when somebody changed it since it was read."""
    if read is not None and read != found.edition:
        raise ValidationError(
            _("Somebody has just changed this. Open it again to see the new values."), code="version"
        )
    found.edition += 1


@transaction.atomic
def close(*, survey: Survey, closed: bool = True) -> Survey:
    """Nobody is asked, reminded or heard any more. Or open it again. Safe to repeat.

    What waits in the outbox is not sent; it stays so when the survey is opened again.
    """
    found = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if closed != bool(found.closed_at):
        found.closed_at = clock.now() if closed else None
        found.save(update_fields=["closed_at"])
    if closed:
        stop_waiting(found)
    return found


def stop_waiting(survey: Survey) -> int:
    """The invitations and reminders that have not left yet are not sent. Returns how many."""
    asked = Invitation.objects.unanswered().filter(survey=survey)
    keys = [
        *asked.filter(message__state__in=WAITING).values_list("message", flat=True),
        *asked.filter(reminder__state__in=WAITING).values_list("reminder", flat=True),
    ]
    return consents.stop(Message.objects.filter(pk__in=keys), reason=Reason.ENDED)


def published(survey: Survey) -> SurveyVersion | None:
    """The newest version that customers are given."""
    return survey.versions.filter(published_at__isnull=False).order_by("-number").first()


def given(survey: str, number: str) -> SurveyVersion | None:
    """The published version that a form names, whether or not a newer one is out by now; None if none is."""
    if not (survey.isdecimal() and number.isdecimal()):
        return None
    out = SurveyVersion.objects.filter(published_at__isnull=False).select_related("survey")
    return out.filter(survey=int(survey), number=int(number)).first()


def draft(survey: Survey) -> SurveyVersion | None:
    return survey.versions.filter(published_at=None).first()


@transaction.atomic
def begin_draft(*, survey: Survey) -> SurveyVersion:
    """A draft to work on: the one that is there, else a copy of the newest version."""
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    found = draft(survey)
    if found:
        return found
    newest = survey.versions.order_by("-number").first()
    made = SurveyVersion.objects.create(survey=survey, number=newest.number + 1 if newest else 1)
    if newest:
        _copy(newest, made)
    return made


def _copy(source: SurveyVersion, target: SurveyVersion) -> None:
    new: dict[int, Question] = {}
    for question in source.questions.all():
        values = {name: getattr(question, name) for name in COPIED}
        after = new.get(question.after_id) if question.after_id else None
        new[question.pk] = Question.objects.create(version=target, after=after, **values)


@transaction.atomic
def save_question(
    *,
    version: SurveyVersion,
    question: Question | None = None,
    token: uuid.UUID | None = None,
    edition: int | None = None,
    **values: Any,
) -> Question:
    """Add a question at the end of a draft, or change one of it. The same token again adds it once.

    edition: the one that was read. Raises ValidationError by field: a rule that does not fit, too many
    questions, a version that is out, a question that somebody changed or deleted since.
    """
    _locked_draft(version)
    known = version.questions.filter(token=token).first() if token else None
    if known:
        return known
    found = _again(question, edition) if question else _at_the_end(version, token)
    other = question and any(values.get(name, getattr(found, name)) != getattr(found, name) for name in SAME)
    for name, value in values.items():
        setattr(found, name, value)
    if other:
        found.key = uuid.uuid4()
    found.save()
    problems = [words for _about, words in rule_faults(version) if _about == found.pk]
    if problems:
        raise ValidationError({"after": problems})
    return found


def _at_the_end(version: SurveyVersion, token: uuid.UUID | None) -> Question:
    return Question(version=version, place=_next_place(version), token=token)


def _again(question: Question, edition: int | None = None) -> Question:
    """A draft's question as it is now; its version is locked."""
    found = Question.objects.filter(pk=question.pk).first()
    if found is None:
        raise ValidationError(_("Somebody has just deleted this question."), code="version")
    _next_edition(found, edition)
    return found


def _next_place(version: SurveyVersion) -> int:
    places = list(version.questions.values_list("place", flat=True))
    if len(places) >= MOST_QUESTIONS:
        raise ValidationError(_("At most 15 questions: a longer survey is not answered to its end."))
    return max(places, default=0) + 1


@transaction.atomic
def move_question(*, question: Question, up: bool) -> None:
    """One place up or down. Raises ValidationError when a skip rule would then look ahead."""
    _locked_draft(question.version)
    _again(question)
    ordered = list(question.version.questions.all())
    at = next(place for place, one in enumerate(ordered) if one.pk == question.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(ordered):
        return
    one, other = ordered[at], ordered[to]
    one.place, other.place = other.place, one.place
    Question.objects.bulk_update([one, other], ["place"])
    problems = [words for _about, words in rule_faults(question.version)]
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def delete_question(*, question: Question) -> None:
    """Take a question out of a draft. Raises ValidationError while a skip rule hangs on it."""
    _locked_draft(question.version)
    hanging = Question.objects.filter(after=question).first()
    if hanging:
        raise ValidationError(
            _("“%(other)s” is asked by an answer to this one. Change that rule first.")
            % {"other": hanging.words_en or hanging.words_zh}
        )
    Question.objects.filter(pk=question.pk).delete()


def _locked_draft(version: SurveyVersion) -> None:
    """Raises ValidationError when the version is out: answers hold to it."""
    found = SurveyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if found.published_at:
        raise ValidationError(_("This version is published and is not changed any more. Work on a draft."))


@transaction.atomic
def publish(*, version: SurveyVersion, by: User) -> SurveyVersion:
    """Give it to customers from now on. Twice is once. Raises ValidationError with all that forbids it."""
    found = SurveyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if found.published_at:
        return found
    problems = list(faults(found))
    if problems:
        raise ValidationError(problems)
    found.published_at, found.published_by = clock.now(), by
    found.save(update_fields=["published_at", "published_by"])
    return found


def faults(version: SurveyVersion) -> Iterator[str]:
    """All that forbids giving this version to customers, in words."""
    questions = list(version.questions.all())
    if not questions:
        yield _("There is no question yet.")
    for number, question in enumerate(questions, 1):
        for words in _faults_of(question):
            yield _("Question %(number)d: %(words)s") % {"number": number, "words": words}
    if sum(question.kind == SATISFACTION for question in questions) > 1:
        yield _("At most one question about satisfaction: its answer is the customer's score.")
    places = {question.pk: number for number, question in enumerate(questions, 1)}
    for about, words in rule_faults(version):
        yield _("Question %(number)d: %(words)s") % {"number": places[about], "words": words}


def _faults_of(question: Question) -> Iterator[str]:
    if not (question.words_zh.strip() and question.words_en.strip()):
        yield _("its words are needed in both languages.")
    if question.kind in CHOICES and len(question.options_zh) != len(question.options_en):
        yield _("as many choices in Chinese as in English are needed.")
    elif question.kind in CHOICES and len(question.options_en) < 2:
        yield _("at least two choices are needed.")


def rule_faults(version: SurveyVersion) -> Iterator[tuple[int, str]]:
    """(question, what is wrong with its skip rule)."""
    earlier: list[Asked] = []
    for one in all_asked(version.questions.order_by("place")):
        if one.rule:
            words = faults_of_rule(one.rule, guarded=one, earlier=earlier)
            if words:
                yield one.id, words
        earlier.append(one)
