"""Answers are written down once, corrected for a day, and are the customer's score."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from churn_crm import clock
from customers.models import DeclinedWork
from customers.timeline import timeline
from desk.complaints import questions as complaints
from desk.models import Answer, Interaction, Recommendation, Response, SatisfactionScore
from desk.surveys import answering, building, callbacks
from signals.features import read_features
from staff.models import Notice
from tests.desk.complaining import logged
from tests.desk.surveys.asking import a_survey, ask, questions
from tests.desk.surveys.test_asking import give
from tests.factories import CustomerFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def fang(lin, gaoxin):
    return CustomerFactory(owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615", code="C-1")


@pytest.fixture
def survey(zhou):
    return a_survey(zhou)


@pytest.fixture
def invitation(survey, fang):
    return ask(survey, fang).invitation


@pytest.fixture(autouse=True)
def a_fixed_moment(today):
    with time_machine.travel(at(today), tick=False):
        yield


UNHAPPY = {"satisfaction": ["2"], "several": ["1", "2"], "text": ["Brakes squeal"], "nps": ["6"]}


def test_answers_and_the_score_are_written_together(survey, invitation, fang):
    response = give(invitation, survey, UNHAPPY)
    assert answering.answers_of(response) == {
        questions(survey)["satisfaction"].pk: 2,
        questions(survey)["several"].pk: (1, 2),
        questions(survey)["text"].pk: "Brakes squeal",
        questions(survey)["nps"].pk: 6,
    }
    score = SatisfactionScore.objects.get()
    assert (score.customer, score.score, score.comment, score.source) == (fang, 2, "Brakes squeal", "link")
    assert score.logged_by is None


@pytest.mark.parametrize(("source", "way"), [("link", "web"), ("phone", "call")])
def test_whoever_answers_a_survey_has_answered_what_a_complaint_waits_for(
    survey, invitation, xie, source, way
):
    """Whoever comes to us is heard, by whatever way; a correction of his answers is no second answer."""
    complaint = logged(invitation.customer, xie)
    question = {"by": xie, "way": "call", "text": "Which wheel?"}
    waiting = complaints.ask(complaint=complaint, token=uuid4(), **question)
    assert waiting.state == "waiting"
    by = xie if source == "phone" else None
    give(invitation, survey, UNHAPPY, source=source, by=by)
    waiting.refresh_from_db()
    came = waiting.events.get(kind="came")
    assert (waiting.state, came.way, came.by, came.text) == ("answered", way, by, "Brakes squeal")
    complaints.ask(complaint=waiting, token=uuid4(), **question)
    give(invitation, survey, UNHAPPY | {"nps": ["3"]}, source=source, by=by)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_by_phone_it_is_one_contact_however_often_it_is_sent(survey, invitation, fang, xie, zhou):
    """We have called him, and he has answered what a complaint waited for."""
    complaint = logged(fang, xie)
    complaints.ask(complaint=complaint, token=uuid4(), by=xie, way="call", text="Which wheel?")
    before = len(timeline(fang.pk, kind="contact"))
    keys = {kind: one.pk for kind, one in questions(survey).items()}
    said = {"customer": fang, "version": building.published(survey), "token": uuid4()}
    for by, score in ((xie, 4), (xie, 4), (zhou, 5)):
        answering.by_phone(**said, answers={keys["satisfaction"]: score}, by=by)
    contact = Interaction.objects.get(topic="feedback")
    assert (contact.customer, contact.agent, contact.channel, contact.direction) == (
        fang,
        xie,
        "phone",
        "out",
    )
    assert len(timeline(fang.pk, kind="contact")) == before + 1
    complaint.refresh_from_db()
    assert complaint.state == "answered"


def test_by_phone_somebody_of_us_got_in_touch_about_work_that_was_declined(survey, fang, xie, today):
    DeclinedWork.objects.create(
        customer=fang, what="Brakes", recommended_on=today - timedelta(days=60), entered_by=xie
    )
    window = {"first": 0, "last": 10**9, "as_of": today}
    assert read_features(**window).declined.tolist() == [1]
    keys = {kind: one.pk for kind, one in questions(survey).items()}
    said = {"customer": fang, "version": building.published(survey), "token": uuid4()}
    answering.by_phone(**said, answers={keys["satisfaction"]: 4}, by=xie)
    assert read_features(**window).declined.tolist() == [0]


def test_the_same_twice_is_once(survey, invitation):
    first, second = give(invitation, survey, UNHAPPY), give(invitation, survey, UNHAPPY)
    assert first == second
    assert second.corrected_at is None
    assert (Answer.objects.count(), SatisfactionScore.objects.count()) == (4, 1)


def test_a_correction_within_a_day_takes_the_place_of_what_was_said(survey, invitation):
    give(invitation, survey, UNHAPPY)
    with time_machine.travel(clock.now() + timedelta(hours=23), tick=False):
        response = give(invitation, survey, {"satisfaction": ["5"], "nps": ["9"]})
    assert response.corrected_at == clock.now() + timedelta(hours=23)
    assert [score.score for score in SatisfactionScore.objects.all()] == [5]
    assert Answer.objects.count() == 2


def test_his_recommendation_is_kept_corrected_and_withdrawn_with_its_answer(survey, invitation):
    response = give(invitation, survey, UNHAPPY)
    kept = Recommendation.objects.get()
    assert (kept.score, kept.source, kept.logged_by) == (6, "link", None)
    assert (kept.customer, kept.visit, kept.token) == (invitation.customer, invitation.visit, response.token)
    assert kept.token == SatisfactionScore.objects.get().token
    give(invitation, survey, {"satisfaction": ["5"], "nps": ["0"]})
    kept.refresh_from_db()
    assert kept.score == 0
    give(invitation, survey, {"satisfaction": ["5"]})
    assert not Recommendation.objects.exists()
    assert SatisfactionScore.objects.get().score == 5


def test_after_a_day_nothing_is_changed(survey, invitation):
    give(invitation, survey, UNHAPPY)
    later = clock.now() + timedelta(hours=24)
    with time_machine.travel(later, tick=False), pytest.raises(answering.TooLate):
        give(invitation, survey, {"satisfaction": ["5"]})
    assert SatisfactionScore.objects.get().score == 2


def test_an_expired_link_takes_no_answer_but_a_correction_is_still_good(survey, invitation):
    late = invitation.expires_at - timedelta(hours=1)
    with time_machine.travel(late, tick=False):
        give(invitation, survey, UNHAPPY)
    with time_machine.travel(late + timedelta(hours=2), tick=False):
        give(invitation, survey, {"satisfaction": ["3"], "several": ["1"]})
    assert SatisfactionScore.objects.get().score == 3


def test_who_never_answered_cannot_after_the_link_expired(survey, invitation):
    with time_machine.travel(invitation.expires_at, tick=False), pytest.raises(answering.TooLate):
        give(invitation, survey, UNHAPPY)
    assert not Response.objects.exists()


def test_a_score_that_is_taken_out_of_the_answers_is_withdrawn(zhou, fang):
    survey = a_survey(zhou, publish=False)
    version = building.draft(survey)
    first = version.questions.get(kind="satisfaction")
    building.save_question(
        version=version, question=first, kind=first.kind, words_zh="?", words_en="?", required=False
    )
    building.publish(version=version, by=zhou)
    invitation = ask(survey, fang).invitation
    give(invitation, survey, {"satisfaction": ["4"]})
    give(invitation, survey, {"nps": ["4"]})
    assert not SatisfactionScore.objects.exists()


def test_a_wish_for_a_call_is_promised_and_told_to_the_owner_once(survey, invitation, lin):
    version = building.published(survey)
    said = {"invitation": invitation, "version": version, "source": "link"}
    first = answering.answer(answers={}, wants_call=True, **said)
    again = answering.answer(answers={questions(survey)["nps"].pk: 3}, wants_call=True, **said)
    assert first.call_by is not None
    assert clock.now() < first.call_by
    assert again.call_by == first.call_by
    assert list(Notice.objects.values_list("user", "kind")) == [(lin.pk, "survey_call")]
    assert list(Response.objects.wants_call()) == [again]
    answering.answer(answers={}, wants_call=False, **said)
    assert not Response.objects.wants_call().exists()


def test_whoever_called_takes_it_off_the_list_and_may_put_it_back(survey, invitation, lin):
    version = building.published(survey)
    response = answering.answer(
        invitation=invitation, version=version, source="link", answers={}, wants_call=True
    )
    callbacks.called_back(response=response, by=lin)
    assert not Response.objects.wants_call().exists()
    callbacks.called_back(response=response, by=lin, undone=True)
    assert Response.objects.wants_call().exists()


def test_answers_keep_the_version_they_were_given_to(zhou, survey, invitation):
    old = building.published(survey)
    response = give(invitation, survey, UNHAPPY)
    new = building.begin_draft(survey=survey)
    building.delete_question(question=new.questions.get(kind="nps"))
    building.publish(version=new, by=zhou)
    response.refresh_from_db()
    assert response.version == old
    assert old.questions.count() == 4
    assert building.published(survey) == new


def test_when_the_owner_has_gone_and_nobody_looks_after_the_branch_a_lead_hears_of_the_call(
    survey, invitation, fang, lin, wei
):
    lin.is_active = False
    lin.save(update_fields=["is_active"])
    version = building.published(survey)
    answering.answer(invitation=invitation, version=version, source="link", answers={}, wants_call=True)
    assert [notice.user for notice in Notice.objects.filter(kind="survey_call")] == [wei]
