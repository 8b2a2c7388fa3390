"""Surveys for tests: one with every kind of question, published, and people who are asked."""

import uuid
from typing import Any

from desk.models import Question, Survey, SurveyVersion
from desk.surveys import building, inviting
from desk.surveys.inviting import Invited
from outbox import templates
from outbox.models import Template
from staff.models import User

REASONS_ZH, REASONS_EN = ["等待太久", "价格", "服务态度"], ["Waiting", "Price", "Attitude"]


def a_survey(by: User, *, publish: bool = True, **values: Any) -> Survey:
    """Satisfaction, what was not good (only up to 3), in their words, recommendation."""
    given: dict[str, Any] = {
        "name_zh": "到店调查",
        "name_en": "After the visit",
        "occasion": "by_hand",
        "template_zh": a_template(by, "zh-hans"),
        "template_en": a_template(by, "en"),
    }
    survey = building.make_survey(by=by, **given | values)
    version = building.begin_draft(survey=survey)
    first = add(version, "satisfaction", "您满意吗？", "Are you satisfied?", required=True)
    add(
        version,
        "several",
        "哪里不好？",
        "What was not good?",
        options_zh=REASONS_ZH,
        options_en=REASONS_EN,
        after=first,
        test="at_most",
        value=3,
        required=True,
    )
    add(version, "text", "补充说明", "Anything else?")
    add(version, "nps", "会推荐吗？", "Would you recommend us?")
    if publish:
        building.publish(version=version, by=by)
    return survey


def add(version: SurveyVersion, kind: str, zh: str, en: str, **values: Any) -> Question:
    return building.save_question(version=version, kind=kind, words_zh=zh, words_en=en, **values)


def a_template(by: User, language: str) -> Template:
    """One with a link; found again where it was made before."""
    chinese = language.startswith("zh")
    words = "{称呼}您好，服务怎么样？{链接}" if chinese else "Hello {salutation}, how was it? {link}"
    name = "调查" if chinese else "Survey"
    found = Template.objects.in_use().filter(name=name, language=language).first()
    return found or templates.write(
        by=by,
        name=name,
        channel="sms",
        purpose="service",
        language=language,
        subject="",
        signature="禾溪汽车" if chinese else "Hexi Auto",
        text=words,
    )


def questions(survey: Survey) -> dict[str, Question]:
    """The questions of the newest published version by their kind."""
    version = building.published(survey)
    assert version is not None
    return {one.kind: one for one in version.questions.all()}


def ask(survey: Survey, customer: Any, *, channel: str = "link", **more: Any) -> Invited:
    occasion = inviting.by_hand(uuid.uuid4())
    return inviting.invite(survey=survey, customer=customer, channel=channel, occasion=occasion, **more)
