"""Answers by e-mail: fetched from a mail server, each once, and none of them stops the others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from churn_crm import clock
from desk.complaints import questions, services
from desk.models import Complaint
from outbox import consents, tasks
from outbox.gateways.mail import Mail as MailGateway
from outbox.mailbox import imap, looking, taking
from outbox.models import Mailbox, Message, OptOut, Receipt, Reply, State
from staff.models import Notice
from tests.factories import CustomerFactory
from tests.outbox import imap_stand_in
from tests.outbox.imap_stand_in import ImapStandIn
from tests.outbox.sending import a_message, always
from tests.outbox.test_letters import BOUNCE, HOSTILE, OURS, mail

__all__ = ["always"]
pytestmark = pytest.mark.django_db
ADDRESS = "wang.wei@example.com"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def far(settings) -> Iterator[ImapStandIn]:
    with imap_stand_in.running() as server:
        settings.EMAIL_GATEWAY = "mail"
        settings.EMAIL_ANSWERS, settings.IMAP_SECURITY = "imap", "none"
        settings.IMAP_HOST, settings.IMAP_PORT = server.server_address
        settings.IMAP_USER, settings.IMAP_PASSWORD = server.user, server.password
        settings.IMAP_FOLDER = server.folder
        settings.DEFAULT_FROM_EMAIL = "Hexi Auto Care <care@crm.example.com>"
        settings.GATEWAY_TIMEOUT = 2
        yield server


@pytest.fixture
def wang(lin, gaoxin, always):
    return CustomerFactory(owner=lin, branch=gaoxin, email=ADDRESS, name="王伟")


@pytest.fixture
def letter(wang) -> Message:
    """An e-mail of ours that has arrived with him."""
    return sent(a_message(wang, channel="email", subject="Inspection", text="Thursday?"))


def sent(message: Message, *, ago: timedelta = HOUR) -> Message:
    now, one = clock.now(), Message.objects.filter(pk=message.pk)
    if message.state == State.PLANNED:
        one.update(state=State.READY)
    one.update(state=State.SENDING, lease_until=now, gateway="mail", attempt=1)
    one.update(state=State.SENT, lease_until=None, sid=f"<{message.reference.hex}@crm>", sent_at=now - ago)
    message.refresh_from_db()
    return message


def comes(far: ImapStandIn, text: str = "Thursday suits me.", *, fault: str = "", **headers: str):
    """A mail of Wang arrives, with a Message-ID of its own unless one is given."""
    made = mail(text, **({"Message_ID": f"<{uuid4()}@example.com>"} | headers))
    return far.deliver(made.as_bytes(), at=clock.now().replace(microsecond=0), fault=fault)


def answering(message: Message) -> dict[str, str]:
    return {"In_Reply_To": f"<{message.reference.hex}@crm.example.com>"}


def test_an_answer_belongs_to_the_message_and_tells_the_owner(far, letter, lin):
    kept = comes(far, **answering(letter))
    assert looking.look() == 1
    reply = Reply.objects.get()
    assert (reply.channel, reply.customer, reply.answers) == ("email", letter.customer, letter)
    assert (reply.text, reply.meaning, reply.at) == ("Thursday suits me.", "text", kept.at)
    assert not reply.unconfirmed
    assert Notice.objects.get(user=lin).kind == "reply_text"


def test_it_stands_on_the_timeline(far, letter, client, lin):
    comes(far, "<b>Thursday</b> suits me.", **answering(letter))
    looking.look()
    client.force_login(lin)
    page = client.get(reverse("retention:timeline", args=[letter.customer_id])).content.decode()
    assert "&lt;b&gt;Thursday&lt;/b&gt; suits me." in page


def test_each_mail_is_read_once_whatever_the_mailbox_does(far, letter):
    comes(far, Message_ID="<same@example.com>")
    assert (looking.look(), looking.look()) == (1, 0)
    comes(far, Message_ID="<same@example.com>")  # delivered twice
    assert looking.look() == 1
    far.validity += 1  # the folder was made anew: all of it is read again
    assert looking.look() == 2
    assert Reply.objects.count() == 1
    assert Mailbox.objects.get().validity == far.validity


def test_the_mailbox_is_left_as_it_was_and_only_new_mail_is_fetched(far, letter):
    for _ in range(3):
        comes(far)
    looking.look()
    heard = len(far.heard)
    comes(far)
    looking.look()
    assert [line for line in far.heard[heard:] if "FETCH" in line] == [
        f"UID FETCH 4 (INTERNALDATE BODY.PEEK[]<0.{imap.LARGEST}>)"
    ]
    assert not any(word in line for line in far.heard for word in ("STORE", "SELECT", "EXPUNGE", "COPY"))


def test_what_is_older_than_a_month_is_not_news(far, letter):
    kept = comes(far)
    kept.at -= timedelta(days=40)
    assert (looking.look(), Reply.objects.count()) == (0, 0)


def test_the_senders_address_is_worth_less_than_our_reference(far, letter):
    comes(far)
    looking.look()
    reply = Reply.objects.get()
    assert (reply.customer, reply.answers, reply.unconfirmed) == (letter.customer, letter, True)


def test_who_knows_our_reference_answers_from_wherever_he_writes(far, letter):
    comes(far, From="wei@work.example.com", To=f"answers+{letter.reference.hex}@crm.example.com")
    looking.look()
    reply = Reply.objects.get()
    assert (reply.customer, reply.address, reply.unconfirmed) == (
        letter.customer,
        "wei@work.example.com",
        False,
    )


def test_a_stranger_stays_in_the_mailbox_unless_he_opts_out(far, letter):
    comes(far, "Buy my tyres", From="spam@example.net")
    comes(far, "STOP", From="stranger@example.net", Subject="hello")
    looking.look()
    assert [one.address for one in Reply.objects.all()] == ["stranger@example.net"]
    assert consents.opted_out("email", ["stranger@example.net", "spam@example.net"]) == {
        "stranger@example.net"
    }


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("STOP", {}),
        ("退订\n\n王伟", {}),
        ("退订\n发自我的iPhone", {}),
        ("unsubscribe\n\nOn Monday Care wrote:\n> Thursday?", {}),
        ("This message was made by a mail program.", {"Subject": "unsubscribe"}),
        ("", {"Subject": "Unsubscribe", "Auto_Submitted": "auto-generated"}),
    ],
)
def test_an_opt_out_holds_at_once(far, letter, text, headers):
    waiting = a_message(letter.customer, channel="email", subject="More", text="More")
    comes(far, text, **headers)
    looking.look()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == (State.SKIPPED, "opted_out")
    assert consents.opted_out("email", [ADDRESS]) == {ADDRESS}


def test_an_opt_out_from_another_address_counts_for_the_one_we_wrote_to(far, letter):
    comes(far, "STOP", From="wei@work.example.com", **answering(letter))
    looking.look()
    assert consents.opted_out("email", [ADDRESS, "wei@work.example.com"]) == {ADDRESS, "wei@work.example.com"}
    assert consents.standing_of([letter.customer_id])[letter.customer_id, "email", "service"] is False


@pytest.mark.parametrize("text", ["Please do not stop the work.", "Do not\nSTOP"])
def test_a_word_among_others_is_an_answer(far, letter, text):
    comes(far, text, **answering(letter))
    looking.look()
    assert (Reply.objects.get().meaning, OptOut.objects.count()) == ("text", 0)


def test_an_opt_in_needs_our_reference(far, letter):
    comes(far, "STOP")
    looking.look()
    comes(far, "START")
    looking.look()
    assert consents.opted_out("email", [ADDRESS]) == {ADDRESS}
    comes(far, "START", **answering(letter))
    looking.look()
    assert consents.opted_out("email", [ADDRESS]) == set()


# ------------------------------------------------------------ what is no answer
@pytest.fixture
def complaint(letter, he) -> Complaint:
    """Paused: an hour ago he was asked by e-mail, and the question has gone."""
    with time_machine.travel(clock.now() - HOUR):
        made = services.log_complaint(
            customer=letter.customer, by=he, cause="waiting", severity=2, text="Two hours", token=uuid4()
        )
        questions.ask(complaint=made, by=he, way="email", text="Which day was it?", token=uuid4())
        made.refresh_from_db()
        assert made.question is not None
        sent(made.question, ago=timedelta())
        questions.look()
    made.refresh_from_db()
    assert made.state == "waiting"
    return made


def state(complaint: Complaint) -> str:
    questions.look()
    complaint.refresh_from_db()
    return complaint.state


def test_an_answer_lets_the_clock_of_a_complaint_run_again(far, complaint):
    comes(far, "Monday.\n\nOn Monday Care wrote:\n> Which day was it?", **answering(complaint.question))
    looking.look()
    assert state(complaint) != "waiting"
    came = complaint.events.get(kind="came")
    assert (came.way, came.text) == ("email", "Monday.")


def test_an_answer_counts_though_the_clock_of_the_mailbox_is_slow(far, complaint):
    made = mail("Monday.", Message_ID=f"<{uuid4()}@example.com>", **answering(complaint.question))
    far.deliver(made.as_bytes(), at=(clock.now() - 3 * HOUR).replace(microsecond=0))
    looking.look()
    assert state(complaint) != "waiting"
    came, asked = (complaint.events.get(kind=kind) for kind in ("came", "asked"))
    assert came.at == asked.at


def test_an_answer_that_is_only_known_by_its_sender_does_so_too(far, complaint):
    comes(far, "Monday.")
    looking.look()
    assert state(complaint) != "waiting"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Subject": "自动回复：休假"},
        {"Return_Path": "<>"},
    ],
)
def test_an_automatic_answer_is_kept_and_ends_no_pause(far, complaint, lin, headers):
    comes(far, "I am away.", **answering(complaint.question), **headers)
    looking.look()
    assert (Reply.objects.get().meaning, state(complaint)) == ("auto", "waiting")
    assert not Notice.objects.filter(kind="reply_text").exists()


def test_a_question_that_comes_back_pauses_nothing(far, complaint):
    raw = BOUNCE.replace("ACTION", "failed").replace(OURS, complaint.question.reference.hex)
    far.deliver(raw.encode(), at=clock.now())
    looking.look()
    assert Message.objects.get(pk=complaint.question_id).state == State.FAILED
    assert Receipt.objects.get().detail == "5.1.1"
    assert state(complaint) != "waiting"
    assert not Reply.objects.exists()


def test_a_delay_on_the_way_changes_nothing(far, complaint):
    raw = BOUNCE.replace("ACTION", "delayed").replace(OURS, complaint.question.reference.hex)
    far.deliver(raw.encode(), at=clock.now())
    looking.look()
    assert (state(complaint), Receipt.objects.count()) == ("waiting", 0)


def test_our_own_mail_is_no_answer(far, letter):
    comes(far, From="Care <CARE@crm.example.com>", **answering(letter))
    assert (looking.look(), Reply.objects.count()) == (1, 0)


def test_two_programs_that_answer_each_other_are_no_person(far, letter, monkeypatch):
    monkeypatch.setattr(taking, "MOST_A_DAY", 3)
    for _ in range(5):
        comes(far, **answering(letter))
    looking.look()
    assert [one.meaning for one in Reply.objects.order_by("pk")] == ["text"] * 3 + ["auto"] * 2
    assert Notice.objects.filter(kind="reply_text").count() == 3


# ------------------------------------------------------------ nothing lost, nothing stopped
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_stops_nothing(far, letter, raw):
    far.deliver(raw, at=clock.now())
    comes(far, **answering(letter))
    assert looking.look() == 2
    assert Reply.objects.filter(answers=letter, text="Thursday suits me.").count() == 1
    assert Mailbox.objects.get().missed == []


def test_of_fifty_megabytes_only_the_beginning_is_fetched(far, letter):
    made = mail("See all the photos.", **answering(letter))
    made.add_attachment(b"xxx", maintype="image", subtype="jpeg", filename="film.jpg")
    raw = made.as_bytes().replace(b"eHh4\n", (b"eHh4" * 19 + b"\n") * 650_000)
    assert len(raw) > 50_000_000
    far.deliver(raw, at=clock.now())
    looking.look()
    assert Reply.objects.get().text == "See all the photos.\n[film.jpg]"
    assert far.bytes_out <= imap.LARGEST


@pytest.mark.parametrize("fault", ["no", "drop"])
def test_a_mail_that_cannot_be_fetched_is_tried_again_after_the_others(far, letter, fault):
    bad = comes(far, "first", fault=fault, **answering(letter))
    comes(far, "second", **answering(letter))
    looking.look()
    looking.look()
    assert [one.text for one in Reply.objects.all()] == ["second"]
    assert Mailbox.objects.get().missed == [bad.uid]
    bad.fault = ""
    looking.look()
    assert {one.text for one in Reply.objects.all()} == {"first", "second"}
    assert Mailbox.objects.get().missed == []


def test_a_mail_at_which_we_break_ourselves_is_read_once_we_are_mended(far, letter, monkeypatch):
    comes(far, "first", **answering(letter))
    comes(far, "second", **answering(letter))
    real = taking.take

    def broken(read, *, at):
        if read.text == "first":
            raise KeyError("a fault of ours")
        return real(read, at=at)

    monkeypatch.setattr(taking, "take", broken)
    assert looking.look() == 1
    assert [one.text for one in Reply.objects.all()] == ["second"]
    monkeypatch.undo()
    looking.look()
    assert Reply.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"IMAP_PASSWORD": "wrong"}, {"IMAP_FOLDER": "none"}, {"IMAP_PORT": 1}])
def test_a_mailbox_that_cannot_be_read_is_told_after_an_hour_and_read_later(far, letter, he, settings, wrong):
    comes(far, **answering(letter))
    right = {name: getattr(settings, name) for name in wrong}
    for name, value in wrong.items():
        setattr(settings, name, value)
    assert looking.look() == 0
    box = Mailbox.objects.get()
    assert box.failing_since is not None
    assert not Notice.objects.filter(kind="mailbox_silent").exists()
    Mailbox.objects.update(failing_since=clock.now() - timedelta(hours=2))
    looking.look()
    looking.look()
    notice = Notice.objects.get(user=he, kind="mailbox_silent")
    assert notice.numbers["hours"] == 2
    assert "pass" not in box.error + str(notice.numbers)
    for name, value in right.items():
        setattr(settings, name, value)
    looking.look()
    assert Reply.objects.count() == 1


def test_of_two_workers_one_reads(far, letter):
    comes(far)
    looking.look()
    Mailbox.objects.update(reading_until=clock.now() + timedelta(minutes=1))
    comes(far)
    assert looking.look() == 0
    Mailbox.objects.update(reading_until=clock.now() - timedelta(seconds=1))  # the other was killed
    assert looking.look() == 1


def test_it_is_not_read_where_nobody_asked_for_it(far, letter, settings):
    settings.EMAIL_ANSWERS = "none"
    comes(far)
    tasks.read_mail()
    assert (far.heard, Reply.objects.count()) == ([], 0)
    settings.EMAIL_ANSWERS = "imap"
    tasks.read_mail()
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    ("setting", "header"),
    [("answers+*@crm.example.com", "answers+{}@crm.example.com"), ("care@crm.example.com",) * 2, ("", "")],
)
def test_a_message_says_where_to_answer_to(message, mailoutbox, settings, setting, header):
    settings.EMAIL_REPLY_TO = setting
    MailGateway().send(replace(message, address=ADDRESS, subject="Inspection"))
    assert mailoutbox[0].reply_to == ([header.format(message.reference)] if header else [])
