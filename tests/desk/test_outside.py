"""Complaints that came from outside: the sender's own deadline, and our answer to it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from desk.complaints import escalation, outside, policies, services, states, winding
from desk.complaints.clock import SENDER, Fact, Terms, read
from desk.models import Complaint, ComplaintPolicy
from desk.parts import complaint_events
from staff.business_time import ALWAYS, Hours
from staff.models import Notice
from tests.desk.complaining import SHANGHAI, at, logged

HTMX = {"HX-Request": "true"}
SHOP = Hours(week=(((540, 720), (780, 1080)),) * 5 + ((), ()), zone=SHANGHAI)
H = timedelta(hours=1)


@pytest.fixture
def sent(stand_at, customer_of_lin, xie):
    """On a Tuesday afternoon by 12345, which wants an answer in five days."""
    stand_at("16 15:00")
    given = {"sender": "12345", "sender_number": "GD2026-0613", "sender_due": at("21 15:00")}
    return logged(customer_of_lin, xie, **given)


def kinds(complaint):
    return list(complaint.events.values_list("kind", flat=True))


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


# ---- the clock, pure

STEPS = st.sampled_from(["outside", "sender_told", "sender_near", "responded", "asked", "came", "pause_ended",
                         "solved", "taken_back", "reopened", "noted"])  # fmt: skip
START = datetime(2026, 6, 11, tzinfo=UTC)


@given(
    story=st.lists(st.tuples(STEPS, st.integers(0, 3000), st.integers(0, 9000) | st.none()), max_size=14),
    always=st.booleans(),
)
def test_the_senders_deadline_depends_on_the_sender_and_our_answer_alone(story, always):
    """Whatever else happens, pauses and solutions too: against a list of what was sent and said."""
    moment, said, near = START, [], False
    due: datetime | None = None
    answered: datetime | None = None
    came: datetime | None = None
    for kind, later, left in story:
        moment += timedelta(minutes=later)
        wanted = None if left is None else moment + timedelta(minutes=left)
        said.append(Fact(kind, moment, SENDER if kind == "sender_near" else "", wanted))
        if kind == "outside":
            due, answered, near, came = wanted, None, False, moment
        elif kind == "sender_told" and came and answered is None:
            answered = moment
        near = near or kind == "sender_near"
    hours = ALWAYS if always else SHOP
    reading = read(START, said, Terms(respond=2 * H, solve=16 * H, hours=hours, days=SHOP))
    assert (reading.sent.due, reading.sent.answered_at) == (due, answered)
    missed = [when for name, when in reading.breaches if name == SENDER]
    warned_of = [when for name, when in reading.warnings if name == SENDER]
    if due is None or came is None or answered:
        assert missed == warned_of == []
        return
    assert (missed, warned_of) == ([due], [] if near else [came + (due - came) * 0.75])
    assert reading.escalate_at is not None and reading.escalate_at <= due


@given(story=st.lists(st.tuples(STEPS, st.integers(0, 3000)), max_size=14))
def test_a_sender_changes_nothing_about_our_own_clocks(story):
    moment, facts = START, []
    for kind, later in story:
        moment += timedelta(minutes=later)
        facts.append(Fact(kind, moment, "", moment + 5 * H if kind == "outside" else None))
    terms = Terms(respond=2 * H, solve=16 * H, hours=SHOP, days=SHOP)
    ours = [fact for fact in facts if fact.kind not in states.OF_SENDER]
    with_him, without = read(START, facts, terms), read(START, ours, terms)
    for name in (
        "state",
        "respond_due_at",
        "solve_due_at",
        "responded_at",
        "solved_at",
        "paused_until",
        "level",
    ):
        assert getattr(with_him, name) == getattr(without, name)


# ---- what is kept of it


@pytest.mark.django_db
def test_the_sender_his_number_and_his_deadline_are_kept_beside_our_clocks(sent):
    assert (sent.sender, sent.sender_number, sent.sender_due_at) == ("12345", "GD2026-0613", at("21 15:00"))
    assert (sent.due_at, sent.sender_answered_at) == (at("16 17:00"), None)
    assert kinds(sent) == ["logged", "outside"]


@pytest.mark.django_db
def test_a_question_to_the_customer_pauses_our_clock_and_not_the_senders(sent, xie, stand_at):
    from desk.complaints import questions

    stand_at("16 16:00")
    asked = questions.ask(complaint=sent, by=xie, way="call", text="Which day?", token=uuid.uuid4())
    assert asked.state == "waiting"
    assert asked.sender_due_at == at("21 15:00")


@pytest.mark.django_db
def test_it_warns_and_escalates_until_the_sender_is_answered_also_when_solved(sent, stand_at, xie, wei, zhou):
    services.solve_complaint(complaint=sent, by=xie, resolution="Done again")
    stand_at("20 09:00")  # 3¾ days of five
    assert escalation.escalate_due() == 1
    assert told("complaint_sender_near") == ["xie"]
    stand_at("21 15:00")
    assert escalation.escalate_due() == 1
    assert told("complaint_sender_over") == ["wei", "xie"]
    stand_at("22 15:00")  # a Monday: four business hours later
    assert escalation.escalate_due() == 1
    assert told("complaint_sender_over") == ["wei", "xie", "xie", "zhou"]
    assert kinds(sent)[-3:] == ["sender_near", "sender_over", "sender_over"]
    late = Complaint.objects.get()
    assert (late.state, late.escalated_to, late.escalate_at) == ("solved", zhou, None)
    assert escalation.escalate_due() == 0
    notice = Notice.objects.filter(kind="complaint_sender_over", user=zhou).get()
    assert notice.numbers["sender"] == "sender:12345"


@pytest.mark.django_db
def test_the_answer_to_the_sender_stops_his_clock_for_good(sent, stand_at, xie, wei):
    now = stand_at("17 10:00")
    answered = outside.answer_sender(complaint=sent, by=xie, text="Repaired free of charge")
    assert answered.sender_answered_at == now
    event = answered.events.get(kind="sender_told")
    assert (event.by, event.text) == (xie, "Repaired free of charge")
    services.solve_complaint(complaint=answered, by=xie, resolution="Done again")
    stand_at("30 10:00")
    assert escalation.escalate_due() == 0 and not told("complaint_sender_over")
    again = outside.answer_sender(complaint=answered, by=xie, text="Once more")
    assert again.sender_answered_at == now  # the first one counts


@pytest.mark.django_db
def test_sent_again_with_another_deadline_it_waits_anew(sent, stand_at, xie):
    stand_at("17 10:00")
    answered = outside.answer_sender(complaint=sent, by=xie, text="Repaired")
    stand_at("18 10:00")
    again = outside.came(complaint=answered, by=xie, sender="12345", number="GD2", due=at("19 10:00"))
    assert (again.sender_due_at, again.sender_answered_at) == (at("19 10:00"), None)
    assert list(Complaint.objects.with_a_sender_waiting()) == [again]


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["16 14:00", "17 12:00"])
def test_an_answer_before_it_came_or_in_the_future_is_refused(sent, stand_at, xie, when):
    stand_at("17 10:00")
    with pytest.raises(ValidationError):
        outside.answer_sender(complaint=sent, by=xie, text="Repaired", at=at(when))


@pytest.mark.django_db
def test_nobody_is_answered_where_nobody_sent_it(customer_of_lin, xie):
    with pytest.raises(ValidationError):
        outside.answer_sender(complaint=logged(customer_of_lin, xie), by=xie, text="Repaired")


@pytest.mark.django_db
def test_taking_a_solution_back_forgets_no_answer_to_the_sender(sent, stand_at, xie):
    stand_at("17 10:00")
    solved = services.solve_complaint(complaint=sent, by=xie, resolution="Done")
    answered = outside.answer_sender(complaint=solved, by=xie, text="Repaired")
    back = services.take_back(complaint=answered, by=xie)
    assert (back.state, back.sender_answered_at) == ("new", at("17 10:00"))


@pytest.mark.django_db
def test_a_solved_one_whose_sender_waits_is_not_wound_for_ever(sent, xie, stand_at, zhou):
    services.solve_complaint(complaint=sent, by=xie, resolution="Done")
    assert winding.wind_stale() == 0


@pytest.mark.django_db
def test_the_policy_names_other_senders(sent, zhou):
    values = {"senders": "Owners' club\n\n  Evening paper "}
    assert policies.change(values=values, version=ComplaintPolicy().version, by=zhou)
    names = [name for name, _label in outside.names()]
    assert names == [*Complaint.Sender.values, "Owners' club", "Evening paper"]


@pytest.mark.django_db
def test_the_database_refuses_a_number_without_a_sender(sent):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.update(sender="")


# ---- pages and HTTP


@pytest.mark.django_db
def test_the_desk_logs_it_with_its_sender_and_lists_who_waits(customer_of_lin, as_xie, xie, stand_at):
    stand_at("16 15:00")
    ours = logged(customer_of_lin, xie)
    new = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    given = {"complaint-text": "Overcharged, says 12315", "complaint-cause": "overcharging",
             "complaint-severity": "2", "complaint-token": uuid.uuid4(), "complaint-sender": "12315",
             "complaint-sender_number": "A-77", "complaint-sender_due": "2026-06-17T10:00"}  # fmt: skip
    assert as_xie.post(new, given).status_code == 302
    sent = Complaint.objects.exclude(pk=ours.pk).get()
    services.solve_complaint(complaint=sent, by=xie, resolution="Paid back")
    shown = as_xie.get("/desk/complaints/", {"only": "outside"})
    assert [row.complaint for row in shown.context["rows"]] == [sent]
    assert shown.context["counts"]["outside"] == 1
    text = shown.content.decode()
    assert "12315 · 19 h left" in text and "Answer the sender" in text
    assert [row.complaint for row in as_xie.get("/desk/complaints/").context["rows"]] == [ours]


@pytest.mark.django_db
def test_a_number_without_a_sender_opens_the_block_and_says_so(customer_of_lin, as_xie):
    new = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    given = {"complaint-text": "x", "complaint-cause": "price", "complaint-severity": "2",
             "complaint-token": uuid.uuid4(), "complaint-sender_number": "A-77"}  # fmt: skip
    answer = as_xie.post(new, given, headers=HTMX)
    assert answer.status_code == 422
    assert (
        "Who sent it?" in answer.content.decode()
        and '<details class="cr-from" open>' in answer.content.decode()
    )


@pytest.mark.django_db
def test_the_page_tells_the_senders_time_and_takes_our_answer(sent, as_xie, stand_at):
    page = reverse("desk:complaint", args=[sent.pk])
    text = as_xie.get(page).content.decode()
    assert "City hotline 12345" in text and "GD2026-0613" in text and "120 h left" in text
    target = reverse("desk:complaint_answer_sender", args=[sent.pk])
    assert as_xie.post(target, {"text": " "}, headers=HTMX).status_code == 422
    stand_at("17 10:00")
    given = {"text": "Repaired", "at": "2026-06-17T09:30"}
    assert "The sender was answered" in as_xie.post(target, given, headers=HTMX).content.decode()
    assert Complaint.objects.get().sender_answered_at == at("17 09:30")


@pytest.mark.django_db
def test_pages_of_waiting_senders_follow_one_another(customer_of_lin, as_xie, xie, stand_at):
    stand_at("16 15:00")
    dues = [None, *(at(f"{17 + number % 7} 10:00") for number in range(25)), None]
    for due in dues:
        logged(customer_of_lin, xie, sender="review", sender_due=due)
    first = as_xie.get("/desk/complaints/", {"only": "outside"}).context
    second = as_xie.get("/desk/complaints/", {"only": "outside", "cursor": first["cursor"]}).context
    rows = [row.complaint for row in (*first["rows"], *second["rows"])]
    assert len({row.pk for row in rows}) == len(dues) and second["cursor"] == ""
    known = [row.sender_due_at for row in rows if row.sender_due_at]
    assert known == sorted(known) and [row.sender_due_at for row in rows[-2:]] == [None, None]


@pytest.mark.django_db
def test_the_api_takes_the_sender_and_our_answer(customer_of_lin, as_xie):
    new = reverse("desk_api:complaint_new", args=[customer_of_lin.pk])
    said = {"cause": "price", "text": "Too dear", "sender": "12315", "sender_number": "A-1"}
    one = as_xie.post(new, said, "application/json").json()
    assert (one["sender"], one["sender_number"]) == ("12315", "A-1")
    assert as_xie.post(new, said | {"sender": "nobody"}, "application/json").status_code == 400
    waiting = as_xie.get(reverse("desk_api:complaints"), {"only": "outside"}).json()["results"]
    assert [row["id"] for row in waiting] == [one["id"]]
    target = reverse("desk_api:complaint_answer_sender", args=[one["id"]])
    answered = as_xie.post(target, {"text": "Repaired"}, "application/json").json()
    assert answered["sender_answered_at"]
    assert as_xie.get(reverse("desk_api:complaints"), {"only": "outside"}).json()["results"] == []


@pytest.mark.django_db
def test_a_missed_deadline_of_the_sender_stands_on_the_timeline(sent, stand_at, wei):
    stand_at("22 15:00")
    escalation.escalate_due()
    titles = [event.title for event in complaint_events(sent.customer_id, None, 20)]
    assert any("sender's deadline" in title for title in titles)
