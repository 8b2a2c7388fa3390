"""What customers write back counts as a contact, and stands on the timeline once."""

import uuid
from datetime import timedelta

import pytest

from churn_crm import clock
from desk.complaints import questions, states
from desk.contacts import hearing, resolution
from desk.contacts.services import log_interaction
from desk.models import ComplaintEvent, Interaction
from outbox.gateways.base import ReplyIn
from outbox.models import Reply
from outbox.replies import take
from tests.desk.complaining import logged
from tests.factories import at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def writer(customer_of_lin):
    customer_of_lin.email, customer_of_lin.phone = "wang@example.com", "+8613912346600"
    customer_of_lin.save()
    return customer_of_lin


def wrote(customer, text="The brakes squeak again", *, channel="email", moment=None, **said):
    """An answer comes in by the gateway."""
    address = customer.email if channel == "email" else customer.phone
    reply = ReplyIn(
        event=uuid.uuid4().hex, at=moment or clock.now(), address=address, text=text, channel=channel, **said
    )
    assert take(gateway="test", replies=[reply]) == 1
    return Reply.objects.latest("pk")


def spoke(customer, agent, day, **said):
    return Interaction.objects.create(
        customer=customer, agent=agent, day=day, at=at(day), token=uuid.uuid4(), **said
    )


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_an_answer_is_a_contact_of_nobody_once(writer, channel):
    reply = wrote(writer, channel=channel)
    assert (hearing.hear_replies(), hearing.hear_replies()) == (1, 0)
    contact = Interaction.objects.get()
    assert (contact.reply, contact.agent, contact.channel, contact.direction) == (reply, None, channel, "in")
    assert (contact.text, contact.words, contact.at) == ("", "The brakes squeak again", reply.at)


def test_it_stands_on_the_timeline_once(writer, xie):
    wrote(writer)
    hearing.hear_replies()
    assert Interaction.objects.told_by_nothing_else().count() == 0
    log_interaction(customer=writer, by=xie, token=uuid.uuid4(), topic="bill", channel="phone", text="Rang")
    assert [one.text for one in Interaction.objects.told_by_nothing_else()] == ["Rang"]


def test_opting_out_and_answers_of_programs_are_no_contacts(writer):
    wrote(writer, "退订")
    wrote(writer, "I am away until Monday", automatic=True)
    assert hearing.hear_replies() == 0


def test_strangers_have_no_contacts(db, writer):
    writer.email = "somebody@example.com"
    wrote(writer)
    assert (Reply.objects.get().customer, hearing.hear_replies()) == (None, 0)


def test_an_answer_to_a_question_resumes_the_complaint_and_is_about_it(writer, xie):
    complaint = logged(writer, xie)
    asked = questions.ask(complaint=complaint, by=xie, way="call", text="Which side?", token=uuid.uuid4())
    assert asked.state == states.WAITING
    reply = wrote(writer, "The left one")
    questions.look()
    hearing.hear_replies()
    complaint.refresh_from_db()
    assert (complaint.state, complaint.paused_until) == (states.ANSWERED, None)
    assert ComplaintEvent.objects.get(kind=states.CAME).reply == reply
    assert Interaction.objects.get(reply=reply).topic == "complaint"
    assert complaint.events.filter(kind=states.CAME).count() == 1


def test_the_order_of_the_two_beats_does_not_matter(writer, xie):
    complaint = logged(writer, xie)
    questions.ask(complaint=complaint, by=xie, way="call", text="Which side?", token=uuid.uuid4())
    reply = wrote(writer, "The left one")
    hearing.hear_replies()
    questions.look()
    assert Interaction.objects.get(reply=reply).topic == "complaint"
    assert complaint.events.filter(kind=states.CAME).count() == 1


def test_who_writes_about_it_again_was_not_helped_at_the_first_contact(writer, xie, zhou, today):
    day = today - 20 * DAY
    complaint = logged(writer, xie)
    Interaction.objects.all().delete()
    spoke(writer, xie, day, topic="complaint", solved=True)
    assert [one.resolved for one in resolution.by_agent(zhou, on=today)] == [1]
    reply = wrote(writer, moment=at(day + 3 * DAY))
    complaint.events.create(kind=states.CAME, at=reply.at, reply=reply)
    hearing.hear_replies()
    (figure,) = resolution.by_agent(zhou, on=today)
    assert (figure.of, figure.cases, figure.resolved) == (xie, 1, 0)


def test_what_an_agent_notes_of_an_answer_is_the_same_contact(writer, xie):
    reply = wrote(writer)
    hearing.hear_replies()
    said = {"topic": "bill", "channel": "email", "text": "Wants the invoice again", "solved": True}
    contact = log_interaction(customer=writer, by=xie, token=uuid.uuid4(), **said)
    assert Interaction.objects.get() == contact
    assert (contact.reply, contact.agent, contact.topic) == (reply, xie, "bill")
    assert (contact.words, contact.solved) == ("Wants the invoice again", True)


def test_a_call_or_a_letter_of_ours_is_another_contact(writer, xie):
    wrote(writer)
    hearing.hear_replies()
    log_interaction(customer=writer, by=xie, token=uuid.uuid4(), topic="bill", channel="phone")
    log_interaction(
        customer=writer, by=xie, token=uuid.uuid4(), topic="bill", channel="email", direction="out"
    )
    assert Interaction.objects.count() == 3


def test_it_stands_in_the_list_of_contacts(writer, as_zhou):
    wrote(writer, "How much would it be?")
    hearing.hear_replies()
    page = as_zhou.get("/desk/contacts/").content.decode()
    assert "How much would it be?" in page
    (shown,) = as_zhou.get(f"/api/v1/customers/{writer.pk}/interactions/").json()["results"]
    assert (shown["text"], shown["agent"], shown["channel"]) == ("How much would it be?", None, "email")


def test_hearing_costs_the_same_however_much_was_written(writer, django_assert_max_num_queries):
    for n in range(9):
        wrote(writer, f"Question {n}")
    with django_assert_max_num_queries(4):
        assert hearing.hear_replies() == 9
