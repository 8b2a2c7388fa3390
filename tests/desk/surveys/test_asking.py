"""Customers are asked once, not too often, and reminded once."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import strip_tags

from churn_crm import clock
from customers.models import Import
from desk.complaints.satisfaction import satisfaction_with
from desk.complaints.services import log_complaint, reopen_complaint, solve_complaint
from desk.models import Invitation, NoSurveys, Survey
from desk.surveys import answering, building, inviting, links, policies, sending, shipped, wording
from desk.surveys.questions import check
from outbox.models import Message
from outbox.settling import ripen
from staff.models import Business
from tests.desk.surveys.asking import a_survey, a_template, ask, questions
from tests.factories import CustomerFactory, VisitFactory, at

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


@pytest.fixture
def fang(lin, gaoxin):
    return CustomerFactory(
        owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615", gender="female", code="C-1"
    )


@pytest.fixture
def after_visits(zhou):
    return a_survey(zhou, occasion="visit", by_itself=True, after_days=1)


@pytest.fixture
def yesterday(fang, today, lin):
    return VisitFactory(customer=fang, day=today - YESTERDAY, branch=fang.branch, technician=lin)


@pytest.fixture(autouse=True)
def a_fixed_moment(today):
    with time_machine.travel(at(today), tick=False):
        yield


def test_a_visit_is_asked_about_the_day_after(after_visits, yesterday, fang, settings):
    settings.PUBLIC_URL = "https://crm.example.org"
    assert sending.send_due() == 1
    asked = Invitation.objects.get()
    assert (asked.customer, asked.visit, asked.language) == (fang, yesterday, "zh-hans")
    assert (asked.technician, asked.agent) == (yesterday.technician, None)
    message = Message.objects.get()
    assert message.purpose_key == f"survey:{after_visits.pk}:visit:{yesterday.pk}"
    assert message.text.startswith("【禾溪汽车】方女士您好，服务怎么样？https://crm.example.org/s/")
    token = message.text.rsplit("/", 1)[1]
    assert asked.digest == links.digest(token)
    assert token not in str(Invitation.objects.values())


def test_sending_twice_asks_once(after_visits, yesterday):
    assert [sending.send_due(), sending.send_due()] == [1, 0]
    assert Message.objects.count() == 1


def test_nobody_is_asked_about_what_lies_long_ago_or_too_near(after_visits, fang, today):
    VisitFactory(customer=fang, day=today)
    VisitFactory(customer=fang, day=today - timedelta(days=8))
    assert sending.send_due() == 0


def test_an_import_without_automations_asks_nobody(after_visits, yesterday, today):
    values = {"file_name": "old.csv", "day": today, "started_at": clock.now()}
    yesterday.came_from = Import.objects.create(kind="visits", source="dms", automations=False, **values)
    yesterday.save()
    assert sending.send_due() == 0


def test_an_open_complaint_stops_surveys(after_visits, yesterday, fang, lin):
    complaint = log_complaint(
        customer=fang, by=lin, cause="waiting", severity=2, text="Too long", token="0" * 32
    )
    assert sending.send_due() == 0
    solve_complaint(complaint=complaint, by=lin, resolution="Apologised")
    assert sending.send_due() == 1


def test_a_solved_complaint_is_asked_about(zhou, fang, lin, xie, today):
    a_survey(zhou, occasion="complaint", by_itself=True, after_days=2)
    complaint = log_complaint(
        customer=fang, by=xie, cause="waiting", severity=2, text="Too long", token="0" * 32
    )
    complaint = solve_complaint(complaint=complaint, by=lin, resolution="Apologised")
    assert sending.send_due() == 0
    complaint.solved_on = today - timedelta(days=2)
    complaint.save()
    assert sending.send_due() == 1
    asked = Invitation.objects.get()
    assert (asked.complaint, asked.agent) == (complaint, lin)


def test_of_a_complaint_that_is_reopened_and_solved_again_nobody_is_asked_twice(
    zhou, fang, lin, today, settings
):
    a_survey(zhou, occasion="complaint", by_itself=True, after_days=1)
    policies.change(values={"days_between": 1}, version=1, by=zhou)
    complaint = log_complaint(
        customer=fang, by=lin, cause="waiting", severity=2, text="Too long", token="0" * 32
    )
    complaint = solve_complaint(complaint=complaint, by=lin, resolution="Apologised")
    asked = []
    for day in range(1, 7):
        settings.TODAY = today + timedelta(days=day)
        with time_machine.travel(at(settings.TODAY), tick=False):
            asked.append(sending.send_due())
            if day == 2:
                complaint = reopen_complaint(complaint=complaint, by=lin)
                complaint = solve_complaint(complaint=complaint, by=lin, resolution="Refunded")
    assert (asked, complaint.state) == ([1, 0, 0, 0, 0, 0], "solved")
    assert Message.objects.count() == 1


def test_who_complained_again_before_he_was_asked_is_asked_after_the_second_solution(
    zhou, fang, lin, today, settings
):
    """The question is written in the night and leaves in the morning; in between he has called again."""
    a_survey(zhou, occasion="complaint", by_itself=True, after_days=1)
    complaint = solved_now(fang, lin)
    asked = []
    for day in range(1, 5):
        settings.TODAY = today + timedelta(days=day)
        with time_machine.travel(at(settings.TODAY), tick=False):
            asked.append(sending.send_due())
            if day == 1:
                complaint = reopen_complaint(complaint=complaint, by=lin)
                Message.objects.update(state="skipped", reason="complains")
                assert satisfaction_with(complaint) is None
                complaint = solve_complaint(complaint=complaint, by=lin, resolution="Refunded")
    assert asked == [1, 1, 0, 0]
    assert satisfaction_with(complaint).asked_on == today + timedelta(days=2)


def test_who_was_asked_about_his_visit_is_asked_about_his_complaint_all_the_same(
    after_visits, yesterday, zhou, fang, lin, today, settings
):
    a_survey(zhou, occasion="complaint", by_itself=True, after_days=1, name_en="Solved")
    for day in range(12):
        settings.TODAY = today + timedelta(days=day)
        with time_machine.travel(at(settings.TODAY), tick=False):
            if day in (2, 5):
                solved_now(fang, lin)
            sending.send_due()
    asked = Invitation.objects.order_by("pk").values_list("survey__occasion", flat=True)
    assert list(asked) == ["visit", "complaint"]  # of two complaints in a month the second is not asked about


def solved_now(customer, by):
    said = {"cause": "waiting", "severity": 2, "text": "Too long", "token": uuid4()}
    complaint = log_complaint(customer=customer, by=by, **said)
    return solve_complaint(complaint=complaint, by=by, resolution="Apologised")


def test_a_complaint_says_why_nobody_asked_about_it(zhou, fang, lin, as_lin, today):
    complaint = solved_now(fang, lin)
    why = lambda: shown_satisfaction(as_lin, complaint)[0].removeprefix("not asked ")  # noqa: E731
    assert why() == "No survey goes out by itself after complaints."
    a_survey(zhou, occasion="complaint", by_itself=True, after_days=2)
    assert why() == "The customer is asked on 18 June."
    complaint.solved_on = today - timedelta(days=2)
    complaint.save()
    assert why() == "The customer is asked today."
    wish = answering.no_more(customer=fang, source=NoSurveys.Source.LINK)
    assert why() == "This customer wants no more surveys."
    wish.delete()
    fang.phone = ""
    fang.save()
    assert why() == "No mobile number is known."
    complaint.solved_on = today - timedelta(days=9)
    complaint.save()
    assert why().endswith("after a week nobody is asked any more.")


def shown_satisfaction(client, complaint):
    """What the page says, which REST says too, and what REST says of the answer."""
    page = client.get(reverse("desk:complaint", args=[complaint.pk])).content.decode()
    told = client.get(f"/api/v1/complaints/{complaint.pk}/").json()
    words = " ".join(strip_tags(page.split("Satisfied with the solution")[1].split("</dd>")[0]).split())
    assert told["satisfaction_not_asked"] == (
        words.removeprefix("not asked ") if "not asked" in words else ""
    )
    return words, told["satisfaction"]


def test_a_complaint_shows_what_its_customer_says_of_the_solution(zhou, fang, lin, as_lin, today):
    survey = a_survey(zhou, occasion="complaint", by_itself=True, after_days=0)
    complaint = log_complaint(
        customer=fang, by=lin, cause="waiting", severity=2, text="Too long", token="0" * 32
    )
    complaint = solve_complaint(complaint=complaint, by=lin, resolution="Apologised")
    assert shown_satisfaction(as_lin, complaint) == ("not asked The customer is asked today.", None)
    assert sending.send_due() == 1
    words, told = shown_satisfaction(as_lin, complaint)
    assert words.startswith("asked on ") and words.endswith("no answer yet")
    assert told == {"asked_on": str(today), "answered_at": None, "score": None, "comment": ""}
    give(
        Invitation.objects.get(),
        survey,
        {"satisfaction": ["2"], "several": ["1"], "text": ["Nobody rang back"]},
    )
    words, told = shown_satisfaction(as_lin, complaint)
    assert words.startswith("2 of 5") and words.endswith("Nobody rang back")
    assert (told["score"], told["comment"]) == (2, "Nobody rang back")


def test_an_installation_begins_with_the_survey_after_complaints(he, zhou, fang, lin, today):
    Business.objects.update(name="禾溪汽车")
    assert [bool(shipped.ship()), bool(shipped.ship())] == [True, False]
    survey = Survey.objects.going_out().get()
    kinds = [one.kind for one in building.published(survey).questions.all()]
    assert (survey.occasion, kinds) == ("complaint", ["satisfaction", "text"])
    complaint = log_complaint(
        customer=fang, by=lin, cause="waiting", severity=2, text="Too long", token="0" * 32
    )
    complaint = solve_complaint(complaint=complaint, by=lin, resolution="Apologised")
    complaint.solved_on = today - YESTERDAY
    complaint.save()
    assert sending.send_due() == 1
    assert Message.objects.get().text.startswith("【禾溪汽车】方女士您好，您的投诉我们已处理。")


def test_without_a_name_to_sign_with_nobody_is_asked_and_the_page_says_so(he, fang, as_zhou):
    survey = shipped.make(by=he)  # Hexi Auto Care: longer than a signature may be
    assert not Survey.objects.going_out().exists()
    assert "Nobody is asked yet" in as_zhou.get(reverse("desk:survey", args=[survey.pk])).content.decode()


def test_where_somebody_has_made_a_survey_none_is_shipped(he, zhou):
    a_survey(zhou)
    assert shipped.ship() is None


def test_one_customer_is_asked_once_in_the_policys_days_over_all_surveys(after_visits, yesterday, fang, zhou):
    other = a_survey(zhou, name_en="Other")
    ask(other, fang)
    assert sending.send_due() == 0
    policies.change(values={"days_between": 1}, version=1, by=zhou)
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        assert sending.send_due() == 1


def test_a_customer_who_wants_no_surveys_is_not_asked(after_visits, yesterday, fang, zhou):
    answering.no_more(customer=fang, source=NoSurveys.Source.LINK)
    assert sending.send_due() == 0
    with pytest.raises(ValidationError, match="no more surveys"):
        ask(a_survey(zhou), fang)


def test_whoever_cannot_be_reached_is_left_out(after_visits, yesterday, fang):
    fang.phone = ""
    fang.save()
    assert sending.send_due() == 0


def test_a_closed_survey_and_a_draft_ask_nobody(after_visits, yesterday, zhou, fang):
    closed = building.close(survey=after_visits)
    a_survey(zhou, publish=False, occasion="visit", by_itself=True)
    assert sending.send_due() == 0
    with pytest.raises(ValidationError, match="not open"):
        ask(closed, fang)


def test_many_are_asked_with_a_fixed_number_of_queries_each(
    after_visits, lin, gaoxin, today, django_assert_max_num_queries
):
    for _number in range(20):
        someone = CustomerFactory(owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615")
        VisitFactory(customer=someone, day=today - YESTERDAY)
    # Fixed: what is due, the policy, three obstacles, values; for each: savepoint, two writes, the plan.
    with django_assert_max_num_queries(40 + 20 * 14):
        assert sending.send_due() == 20


def sent_by(invitation, when):
    """As the gateway told us."""
    Message.objects.filter(pk=invitation.message_id).update(state="ready")
    Message.objects.filter(pk=invitation.message_id).update(
        state="sending", gateway="simulated", lease_until=when
    )
    Message.objects.filter(pk=invitation.message_id).update(
        state="sent", sid=f"x{invitation.pk}", sent_at=when
    )


def test_who_does_not_answer_is_reminded_once_with_a_link_that_works(zhou, fang):
    invited = ask(a_survey(zhou), fang, channel="sms")
    sent_by(invited.invitation, clock.now())
    assert sending.remind_due() == 0
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1), tick=False):
        assert [sending.remind_due(), sending.remind_due()] == [1, 0]
    reminded = Invitation.objects.get()
    token = reminded.reminder.text.rsplit("/", 1)[1]
    assert reminded.reminder_digest == links.digest(token)
    assert reminded.reminder.purpose_key == f"survey-reminder:{reminded.pk}"
    assert reminded.digest == links.digest(invited.token)


def test_who_is_held_back_keeps_nobody_else_from_being_reminded(zhou, lin, fang, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    survey = a_survey(zhou)
    wang = CustomerFactory(owner=lin, branch=fang.branch, phone="+8613912346616")
    for customer in (fang, wang):
        sent_by(ask(survey, customer, channel="sms").invitation, clock.now())
    log_complaint(customer=fang, by=lin, cause="price", severity=1, text="Dear", token="0" * 32)
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        assert sending.remind_due() == 1
    assert [one.customer for one in Invitation.objects.exclude(reminded_at=None)] == [wang]


@pytest.mark.parametrize("why", ["not sent", "answered", "complains", "wants none", "expired"])
def test_nobody_is_reminded_in_vain(zhou, lin, fang, why):
    survey = a_survey(zhou)
    invitation = ask(survey, fang, channel="sms").invitation
    if why != "not sent":
        sent_by(invitation, clock.now())
    if why == "answered":
        give(invitation, survey, {"satisfaction": ["5"]})
    if why == "complains":
        log_complaint(customer=fang, by=lin, cause="price", severity=1, text="Dear", token="0" * 32)
    if why == "wants none":
        answering.no_more(customer=fang, source=NoSurveys.Source.LINK)
    with time_machine.travel(clock.now() + timedelta(days=15 if why == "expired" else 4), tick=False):
        assert sending.remind_due() == 0


def test_no_more_surveys_stops_what_waits_and_nothing_else(zhou, fang):
    survey = a_survey(zhou)
    ask(survey, fang, channel="sms")
    other = Message.objects.get()
    other.pk, other.why, other.purpose_key, other.reference = None, "due", "due", "0" * 32
    other.save()
    answering.no_more(customer=fang, source=NoSurveys.Source.LINK)
    states = dict(Message.objects.values_list("why", "state"))
    assert states == {"survey": "skipped", "due": "planned"}
    assert ripen() == 1


def test_a_template_without_a_link_invites_nobody(zhou):
    template = a_template(zhou, "en")
    template.text = "Hello {salutation}"
    assert "nobody could answer" in wording.fault_of(template, "sms")
    assert "another channel" in wording.fault_of(template, "email")


def give(invitation, survey, sent, **more):
    """Answer, by link if nothing else is said: kind of question → what the form sends."""
    version = building.published(survey)
    asked = building.all_asked(version.questions.all())
    keys = {kind: one.pk for kind, one in questions(survey).items()}
    checked = check(asked, {keys[kind]: words for kind, words in sent.items()})
    assert not checked.faults
    said = {"source": "link", **more}
    return answering.answer(invitation=invitation, version=version, answers=checked.answers, **said)


def test_by_phone_an_agent_answers_what_the_customer_left(zhou, xie, fang):
    survey = a_survey(zhou)
    asked = ask(survey, fang, channel="sms").invitation
    assert inviting.by_phone(survey=survey, customer=fang, token="0" * 32, by=xie) == asked


def test_by_phone_somebody_who_was_not_asked_is_invited(zhou, xie, fang):
    survey = a_survey(zhou)
    made = inviting.by_phone(survey=survey, customer=fang, token="0" * 32, by=xie)
    again = inviting.by_phone(survey=survey, customer=fang, token="0" * 32, by=xie)
    assert (made.channel, made.made_by, again) == ("phone", xie, made)
