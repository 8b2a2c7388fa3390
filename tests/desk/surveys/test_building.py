"""A survey is built in drafts; what was published stays as it was given."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desk.models import Question, Survey, SurveyCode
from desk.surveys import building, policies, qr
from tests.desk.surveys.asking import a_survey, add

pytestmark = pytest.mark.django_db


def test_a_published_version_is_not_edited(zhou):
    survey = a_survey(zhou)
    question = Question.objects.filter(version=building.published(survey)).first()
    for change in (
        lambda: building.delete_question(question=question),
        lambda: building.move_question(question=question, up=False),
        lambda: building.save_question(version=question.version, kind="text"),
    ):
        with pytest.raises(ValidationError, match="published"):
            change()


def test_the_next_version_asks_the_same_questions_by_the_same_keys_and_rules(zhou):
    survey = a_survey(zhou)
    old, new = building.published(survey), building.begin_draft(survey=survey)
    assert [one.key for one in new.questions.all()] == [one.key for one in old.questions.all()]
    guarded = new.questions.get(kind="several")
    assert guarded.after == new.questions.get(kind="satisfaction")
    assert building.begin_draft(survey=survey) == new


def test_other_words_are_the_same_question_other_choices_are_not(zhou):
    survey = a_survey(zhou)
    draft = building.begin_draft(survey=survey)
    nps = draft.questions.get(kind="nps")
    key = nps.key
    nps = building.save_question(version=draft, question=nps, kind="nps", words_zh="推荐？", words_en="Well?")
    assert nps.key == key
    nps = building.save_question(version=draft, question=nps, kind="satisfaction", words_zh="?", words_en="?")
    assert nps.key != key


def test_a_draft_says_all_that_forbids_publishing(zhou):
    survey = building.make_survey(by=zhou, name_zh="一", name_en="One", occasion="by_hand")
    draft = building.draft(survey)
    with pytest.raises(ValidationError, match="no question yet"):
        building.publish(version=draft, by=zhou)
    add(draft, "satisfaction", "满意吗？", "")
    add(draft, "satisfaction", "满意吗？", "Satisfied?")
    add(draft, "one", "哪个？", "Which?", options_zh=["一", "二"], options_en=["One"])
    assert list(building.faults(draft)) == [
        "Question 1: its words are needed in both languages.",
        "Question 3: as many choices in Chinese as in English are needed.",
        "At most one question about satisfaction: its answer is the customer's score.",
    ]


def test_a_skip_rule_may_only_look_back(zhou):
    survey = a_survey(zhou, publish=False)
    draft = building.draft(survey)
    first, guarded = draft.questions.get(kind="satisfaction"), draft.questions.get(kind="several")
    with pytest.raises(ValidationError, match="look back"):
        building.move_question(question=guarded, up=True)
    with pytest.raises(ValidationError, match="Change that rule first"):
        building.delete_question(question=first)
    building.move_question(question=guarded, up=False)
    kinds = [one.kind for one in draft.questions.all()]
    assert kinds == ["satisfaction", "text", "several", "nps"]


def test_a_refused_move_leaves_the_order(zhou):
    survey = a_survey(zhou, publish=False)
    draft = building.draft(survey)
    with pytest.raises(ValidationError):
        building.move_question(question=draft.questions.get(kind="several"), up=True)
    assert [one.place for one in draft.questions.all()] == [1, 2, 3, 4]


def test_a_survey_has_at_most_fifteen_questions(zhou):
    survey = building.make_survey(by=zhou, name_zh="一", name_en="One", occasion="by_hand")
    draft = building.draft(survey)
    for _number in range(15):
        add(draft, "text", "？", "?")
    with pytest.raises(ValidationError, match="15"):
        add(draft, "text", "？", "?")


def test_publishing_twice_is_once(zhou):
    survey = a_survey(zhou)
    version = building.published(survey)
    assert building.publish(version=version, by=zhou) == version


def test_the_reminder_comes_before_the_link_ends(zhou):
    with pytest.raises(ValidationError):
        policies.change(values={"remind_after_days": 14, "good_for_days": 14}, version=1, by=zhou)


def test_a_survey_is_built_on_its_pages(as_wei, wei):
    made = {"name_zh": "调查", "name_en": "Survey", "occasion": "by_hand", "after_days": 1, "channel": "sms"}
    made |= {"token": str(uuid.uuid4())}
    answer = as_wei.post(reverse("desk:survey_add"), made)
    survey = Survey.objects.get()
    assert answer.url == reverse("desk:survey", args=[survey.pk])
    asked = {"kind": "scale", "words_zh": "多快？", "words_en": "How fast?", "most": 7}
    asked |= {"token": str(uuid.uuid4())}
    as_wei.post(reverse("desk:question_add", args=[survey.pk]), asked)
    first = Question.objects.get()
    rule = {"kind": "text", "words_zh": "为何？", "words_en": "Why?", "most": 5}
    rule |= {"after": first.pk, "test": "at_most", "value": 9, "token": str(uuid.uuid4())}
    address = reverse("desk:question_add", args=[survey.pk])
    refused = as_wei.post(address, rule)
    assert refused.status_code == 422
    assert "from 1 to 7" in refused.content.decode()
    as_wei.post(address, rule | {"value": 2})
    as_wei.post(reverse("desk:survey_publish", args=[survey.pk]))
    assert building.published(survey).questions.count() == 2
    page = as_wei.get(reverse("desk:survey", args=[survey.pk]) + "?preview=zh-hans").content.decode()
    assert "仅当第 1 题不高于“2”" in page


def test_a_survey_that_goes_out_by_itself_needs_an_occasion_and_words(as_wei):
    said = {"name_zh": "调查", "name_en": "S", "occasion": "qr", "by_itself": "on", "after_days": 1}
    page = as_wei.post(reverse("desk:survey_add"), said | {"channel": "sms"}).content.decode()
    assert "Only after a visit" in page
    assert "Without a template" in page


def test_a_printed_code_is_drawn_here_once_a_place(zhou, gaoxin, lin, settings):
    settings.PUBLIC_URL = "https://crm.example.org"
    survey = a_survey(zhou)
    code = qr.make_code(survey=survey, branch=gaoxin)
    assert qr.make_code(survey=survey, branch=gaoxin) == code
    assert qr.make_code(survey=survey, branch=gaoxin, technician=lin) != code
    assert qr.drawn(code, "svg").startswith(b"<svg")
    assert qr.drawn(code, "png").startswith(b"\x89PNG")
    qr.retire_code(code=code)
    assert qr.make_code(survey=survey, branch=gaoxin) != code
    assert SurveyCode.objects.filter(retired_at=None).count() == 2
