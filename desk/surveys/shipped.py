"""The survey with which every installation begins: how satisfied a customer is with a complaint's solution.

The beat makes it once, as soon as there is an administrator, where nobody has made a survey yet. From then on
it is a survey like any other: changed, closed, and never made again.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from desk.models import Question, Survey
from desk.surveys import building
from outbox import templates
from outbox.models import Template
from outbox.suggestions import suggested
from staff.models import User
from staff.roles import Role

TOKEN = uuid.uuid5(uuid.NAMESPACE_OID, "satisfaction with the solution")
TEMPLATES = {"zh-hans": "投诉处理满意度", "en": "Is your complaint solved?"}  # as they are suggested
ONE_QUESTION = ("您对这次投诉的处理结果满意吗？", "How satisfied are you with the solution?")
IN_THEIR_WORDS = ("还有什么想说的？", "Is there anything else?")


def ship() -> Survey | None:
    """Make it where there is no survey at all. Safe to repeat."""
    if Survey.objects.exists():
        return None
    by = User.objects.at_work().filter(role=Role.ADMINISTRATOR).order_by("pk").first()
    return make(by=by) if by else None


@transaction.atomic
def make(*, by: User) -> Survey:
    """One question and his own words, published; it goes out the day after. Twice is once."""
    known = Survey.objects.filter(token=TOKEN).first()
    if known:
        return known
    survey = building.make_survey(
        by=by,
        token=TOKEN,
        name_zh="投诉处理满意度",
        name_en="Satisfaction with the solution",
        occasion=Survey.Occasion.COMPLAINT,
        by_itself=True,
        after_days=1,
        **invitations(by),
    )
    version = building.begin_draft(survey=survey)
    for kind, (zh, en) in ((Question.Kind.SATISFACTION, ONE_QUESTION), (Question.Kind.TEXT, IN_THEIR_WORDS)):
        required = kind == Question.Kind.SATISFACTION
        building.save_question(version=version, kind=kind, words_zh=zh, words_en=en, required=required)
    building.publish(version=version, by=by)
    return survey


def invitations(by: User) -> dict[str, Any]:
    """The templates in both languages; none where a rule forbids one, as without a short name to sign with.

    A person chooses them then, in the survey's settings. With one alone the others would be written to in a
    language that is not theirs.
    """
    try:
        with transaction.atomic():
            found = {language: template(language, by) for language in TEMPLATES}
    except ValidationError:
        return {}
    return {"template_zh": found["zh-hans"], "template_en": found["en"]}


def template(language: str, by: User) -> Template:
    """The suggested one as somebody keeps it, else as it is suggested. Raises as `write` does."""
    name = TEMPLATES[language]
    kept = Template.objects.in_use().filter(name=name, language=language).first()
    return kept or templates.write(
        by=by, signature=templates.usual_signature(), **suggested(name, language=language)
    )
