"""What people and the program do with complaints: each once, each a row, each in the clock."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import translation

from customers.models import Customer, CustomerStanding
from desk.complaints import escalation, policies, questions, services, winding, words
from desk.complaints.duties import DUTIES
from desk.complaints.levels import Levels
from desk.contacts.services import log_interaction
from desk.models import Complaint, ComplaintEvent, ComplaintPolicy
from desk.routing import services as routing
from outbox.models import Message, Reply
from staff.absences import enter_absence
from staff.models import Branch, Notice, Team, User
from staff.opening import USUAL, save_hours
from staff.roles import Role
from tests.desk.complaining import at, logged
from tests.factories import CustomerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(stand_at, customer_of_lin, xie):
    stand_at("16 15:00")
    return logged(customer_of_lin, xie)


def kinds(complaint):
    return list(complaint.events.values_list("kind", flat=True))


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


def test_a_logged_complaint_has_its_deadlines(complaint):
    assert (complaint.respond_due_at, complaint.solve_due_at) == (at("16 17:00"), at("18 15:00"))
    assert (complaint.due_at, complaint.state) == (at("16 17:00"), "new")
    assert kinds(complaint) == ["logged"]


@pytest.mark.parametrize(
    ("severity", "echelon", "respond", "solve"),
    [
        (4, 3, "16 15:30", "16 23:00"),  # safety runs round the clock
        (3, 3, "16 16:00", "17 15:00"),
        (2, 1, "16 16:00", "17 15:00"),  # half of it
        (1, 0, "17 10:00", "22 15:00"),  # not known: as echelon 3; Friday is a holiday
    ],
)
def test_the_time_allowed_goes_by_severity_and_echelon(
    stand_at, customer_of_lin, xie, today, severity, echelon, respond, solve
):
    CustomerStanding.objects.create(customer=customer_of_lin, day=today, echelon=echelon or None)
    stand_at("16 15:00")
    row = logged(customer_of_lin, xie, severity=severity)
    assert (row.respond_due_at, row.solve_due_at) == (at(respond), at(solve))


def test_a_night_that_moves_the_customer_moves_no_promise(complaint, xie, today):
    CustomerStanding.objects.create(customer=complaint.customer, day=today, echelon=1)
    row = services.take(complaint=complaint, by=xie)
    assert row.solve_due_at == at("18 15:00")


def test_whoever_takes_it_has_it_from_then_on(complaint, stand_at, lin):
    stand_at("16 15:20")
    row = services.take(complaint=complaint, by=lin)
    assert (row.holder, row.held_since, row.state) == (lin, at("16 15:20"), "new")


def test_the_same_form_twice_is_one_event_and_another_complaints_form_is_refused(
    complaint, customer_of_lin, xie
):
    token = uuid.uuid4()
    for _ in range(2):
        services.respond(complaint=complaint, by=xie, way="call", token=token)
    assert kinds(complaint) == ["logged", "responded"]
    other = logged(customer_of_lin, xie)
    with pytest.raises(ValidationError, match="another complaint"):
        services.respond(complaint=other, by=xie, way="call", token=token)


def test_who_looked_at_an_older_version_is_told(complaint, xie, lin):
    services.take(complaint=complaint, by=lin, version=complaint.version)
    with pytest.raises(ValidationError, match="just changed"):
        services.respond(complaint=complaint, by=xie, way="call", version=complaint.version)


def test_what_cannot_happen_now_is_refused(complaint, xie):
    solved = services.solve_complaint(complaint=complaint, by=xie, resolution="Oil free")
    with pytest.raises(ValidationError, match="solved") as refused:
        services.respond(complaint=solved, by=xie, way="call")
    assert refused.value.code == "state"


def test_reopening_runs_a_new_clock_and_keeps_the_history(complaint, stand_at, xie):
    stand_at("16 16:00")
    services.solve_complaint(complaint=complaint, by=xie, resolution="Oil free")
    stand_at("17 09:00")
    row = services.reopen_complaint(complaint=complaint, by=xie, text="It squeals again")
    assert (row.state, row.solve_due_at, row.responded_at) == ("reopened", at("18 18:00"), at("16 16:00"))
    assert kinds(row) == ["logged", "solved", "reopened"]
    assert services.reopen_complaint(complaint=row, by=xie).version == row.version


def test_a_solution_is_taken_back_within_a_day_and_reopened_later(complaint, stand_at, xie, as_xie):
    services.solve_complaint(complaint=complaint, by=xie, resolution="Oil free")
    stand_at("17 15:01")
    with pytest.raises(ValidationError, match="reopen it"):
        services.take_back(complaint=complaint, by=xie)
    url = reverse("desk:complaint_unsolve", args=[complaint.pk])
    assert "reopen it" in as_xie.post(url, headers={"HX-Request": "true"}).headers["HX-Trigger"]
    stand_at("17 14:59")
    assert services.take_back(complaint=complaint, by=xie).state == "new"


def test_a_handed_over_complaint_is_seen_by_the_department_and_has_its_deadline(
    complaint, stand_at, xie, deng, gaoxin
):
    billing = Team.objects.create(name="Billing")
    deng.team = billing
    deng.save()
    assert complaint not in Complaint.objects.visible_to(deng)
    row = services.hand_over(complaint=complaint, by=xie, team=billing, until=at("17 10:00"))
    assert (row.team, row.holder, row.held_until, row.escalate_at) == (
        billing,
        None,
        at("17 10:00"),
        at("16 17:00"),
    )
    assert row in Complaint.objects.visible_to(deng)
    assert told("complaint_given") == ["deng"]
    with pytest.raises(ValidationError, match="past"):
        services.hand_over(complaint=row, by=xie, team=billing, until=at("16 14:00"))
    with pytest.raises(ValidationError, match="To whom"):
        services.hand_over(complaint=row, by=xie, until=at("17 14:00"))


def test_the_lead_hears_of_what_is_handed_to_an_empty_department(complaint, gaoxin, xie, wei):
    empty = Team.objects.create(name="Bodywork", branch=gaoxin)
    services.hand_over(complaint=complaint, by=xie, team=empty, until=at("17 12:00"))
    assert told("complaint_given") == ["wei"]


def test_whoever_has_it_hears_that_a_colleague_opened_it_again(complaint, xie, lin, wei):
    services.take(complaint=complaint, by=lin)
    services.solve_complaint(complaint=complaint, by=lin, resolution="Oil free")
    services.reopen_complaint(complaint=complaint, by=xie, text="It squeals")
    assert told("complaint_reopened") == ["lin"]
    services.solve_complaint(complaint=complaint, by=lin, resolution="Oil free")
    User.objects.filter(pk=lin.pk).update(is_active=False)
    services.reopen_complaint(complaint=complaint, by=xie, text="It squeals")
    assert told("complaint_reopened") == ["lin", "wei"]


def test_who_let_it_lie_has_a_name(complaint, stand_at, xie, wei, zhou):
    billing = Team.objects.create(name="Billing")
    services.respond(complaint=complaint, by=xie, way="call")
    services.hand_over(complaint=complaint, by=xie, team=billing, until=at("17 10:00"))
    escalation.escalate_due(now=at("17 10:01"))
    lying = ComplaintEvent.objects.get(kind="let_lie")
    assert lying.team == billing
    assert told("complaint_left") == ["wei"]
    assert Notice.objects.filter(kind="complaint_left").first().numbers["holder"] == "Billing"


def billing_has_it(complaint, xie, until="17 10:00"):
    billing = Team.objects.create(name="Billing")
    services.respond(complaint=complaint, by=xie, way="call")
    return billing, services.hand_over(complaint=complaint, by=xie, team=billing, until=at(until))


def test_whoever_takes_what_another_let_lie_is_not_named_for_it(complaint, stand_at, xie, lin, chen, wei):
    billing, row = billing_has_it(complaint, xie)
    escalation.escalate_due(now=at("17 10:01"))
    stand_at("17 10:30")
    services.take(complaint=row, by=lin)
    routing.hold(Complaint.objects.get(), chen, by=None)
    escalation.escalate_due(now=at("17 10:31"))
    row.refresh_from_db()
    assert (row.held_until, row.level, row.holder) == (at("17 10:00"), 1, chen)
    assert [lying.team for lying in ComplaintEvent.objects.filter(kind="let_lie")] == [billing]
    assert told("complaint_left") == ["wei"]
    # What he is given himself is his.
    services.hand_over(complaint=row, by=xie, person=chen, until=at("17 12:00"))
    escalation.escalate_due(now=at("17 12:00"))
    assert ComplaintEvent.objects.filter(kind="let_lie").last().person == chen


def test_whoever_takes_it_between_deadline_and_beat_is_not_named_either(complaint, stand_at, xie, lin):
    billing, row = billing_has_it(complaint, xie)
    stand_at("17 10:05")
    services.take(complaint=row, by=lin)
    escalation.escalate_due(now=at("17 10:06"))
    lying = ComplaintEvent.objects.get(kind="let_lie")
    assert (lying.team, lying.person) == (billing, None)
    assert {one.numbers["holder"] for one in Notice.objects.filter(kind="complaint_left")} == {"Billing"}


def test_whoever_takes_the_place_of_somebody_who_left_did_not_let_it_lie(
    complaint, stand_at, xie, lin, chen, zhou
):
    services.respond(complaint=complaint, by=xie, way="call")
    services.hand_over(complaint=complaint, by=xie, person=lin, until=at("17 10:00"))
    escalation.escalate_due(now=at("17 10:01"))
    stand_at("17 11:00")
    (duty,) = DUTIES
    duty.hand_over(lin, chen, zhou)
    escalation.escalate_due(now=at("17 11:01"))
    assert ComplaintEvent.objects.get(kind="let_lie").person == lin


def test_waiting_for_the_customer_is_not_the_departments_delay(complaint, stand_at, xie):
    billing, row = billing_has_it(complaint, xie)
    stand_at("16 16:00")
    row = ask(row, xie, way="call")
    stand_at("17 16:00")
    services.answered_by(customer=row.customer, by=xie, way="call")
    escalation.escalate_due(now=at("18 09:59"))
    row.refresh_from_db()
    assert (row.held_until, row.held_due_at) == (at("17 10:00"), at("18 10:00"))
    assert "let_lie" not in kinds(row)
    escalation.escalate_due(now=at("18 10:00"))
    assert ComplaintEvent.objects.get(kind="let_lie").team == billing


def test_a_departments_deadline_is_warned_of_before_and_again_when_it_is_another(
    complaint, stand_at, xie, deng, wei
):
    billing, row = billing_has_it(complaint, xie, until="17 11:00")
    User.objects.filter(pk=deng.pk).update(team=billing)
    # 16 15:00 to 17 11:00 are five hours; three quarters of them are used at 17 9:45.
    escalation.escalate_due(now=at("17 09:44"))
    assert told("complaint_warned") == []
    for _ in range(2):
        escalation.escalate_due(now=at("17 09:45"))
    notice = Notice.objects.get(kind="complaint_warned")
    assert (notice.user, notice.numbers["clock"]) == (deng, "clock:deadline")
    assert notice.numbers["due"] == at("17 11:00").astimezone(UTC).isoformat()
    assert ComplaintEvent.objects.get(kind="warned").team == billing
    stand_at("17 10:00")
    services.hand_over(complaint=row, by=xie, person=xie, until=at("17 12:00"))
    escalation.escalate_due(now=at("17 11:30"))
    assert told("complaint_warned") == ["deng", "xie"]


def test_an_empty_department_is_warned_through_the_lead(complaint, xie, wei):
    billing_has_it(complaint, xie)
    escalation.escalate_due(now=at("17 09:30"))
    assert told("complaint_warned") == ["wei"]


# ---- warning and escalation


def test_it_warns_whoever_has_it_and_escalates_to_the_lead_and_to_the_manager(complaint, lin, wei, zhou):
    services.take(complaint=complaint, by=lin)
    assert escalation.escalate_due(now=at("16 16:29")) == 0
    escalation.escalate_due(now=at("16 16:30"))
    assert told("complaint_warned") == ["lin"]
    escalation.escalate_due(now=at("16 17:00"))
    complaint.refresh_from_db()
    assert (complaint.level, complaint.escalated_to) == (1, wei)
    escalation.escalate_due(now=at("17 12:00"))
    complaint.refresh_from_db()
    assert (complaint.level, complaint.escalated_to) == (2, zhou)
    assert told("complaint_over") == ["lin", "lin", "wei", "zhou"]


def test_two_beats_escalate_once(complaint, lin, wei):
    services.take(complaint=complaint, by=lin)
    for _ in range(2):
        escalation.escalate_due(now=at("16 17:00"))
    assert kinds(complaint).count("escalated") == 1
    assert told("complaint_over") == ["lin", "wei"]


def test_also_when_the_agent_is_not_there_any_more(complaint, lin, wei, zhou):
    services.take(complaint=complaint, by=lin)
    User.objects.filter(pk=lin.pk).update(is_active=False)
    escalation.escalate_due(now=at("16 16:30"))
    escalation.escalate_due(now=at("16 17:00"))
    assert told("complaint_warned") == ["wei"]
    assert told("complaint_over") == ["wei"]


def test_where_nobody_leads_the_manager_hears_and_without_one_the_administrator(complaint, zhou, he):
    levels = Levels()
    assert levels.told(complaint, 1) == [zhou]
    User.objects.filter(pk=zhou.pk).update(is_active=False)
    assert Levels().told(complaint, 1) == [he]


def test_the_lead_of_the_department_that_has_it_hears_of_it(complaint, xie, wei, zhou):
    billing = Team.objects.create(name="Billing")
    lead = UserFactory(username="bo", role=Role.TEAM_LEAD, team=billing)
    row = services.hand_over(complaint=complaint, by=xie, team=billing, until=at("17 10:00"))
    assert Levels().leads(row) == [lead]


def away(person, *, deputy=None):
    return enter_absence(
        person=person,
        by=person,
        kind="leave",
        starts_on=date(2026, 6, 16),
        ends_on=date(2026, 6, 17),
        deputy=deputy,
        token=uuid.uuid4(),
    )


@pytest.mark.parametrize(
    ("deputy", "warned"), [("xie", ["lin", "xie"]), ("chen", ["lin", "wei"]), (None, ["lin", "wei"])]
)
def test_beside_somebody_away_a_deputy_is_warned_who_sees_it_else_the_lead(
    complaint, cast, lin, deputy, warned
):
    services.take(complaint=complaint, by=lin)
    away(lin, deputy=cast.get(deputy))
    escalation.escalate_due(now=at("16 16:30"))
    assert told("complaint_warned") == warned


def test_only_who_may_open_it_is_told_of_it(gaoxin, zhou, stand_at):
    """The owner of a pool is in no team: no lead of the branch sees his customers."""
    stand_at("16 15:00")
    pool = UserFactory(username="pool", role=Role.ACCOUNT_MANAGER, branch=gaoxin)
    for n in (1, 2):
        team = Team.objects.create(name=f"Team {n}", branch=gaoxin)
        UserFactory(username=f"lead{n}", role=Role.TEAM_LEAD, team=team, branch=gaoxin)
    complaint = logged(CustomerFactory(owner=pool, branch=gaoxin), zhou)
    for moment in ("16 16:30", "16 17:00"):
        escalation.escalate_due(now=at(moment))
    heard = Notice.objects.filter(kind__in=("complaint_warned", "complaint_over"))
    assert {notice.user for notice in heard} == {zhou}
    assert all(Complaint.objects.visible_to(one.user).filter(pk=complaint.pk).exists() for one in heard)


def test_escalating_many_costs_the_same(customer_of_lin, xie, wei, stand_at, django_assert_max_num_queries):
    stand_at("16 15:00")
    for _ in range(12):
        logged(customer_of_lin, xie)
    with django_assert_max_num_queries(22):
        escalation.escalate_due(now=at("16 17:00"))
    assert len(told("complaint_over")) == 12


def test_a_beat_that_was_away_for_days_catches_up_in_one_run(complaint, lin, wei, zhou):
    services.take(complaint=complaint, by=lin)
    escalation.escalate_due(now=at("25 09:00"))
    complaint.refresh_from_db()
    assert complaint.level == 2
    assert escalation.escalate_due(now=at("25 09:00")) == 0


def test_escalating_by_hand_asks_the_next_level(complaint, xie, wei):
    row = services.escalate(complaint=complaint, by=xie, text="He wants the chief")
    assert (row.level, row.escalated_to) == (1, wei)
    assert told("complaint_asked") == ["wei"]


# ---- questions


@pytest.fixture
def reached(complaint):
    complaint.customer.phone = "+8613912346615"
    complaint.customer.save()
    return complaint


def sent(message, text):
    values = {"state": "sent", "gateway": "simulated", "sid": uuid.uuid4().hex, "sent_at": at(text)}
    Message.objects.filter(pk=message.pk).update(**values, attempt=1)


def ask(complaint, by, way="sms"):
    return questions.ask(complaint=complaint, by=by, way=way, text="Which wheel?", token=uuid.uuid4())


def test_the_clock_pauses_when_the_question_has_gone_not_when_it_was_written(reached, stand_at, xie):
    row = ask(reached, xie)
    assert (row.state, row.question.why, row.question.text) == ("new", "complaint", "Which wheel?")
    questions.look(now=at("16 15:30"))
    assert Complaint.objects.get().state == "new"
    sent(row.question, "16 16:00")
    questions.look(now=at("16 16:05"))
    row.refresh_from_db()
    assert (row.state, row.asked_at, row.responded_at) == ("waiting", at("16 16:00"), at("16 16:00"))
    assert row.solve_due_at == at("24 15:00")


def test_an_answer_on_any_channel_goes_on_with_it_once(reached, xie):
    row = ask(reached, xie)
    sent(row.question, "16 16:00")
    questions.look(now=at("16 16:05"))
    reply = Reply.objects.create(
        gateway="simulated",
        event="r1",
        channel="wechat",
        address="x",
        text="The left one",
        at=at("17 16:00"),
        received_at=at("17 16:00"),
        customer=row.customer,
    )
    for _ in range(2):
        questions.look(now=at("17 16:01"))
    row.refresh_from_db()
    assert (row.state, row.solve_due_at, row.asked_at) == ("answered", at("22 15:00"), None)
    assert ComplaintEvent.objects.get(kind="came").reply == reply


def test_what_was_asked_by_telephone_was_asked_at_that_moment(complaint, stand_at, xie):
    stand_at("16 16:00")
    row = ask(complaint, xie, way="call")
    assert (row.state, row.paused_until, row.holder) == ("waiting", at("22 16:00"), xie)
    stand_at("17 16:00")
    assert services.answered_by(customer=row.customer, by=xie, way="call") == 1
    row.refresh_from_db()
    assert row.solve_due_at == at("22 15:00")


def test_one_reminder_then_the_pause_ends_and_somebody_is_told(reached, stand_at, xie):
    row = ask(reached, xie)
    sent(row.question, "16 16:00")
    questions.look(now=at("16 16:05"))
    stand_at("17 16:00")
    for _ in range(2):
        questions.look(now=at("17 16:00"))
    assert kinds(row).count("reminded") == 1
    assert Message.objects.filter(why="complaint").count() == 2
    stand_at("22 16:00")
    questions.look(now=at("22 16:00"))
    row.refresh_from_db()
    assert (row.state, row.solve_due_at) == ("answered", at("24 15:00"))
    assert told("complaint_silent") == ["xie"]


def heard_by_us(complaint, by):
    log_interaction(
        customer=complaint.customer, by=by, token=uuid.uuid4(), topic="other", text="The left one"
    )


def written_back(complaint, by):
    said = {"gateway": "simulated", "event": "r1", "channel": "email", "address": "x", "text": "The left one"}
    Reply.objects.create(**said, at=at("17 17:00"), received_at=at("17 17:00"), customer=complaint.customer)
    questions.look(now=at("17 17:01"))


def solved(complaint, by):
    services.solve_complaint(complaint=complaint, by=by, resolution="Oil free")


@pytest.mark.parametrize("ended", [heard_by_us, written_back, solved])
def test_a_reminder_that_waits_is_not_sent_after_the_answer(reached, stand_at, xie, ended):
    row = ask(reached, xie)
    sent(row.question, "16 16:00")
    questions.look(now=at("16 16:05"))
    stand_at("17 16:00")
    questions.look(now=at("17 16:00"))
    reminder = Message.objects.exclude(pk=row.question.pk).get()
    assert reminder.state == "planned"
    stand_at("17 17:02")
    ended(Complaint.objects.get(), xie)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.reason) == ("skipped", "answered")


def test_the_subject_is_in_the_customers_language_whoever_asks_and_reminds(reached, stand_at, xie, settings):
    settings.EMAIL_GATEWAY = "mail"
    reached.customer.name, reached.customer.email = "方敏", "fang@example.com"
    reached.customer.save()
    with translation.override("en"):
        row = ask(reached, xie, way="email")
        sent(row.question, "16 16:00")
        questions.look(now=at("16 16:05"))
        stand_at("17 16:00")
        questions.look(now=at("17 16:00"))
    subjects = Message.objects.filter(why="complaint").values_list("subject", flat=True)
    assert list(subjects) == [f"关于您的投诉 {row}"] * 2


def test_a_question_that_bounced_pauses_nothing(reached, xie):
    row = ask(reached, xie)
    Message.objects.filter(pk=row.question_id).update(
        state="skipped", reason="opted_out", closed_at=at("16 15:10")
    )
    questions.look(now=at("16 15:11"))
    row.refresh_from_db()
    assert (row.state, row.question, row.solve_due_at) == ("new", None, at("18 15:00"))
    assert told("complaint_undelivered") == ["xie"]


def test_a_question_nobody_could_read_is_refused(complaint, xie):
    with pytest.raises(ValidationError, match="No mobile number"):
        ask(complaint, xie)
    assert not Message.objects.exists()


def test_a_pause_that_is_over_does_not_keep_one_from_asking_again(complaint, stand_at, xie):
    stand_at("16 16:00")
    ask(complaint, xie, way="call")
    stand_at("22 17:00")
    row = ask(complaint, xie, way="call")
    assert kinds(row) == ["logged", "asked", "pause_ended", "asked"]
    assert row.solve_due_at == at("24 15:00")
    first, again = (words.sentence(one) for one in row.events.filter(kind="asked"))
    assert first.endswith("The clock pauses") and again.endswith("The clock runs on")


def test_a_question_that_waits_gives_way_to_the_one_by_telephone(reached, stand_at, xie):
    written = ask(reached, xie).question
    stand_at("16 15:30")
    row = ask(reached, xie, way="call")
    written.refresh_from_db()
    assert (written.state, row.state, row.question) == ("skipped", "waiting", None)
    assert kinds(row) == ["logged", "question", "asked"]


def test_a_question_that_gives_way_to_another_is_not_sent_beside_it(reached, xie):
    first = ask(reached, xie).question
    second = ask(reached, xie).question
    first.refresh_from_db()
    assert (first.state, second.state) == ("skipped", "planned")
    assert Complaint.objects.get().question == second


def test_a_question_that_has_left_meanwhile_is_not_asked_again(reached, stand_at, xie):
    row = ask(reached, xie)
    sent(row.question, "16 15:30")
    stand_at("16 15:31")
    with pytest.raises(ValidationError, match="cannot be done now"):
        ask(reached, xie, way="call")


# ---- policy, hours, copies, people


def test_another_policy_counts_for_what_is_open(complaint, zhou, stand_at):
    stand_at("16 15:30")
    assert policies.change(values={"solve_medium": 8}, version=1, by=zhou)
    assert not policies.change(values={"solve_medium": 9}, version=1, by=zhou)
    assert winding.wind_stale() == 1
    complaint.refresh_from_db()
    assert complaint.solve_due_at == at("17 15:00")
    assert winding.wind_stale() == 0


@pytest.mark.parametrize(
    "values", [{"solve_low": 1}, {"pause_days": 4}, {"remind_days": 3, "pause_days": 2}, {"warn_share": 1}]
)
def test_a_policy_that_contradicts_itself_is_refused_and_by_the_database_too(zhou, values):
    with pytest.raises(ValidationError):
        policies.change(values=values, version=1, by=zhou)
    with pytest.raises(IntegrityError), transaction.atomic():
        ComplaintPolicy.objects.create(**values)


def test_other_opening_hours_count_for_what_is_open(complaint, he, gaoxin, stand_at):
    stand_at("16 15:30")
    save_hours(branch=gaoxin, week=[USUAL] * 7, special={at("17 00:00").date(): ()}, version=0, by=he)
    assert winding.wind_stale() == 1
    complaint.refresh_from_db()
    # Wednesday is closed, and the holiday of Friday goes on until Sunday.
    assert complaint.solve_due_at == at("22 15:00")


def test_another_zone_of_the_branch_counts_for_what_is_open(complaint, gaoxin):
    assert complaint.due_at == at("16 17:00") and winding.wind_stale() == 0
    Branch.objects.filter(pk=gaoxin.pk).update(time_zone="Asia/Dubai")  # four hours later: lunch is at four
    assert (winding.wind_stale(), winding.wind_stale()) == (1, 0)
    complaint.refresh_from_db()
    assert complaint.due_at == at("16 18:00")


def test_other_holidays_of_the_branch_count_for_what_is_open(complaint, gaoxin):
    Branch.objects.filter(pk=gaoxin.pk).update(currency="USD")
    assert winding.wind_stale() == 1


def test_whoever_moves_to_another_branch_has_its_hours(complaint, wuhu, he, stand_at):
    save_hours(branch=wuhu, week=[((0, 1440),)] * 7, special={}, version=0, by=he)
    assert complaint.solve_due_at == at("18 15:00")
    stand_at("16 15:30")
    Customer.objects.filter(pk=complaint.customer_id).update(branch=wuhu)
    assert winding.wind_stale() == 1
    complaint.refresh_from_db()
    assert complaint.solve_due_at == at("17 07:00")


def test_a_complaint_that_was_copied_in_is_wound_by_the_beat(customer_of_lin, stand_at):
    stand_at("16 15:00")
    said = {"customer": customer_of_lin, "day": at("16 00:00").date(), "logged_at": at("16 10:00")}
    Complaint.objects.create(cause="price", severity=2, text="Dear", token=uuid.uuid4(), **said)
    assert winding.wind_stale() == 1
    assert Complaint.objects.get().due_at == at("16 12:00")


def test_what_somebody_has_goes_over_when_he_leaves(complaint, lin, chen, zhou):
    services.take(complaint=complaint, by=lin)
    (duty,) = DUTIES
    assert duty.count([lin.pk]) == {lin.pk: 1}
    assert duty.hand_over(lin, chen, zhou) == 1
    assert Complaint.objects.get().holder == chen


# ---- what the database holds


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "solved"},
        {"state": "waiting"},
        {"state": "answered"},
        {"level": 3},
        {"held_until": at("17 10:00")},
        {"paused_until": at("17 10:00")},
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(complaint, wrong):
    with pytest.raises(IntegrityError):
        Complaint.objects.filter(pk=complaint.pk).update(**wrong)


def test_an_event_is_not_changed_afterwards(complaint):
    event = complaint.events.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        ComplaintEvent.objects.filter(pk=event.pk).update(at=at("10 10:00"))
    with pytest.raises(InternalError), transaction.atomic():
        ComplaintEvent.objects.filter(pk=event.pk).update(text="Never said")


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_at_the_same_moment_do_it_one_after_the_other(customer_of_lin, xie, lin, chen):
    complaint = logged(customer_of_lin, xie)

    def take(by):
        try:
            services.take(complaint=complaint, by=by, version=complaint.version)
            return True
        except ValidationError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (lin, chen))) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_escalate_once(customer_of_lin, xie, wei):
    complaint = logged(customer_of_lin, xie)
    later = complaint.respond_due_at

    def beat(_):
        try:
            return escalation.escalate_due(now=later)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(beat, range(2))) == 1
    assert kinds(complaint).count("escalated") == 1
