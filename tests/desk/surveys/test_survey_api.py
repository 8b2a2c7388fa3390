"""Surveys built, asked on the phone and called back over HTTP."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.models import Invitation, Question, Response, Survey
from desk.surveys import building, inviting
from staff.models import Notice
from tests.desk.surveys.asking import a_survey, ask, questions
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
MADE = {"name_zh": "调查", "name_en": "Survey", "occasion": "by_hand", "after_days": 1, "channel": "sms"}


def url(name: str, *args) -> str:
    return reverse(f"desk_api:{name}", args=args)


def send(client, method: str, address: str, said=None, *, key: uuid.UUID | None = None):
    headers = {"Idempotency-Key": str(key)} if key else {}
    return getattr(client, method)(address, said, content_type="application/json", headers=headers)


@pytest.fixture
def fang(lin, gaoxin):
    return CustomerFactory(owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615", code="C-1")


@pytest.fixture
def survey(zhou):
    return a_survey(zhou)


# ---- building


def added(client, survey: int, kind: str, **more: Any) -> dict[str, Any]:
    said = {"kind": kind, "words_zh": "怎么样？", "words_en": "How was it?", **more}
    answer = send(client, "post", url("survey_questions", survey), said)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_a_survey_of_every_kind_of_question_is_built_published_and_closed(as_wei):
    made = send(as_wei, "post", url("surveys"), MADE).json()
    first = added(as_wei, made["id"], "satisfaction", required=True)
    added(as_wei, made["id"], "nps")
    added(as_wei, made["id"], "scale", most=7)
    added(as_wei, made["id"], "one", options_zh="甲\n乙", options_en="A\nB")
    rule = {"after": first["id"], "test": "at_most", "value": 3}
    several = added(as_wei, made["id"], "several", options_zh="甲\n乙", options_en="A\nB", **rule)
    assert (several["options_en"], several["after"], several["place"]) == (["A", "B"], first["id"], 5)
    last = added(as_wei, made["id"], "text")

    moved = send(as_wei, "post", url("survey_question_move", last["id"]), {"way": "up"})
    assert moved.json()["place"] == 5
    assert send(as_wei, "delete", url("survey_question", first["id"])).status_code == 400
    assert send(as_wei, "delete", url("survey_question", last["id"])).status_code == 204
    published = send(as_wei, "post", url("survey_publish", made["id"])).json()
    assert [one["kind"] for one in published["questions"]] == [
        "satisfaction",
        "nps",
        "scale",
        "one",
        "several",
    ]
    again = send(as_wei, "post", url("survey_publish", made["id"])).json()
    assert again["published_at"] == published["published_at"]
    assert send(as_wei, "post", url("survey_questions", made["id"]), {"kind": "text"}).status_code == 409

    draft = send(as_wei, "post", url("survey_draft", made["id"])).json()
    assert (draft["number"], draft["published_at"], len(draft["questions"])) == (2, None, 5)
    assert send(as_wei, "post", url("survey_close", made["id"])).json()["closed_at"]
    assert send(as_wei, "post", url("survey_open", made["id"])).json()["closed_at"] is None


def test_what_the_pages_refuse_is_refused(as_wei, survey):
    itself = MADE | {"by_itself": True}
    assert set(send(as_wei, "post", url("surveys"), itself).json()["errors"]) == {"by_itself", "template_zh"}
    empty = send(as_wei, "post", url("surveys"), MADE).json()["id"]
    assert "no question" in str(send(as_wei, "post", url("survey_publish", empty)).json())
    first = added(as_wei, empty, "scale", most=7)
    rule = {"kind": "text", "words_zh": "？", "words_en": "?", "after": first["id"], "test": "at_most"}
    refused = send(as_wei, "post", url("survey_questions", empty), rule | {"value": 9})
    assert "from 1 to 7" in str(refused.json()["errors"]["after"])
    foreign = rule | {"after": Question.objects.filter(version__survey=survey).first().pk, "value": 2}
    assert "after" in send(as_wei, "post", url("survey_questions", empty), foreign).json()["errors"]
    out = building.published(survey).questions.first()
    over = {"required": False, "edition": out.edition}
    assert send(as_wei, "patch", url("survey_question", out.pk), over).status_code == 400


def test_the_same_key_makes_one_survey_and_one_question(as_wei):
    key = uuid.uuid4()
    first, second = (send(as_wei, "post", url("surveys"), MADE, key=key).json() for _time in range(2))
    assert first == second and Survey.objects.count() == 1
    address = url("survey_questions", first["id"])
    asked = {"kind": "text", "words_zh": "？", "words_en": "?"}
    for _time in range(2):
        assert send(as_wei, "post", address, asked, key=key).status_code == 201
    assert Question.objects.count() == 1


def test_a_survey_and_a_question_are_changed_over_the_edition_that_was_read(as_wei, as_zhou, survey):
    building.begin_draft(survey=survey)
    question = questions_of_draft(survey)[0]
    for name, pk, change in (
        ("survey", survey.pk, {"name_en": "Other"}),
        ("survey_question", question.pk, {"words_en": "Other?"}),
    ):
        read = as_zhou.get(url(name, pk)).json()
        assert send(as_zhou, "patch", url(name, pk), change).status_code == 428
        changed = send(as_zhou, "patch", url(name, pk), change | {"edition": read["edition"]}).json()
        assert changed == {**read, **change, "edition": read["edition"] + 1}
        late = send(as_wei, "patch", url(name, pk), change | {"edition": read["edition"]})
        assert late.status_code == 409


def questions_of_draft(survey):
    return list(building.draft(survey).questions.all())


def test_printed_codes_are_one_a_place_until_they_are_retired(as_wei, survey, gaoxin, settings):
    settings.PUBLIC_URL = "https://crm.example.org"
    said = {"branch": gaoxin.code}
    first, again = (send(as_wei, "post", url("survey_codes", survey.pk), said).json() for _time in range(2))
    assert first == again and first["address"].startswith("https://crm.example.org/")
    assert as_wei.get(url("survey_codes", survey.pk)).json() == [first]
    assert send(as_wei, "post", url("survey_code_retire", first["id"])).status_code == 204
    assert as_wei.get(url("survey_codes", survey.pk)).json() == []


def test_many_surveys_cost_no_more_queries(as_wei, zhou):
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert as_wei.get(url("surveys")).status_code == 200
        return len(found)

    a_survey(zhou)
    before = cost()
    for _number in range(4):
        a_survey(zhou)
    assert cost() == before


# ---- on the phone


def told(survey, *, satisfaction: int = 4, version: int = 1, **more: Any) -> dict[str, Any]:
    by_kind = questions(survey)
    answers = [
        {"question": by_kind["satisfaction"].pk, "number": satisfaction},
        {"question": by_kind["text"].pk, "text": "Brakes squeal"},
        {"question": by_kind["nps"].pk, "number": 9},
    ]
    return {"version": version, "answers": answers, **more}


def test_a_customer_answers_on_the_phone_once_and_corrects_it(as_xie, survey, fang):
    address = url("survey_by_phone", fang.pk, survey.pk)
    begun = as_xie.get(address).json()
    assert (begun["obstacle"], begun["version"]["number"], len(begun["version"]["questions"])) == ("", 1, 4)

    key = uuid.uuid4()
    first = send(as_xie, "post", address, told(survey, wants_call=True), key=key)
    assert first.status_code == 201 and first.json()["call_by"]
    second = send(as_xie, "post", address, told(survey, satisfaction=5, wants_call=True), key=key).json()
    assert second["id"] == first.json()["id"] and second["answers"][0]["number"] == 5
    assert Response.objects.get().source == "phone" and Invitation.objects.get().channel == "phone"

    assert "last 30 days" in as_xie.get(address).json()["obstacle"]
    refused = send(as_xie, "post", address, told(survey), key=uuid.uuid4())
    assert refused.status_code == 400 and "last 30 days" in str(refused.json())


def test_answers_that_will_not_do_are_named_by_question(as_xie, survey, fang):
    address = url("survey_by_phone", fang.pk, survey.pk)
    by_kind = questions(survey)
    wrong = told(survey, satisfaction=9)
    assert set(send(as_xie, "post", address, wrong).json()["errors"]["answers"]) == {
        str(by_kind["satisfaction"].pk)
    }
    unhappy = send(as_xie, "post", address, told(survey, satisfaction=2)).json()
    assert set(unhappy["errors"]["answers"]) == {str(by_kind["several"].pk)}
    foreign = told(survey)
    foreign["answers"].append({"question": 10**9, "number": 1})
    assert send(as_xie, "post", address, foreign).status_code == 400
    assert send(as_xie, "post", address, told(survey, version=2)).status_code == 400
    assert not Response.objects.exists() and not Invitation.objects.exists()


def test_a_key_of_another_customer_is_refused(as_xie, survey, fang, lin, gaoxin):
    other = CustomerFactory(owner=lin, branch=gaoxin, code="C-2")
    key = uuid.uuid4()
    send(as_xie, "post", url("survey_by_phone", fang.pk, survey.pk), told(survey), key=key)
    refused = send(as_xie, "post", url("survey_by_phone", other.pk, survey.pk), told(survey), key=key)
    assert refused.status_code == 400 and Response.objects.count() == 1


def test_who_wants_a_call_is_listed_until_somebody_has_called(as_xie, as_deng, survey, fang):
    address = url("survey_by_phone", fang.pk, survey.pk)
    response = send(as_xie, "post", address, told(survey, wants_call=True)).json()
    waiting = lambda client: [one["id"] for one in client.get(url("survey_calls")).json()["results"]]  # noqa: E731
    assert waiting(as_xie) == [response["id"]] and waiting(as_deng) == []
    assert Notice.objects.filter(kind="survey_call").exists()
    assert send(as_xie, "post", url("survey_called", response["id"])).json()["called_at"]
    assert waiting(as_xie) == []
    send(as_xie, "post", url("survey_not_called", response["id"]))
    assert waiting(as_xie) == [response["id"]]


# ---- the same on the page


def typed(survey, token, *, version=1, **more):
    by_kind = questions(survey)
    said = {"survey": survey.pk, "version": version, "token": str(token)}
    return said | {f"q{by_kind['satisfaction'].pk}": 4, f"q{by_kind['text'].pk}": "Brakes squeal", **more}


def test_pressed_twice_what_was_left_unanswered_is_answered_once(as_xie, survey, fang):
    """He had been sent a link, and answers on the phone."""
    ask(survey, fang)
    said = typed(survey, uuid.uuid4())
    for _time in range(2):
        assert as_xie.post(reverse("desk:survey_phone", args=[fang.pk]), said).status_code == 302
    assert Response.objects.get().answers.count() == 2


def test_questions_published_meanwhile_do_not_lose_what_was_said(as_xie, survey, fang, zhou):
    said = typed(survey, uuid.uuid4())
    building.publish(version=building.begin_draft(survey=survey), by=zhou)
    assert as_xie.post(reverse("desk:survey_phone", args=[fang.pk]), said).status_code == 302
    response = Response.objects.get()
    assert response.version.number == 1 and response.answers.filter(text="Brakes squeal").exists()


def test_a_survey_closed_meanwhile_keeps_what_was_typed_and_is_not_taken_for_another(
    as_xie, survey, fang, zhou
):
    other = a_survey(zhou, name_en="Other")
    assert other.pk != survey.pk
    said = typed(survey, uuid.uuid4(), call="1")
    building.close(survey=survey)
    refused = as_xie.post(reverse("desk:survey_phone", args=[fang.pk]), said)
    page = refused.content.decode()
    assert refused.status_code == 422 and "not open" in page and "Brakes squeal" in page
    assert 'name="call" value="1" checked' in page
    assert not Response.objects.exists()


def test_pressed_twice_a_survey_is_made_once_and_a_question_added_once(as_wei):
    said = MADE | {"token": str(uuid.uuid4())}
    for _time in range(2):
        as_wei.post(reverse("desk:survey_add"), said)
    address = reverse("desk:question_add", args=[Survey.objects.get().pk])
    asked = {"kind": "text", "words_zh": "？", "words_en": "?", "most": 5, "token": str(uuid.uuid4())}
    for _time in range(2):
        as_wei.post(address, asked)
    assert Question.objects.count() == 1


def test_two_who_change_one_question_the_later_one_is_told_and_keeps_the_words(as_wei, as_zhou, survey):
    building.begin_draft(survey=survey)
    found = questions_of_draft(survey)[-1]
    address = reverse("desk:question", args=[found.pk])
    said = {"kind": "nps", "words_zh": "推荐？", "most": 5, "edition": found.edition}
    assert as_wei.post(address, said | {"words_en": "Mine?"}).status_code == 302
    late = as_zhou.post(address, said | {"words_en": "Yours?"})
    assert late.status_code == 422
    assert "Somebody has just changed this" in late.content.decode() and "Yours?" in late.content.decode()


def test_a_question_that_was_moved_or_deleted_meanwhile_stays_so(zhou, survey):
    building.begin_draft(survey=survey)
    first, _second, third, last = questions_of_draft(survey)
    building.move_question(question=third, up=False)
    building.save_question(version=third.version, question=third, words_en="More?")
    assert [one.pk for one in questions_of_draft(survey)][2:] == [last.pk, third.pk]
    building.delete_question(question=third)
    with pytest.raises(ValidationError, match="deleted"):
        building.save_question(version=third.version, question=third, words_en="Again?")
    assert len(questions_of_draft(survey)) == 3 and first


def test_the_policy_has_versions_and_tells_who_changed_it(as_zhou):
    address = reverse("desk:survey_policy")
    said = {"days_between": 45, "remind_after_days": 3, "good_for_days": 14, "min_answers": 10, "version": 1}
    assert as_zhou.post(address, said).status_code == 302
    page = as_zhou.get(address).content.decode()
    assert "Version 2." in page and "Changed by" in page
    late = as_zhou.post(address, said | {"days_between": 60})
    assert late.status_code == 422 and "Somebody has just changed" in late.content.decode()
    as_zhou.post(address, said | {"days_between": 60, "version": 2})
    told = as_zhou.get(address).content.decode()
    assert "What was changed" in told and "45" in told


def test_by_phone_a_survey_is_asked_by_its_token(zhou, survey, fang, xie):
    first = inviting.by_phone(survey=survey, customer=fang, token=uuid.uuid4(), by=xie)
    assert inviting.by_phone(survey=survey, customer=fang, token=uuid.uuid4(), by=xie) == first
