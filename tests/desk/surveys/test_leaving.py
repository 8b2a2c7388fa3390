"""What was planned about a survey, and is not wanted any more when it is about to leave."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from churn_crm import clock
from desk.complaints.services import log_complaint, solve_complaint
from desk.models import Invitation, NoSurveys, Survey
from desk.surveys import answering, building, policies, sending
from desk.surveys.questions import check
from outbox import sending as outbox
from outbox.models import Message
from outbox.settling import ripen
from tests.desk.surveys.asking import a_survey, ask, questions
from tests.factories import CustomerFactory, at
from tests.outbox.sending import gateway

__all__ = ["gateway"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(zhou):
    return a_survey(zhou)


@pytest.fixture
def fang(lin, gaoxin):
    return CustomerFactory(owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615")


@pytest.fixture
def clock_at(today):
    """The clock of the branch: hours after midnight of today."""
    with time_machine.travel(at(today), tick=False) as clock:
        midnight = at(today).replace(hour=0, minute=0)
        yield lambda hours: clock.move_to(midnight + timedelta(hours=hours))


def what_leaves() -> list[str]:
    """One beat of the outbox: the texts that went out."""
    before = set(Message.objects.exclude(sent_at=None).values_list("pk", flat=True))
    ripen()
    outbox.send_ready()
    return list(Message.objects.exclude(sent_at=None).exclude(pk__in=before).values_list("text", flat=True))


def complain(customer, by):
    said = {"cause": "waiting", "severity": 2, "text": "Too long"}
    return log_complaint(customer=customer, by=by, token=uuid4(), **said)


def test_an_invitation_that_waits_for_the_morning_stays_here_when_he_complains_before(
    survey, fang, lin, gateway, clock_at
):
    clock_at(22)
    ask(survey, fang, channel="sms")
    assert what_leaves() == []
    assert Message.objects.get().state == "planned"
    clock_at(32)
    complain(fang, lin)
    clock_at(33)
    assert what_leaves() == []
    message = Message.objects.get()
    assert (message.state, message.reason, gateway.called) == ("skipped", "complains", 0)


def test_it_leaves_when_the_complaint_was_solved_before(survey, fang, lin, gateway, clock_at):
    clock_at(22)
    ask(survey, fang, channel="sms")
    what_leaves()
    clock_at(32)
    solve_complaint(complaint=complain(fang, lin), by=lin, resolution="Apologised")
    clock_at(33)
    assert len(what_leaves()) == 1


def test_a_reminder_that_waits_stays_here_too(survey, fang, lin, gateway, clock_at):
    clock_at(20)
    ask(survey, fang, channel="sms")
    assert len(what_leaves()) == 1
    clock_at(24 * 3 + 22)
    assert sending.remind_due() == 1
    assert what_leaves() == []
    complain(fang, lin)
    clock_at(24 * 4 + 9)
    assert what_leaves() == []
    assert Invitation.objects.get().reminder.reason == "complains"


def test_a_wish_for_no_surveys_counts_when_it_leaves(survey, fang, gateway, clock_at):
    clock_at(22)
    ask(survey, fang, channel="sms")
    NoSurveys.objects.create(customer=fang, at=clock.now(), source="person")
    clock_at(33)
    assert what_leaves() == []
    assert Message.objects.get().reason == "opted_out"


def test_an_invitation_that_was_not_sent_has_asked_nobody(survey, fang, lin, gateway, clock_at):
    clock_at(22)
    ask(survey, fang, channel="sms")
    solved = complain(fang, lin)
    clock_at(33)
    what_leaves()
    solve_complaint(complaint=solved, by=lin, resolution="Apologised")
    policy = policies.survey_policy()
    assert policies.obstacles([fang.pk], at=Invitation.objects.get().made_at, policy=policy) == {}


def test_what_he_answers_by_phone_he_is_not_asked_by_message(survey, fang, xie, gateway, clock_at):
    clock_at(7)
    ask(survey, fang, channel="sms")
    version = building.published(survey)
    asked = building.all_asked(version.questions.all())
    answers = check(asked, {questions(survey)["satisfaction"].pk: ["5"]}).answers
    answering.by_phone(customer=fang, version=version, answers=answers, token=uuid4(), by=xie)
    clock_at(9)
    assert what_leaves() == []
    message = Message.objects.get()
    assert (message.state, message.reason) == ("skipped", "answered")


def test_a_survey_that_is_closed_sends_no_more_messages(survey, fang, lin, gaoxin, zhou, gateway, clock_at):
    clock_at(10)
    reminded = ask(survey, CustomerFactory(owner=lin, branch=gaoxin, phone="+8613912346616"), channel="sms")
    what_leaves()
    clock_at(10 + 24 * 5)
    assert sending.remind_due() == 1
    invited = ask(survey, fang, channel="sms")
    another = CustomerFactory(owner=lin, branch=gaoxin, phone="+8613912346617")
    other = ask(a_survey(zhou, name_en="Other"), another, channel="sms")
    building.close(survey=survey)
    for waiting in (invited.invitation.message, Invitation.objects.get(pk=reminded.invitation.pk).reminder):
        waiting.refresh_from_db()
        assert (waiting.state, waiting.get_reason_display()) == ("skipped", "the survey is over")
    other.invitation.message.refresh_from_db()
    assert other.invitation.message.state == "planned"


def test_what_is_planned_while_a_survey_is_closed_does_not_leave(survey, fang, gateway, clock_at):
    clock_at(10)
    ask(survey, fang, channel="sms")
    Survey.objects.filter(pk=survey.pk).update(closed_at=clock.now())
    assert what_leaves() == []
    assert Message.objects.get().reason == "ended"


def test_of_many_that_leave_at_once_all_are_looked_at_with_the_same_queries(
    survey, lin, gaoxin, gateway, clock_at, django_assert_num_queries
):
    clock_at(10)
    for number in range(12):
        someone = CustomerFactory(owner=lin, branch=gaoxin, phone=f"+86139123466{number:02}")
        ask(survey, someone, channel="sms")
    messages = list(Message.objects.all())
    with django_assert_num_queries(3):
        assert policies.objections(messages, clock.now()) == {}
