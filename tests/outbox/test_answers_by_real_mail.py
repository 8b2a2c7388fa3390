"""The whole way by mail, over real servers: a question goes out by SMTP, its answer is read by IMAP."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from django.urls import reverse

from churn_crm import clock
from desk.complaints import questions, services
from desk.models import Complaint
from outbox import tasks
from outbox.mailbox import imap as reading
from outbox.models import Mailbox, Message, Reply, State
from staff.models import Notice
from tests.factories import CustomerFactory
from tests.outbox import mail_servers
from tests.outbox.mail_servers import HOST, Answers, Sent
from tests.outbox.sending import always
from tests.outbox.test_letters import BOUNCE, HOSTILE, OURS

__all__ = ["always"]
pytestmark = pytest.mark.django_db
ADDRESS = "wang.wei@example.com"
QUESTION = "Which day was it?"
# IMAP takes no empty mail, and this server takes none apart that is nested so deep.
NOT_TAKEN = ("nothing", "nested a thousand times")


@pytest.fixture
def out(tmp_path, settings) -> Iterator[Sent]:
    with mail_servers.smtp(tmp_path / "sent") as server:
        settings.EMAIL_GATEWAY = "mail"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, server.port
        settings.DEFAULT_FROM_EMAIL = "Hexi Auto Care <care@crm.example.com>"
        settings.EMAIL_REPLY_TO = "answers+*@crm.example.com"
        settings.GATEWAY_TIMEOUT = 20
        yield server


@pytest.fixture
def box(settings) -> Iterator[Answers]:
    with mail_servers.imap() as server:
        settings.EMAIL_ANSWERS, settings.IMAP_SECURITY = "imap", "none"
        settings.IMAP_HOST, settings.IMAP_PORT = HOST, server.port
        settings.IMAP_USER, settings.IMAP_PASSWORD = server.user, server.password
        settings.IMAP_FOLDER = "INBOX"
        yield server


@pytest.fixture
def wang(lin, gaoxin, always):
    return CustomerFactory(owner=lin, branch=gaoxin, email=ADDRESS, name="王伟")


@pytest.fixture
def complaint(wang, he, out) -> Complaint:
    """Paused, as the question has gone out to him."""
    made = services.log_complaint(
        customer=wang, by=he, cause="waiting", severity=2, text="Two hours", token=uuid4()
    )
    questions.ask(complaint=made, by=he, way="email", text=QUESTION, token=uuid4())
    tasks.send()
    assert state(made) == "waiting"
    return made


def state(complaint: Complaint) -> str:
    questions.look()
    complaint.refresh_from_db()
    return complaint.state


def answer(out: Sent, text: str = "Monday.", **headers: str) -> EmailMessage:
    """As a mailer writes it to the one letter that came; headers by their names with _ for -."""
    [letter] = out.mails
    made = EmailMessage()
    usual = {
        "From": f"Wang Wei <{ADDRESS}>",
        "To": letter["Reply-To"],
        "Subject": f"Re: {letter['Subject']}",
        "Message-ID": f"<{uuid4()}@example.com>",
        "In-Reply-To": letter["Message-ID"],
    }
    for name, value in (usual | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(f"{text}\n\nOn Monday Care wrote:\n> {QUESTION}")
    return made


def test_a_question_goes_out_and_its_answer_lets_the_complaint_go_on(out, box, complaint, lin, client):
    [letter] = out.mails
    reference = complaint.question.reference.hex
    assert (letter["To"], letter["Message-ID"]) == (ADDRESS, f"<{reference}@crm.example.com>")
    assert letter["Reply-To"] == f"answers+{reference}@crm.example.com"
    assert QUESTION in letter.get_payload(decode=True).decode()
    assert Message.objects.get().state == State.SENT

    box.put(answer(out).as_bytes())
    tasks.read_mail()
    reply = Reply.objects.get()
    assert (reply.customer, reply.answers, reply.text) == (complaint.customer, complaint.question, "Monday.")
    assert abs(reply.at - clock.now()) < timedelta(minutes=5) and not reply.unconfirmed
    assert state(complaint) != "waiting"
    assert [(one.way, one.text) for one in complaint.events.filter(kind="came")] == [("email", "Monday.")]
    assert Notice.objects.filter(user=lin, kind="reply_text").count() == 1
    client.force_login(lin)
    page = client.get(reverse("retention:timeline", args=[complaint.customer_id])).content.decode()
    assert "Monday." in page and QUESTION in page

    tasks.read_mail()
    assert (Reply.objects.count(), box.flags() - {b"\\Recent"}) == (1, set())


def test_whatever_lies_in_the_mailbox_nothing_is_lost_and_nothing_stops(out, box, complaint):
    for raw in (raw for name, raw in HOSTILE.items() if name not in NOT_TAKEN):
        box.put(raw)
    box.put(answer(out).as_bytes())
    tasks.read_mail()
    assert Reply.objects.filter(answers=complaint.question, text="Monday.").count() == 1
    assert state(complaint) != "waiting"
    mailbox = Mailbox.objects.get()
    assert (mailbox.missed, mailbox.failing_since, mailbox.error) == ([], None, "")
    box.put(answer(out, "And Tuesday.").as_bytes())
    tasks.read_mail()
    assert Reply.objects.filter(text="And Tuesday.").count() == 1


def without_charset(raw: bytes, words: str, charset: str) -> bytes:
    """The answer with these bytes for its text and no word on how to read them."""
    head = raw.partition(b"\n\n")[0].split(b"\n")
    kept = [line for line in head if not line.lower().startswith((b"content-", b"mime-"))]
    return b"\n".join(kept) + b"\n\n" + words.encode(charset)


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_chinese_without_a_charset_is_read(out, box, complaint, charset):
    box.put(without_charset(answer(out).as_bytes(), "星期一，车修好了。", charset))
    tasks.read_mail()
    assert Reply.objects.get().text == "星期一，车修好了。"


def test_a_page_without_text_is_read_and_said_as_words(out, box, complaint):
    made = answer(out)
    page = "<p>星期一<script>alert(1)</script></p><blockquote>Which day?</blockquote>"
    made.set_content(page, subtype="html", charset="gb18030")
    box.put(made.as_bytes())
    tasks.read_mail()
    assert Reply.objects.get().text == "星期一"


def test_of_a_huge_mail_the_beginning_is_read(out, box, complaint):
    made = answer(out, "See all the photos.")
    made.add_attachment(b"\xff\xd8" * 4_000_000, maintype="image", subtype="jpeg", filename="film.jpg")
    raw = made.as_bytes()
    assert len(raw) > 10_000_000 > reading.LARGEST
    box.put(raw)
    tasks.read_mail()
    assert Reply.objects.get().text.startswith("See all the photos.")
    assert state(complaint) != "waiting"


def test_a_foreign_message_id_is_known_by_the_address_written_to(out, box, complaint):
    box.put(answer(out, In_Reply_To="<somebody-elses@example.net>", From="wei@work.example.com").as_bytes())
    tasks.read_mail()
    reply = Reply.objects.get()
    assert (reply.answers, reply.address) == (complaint.question, "wei@work.example.com")
    assert state(complaint) != "waiting"


def test_programs_that_answer_and_our_own_mail_end_no_pause(out, box, complaint):
    box.put(answer(out, "I am away.", Auto_Submitted="auto-replied").as_bytes())
    box.put(out.mails[0].as_bytes())  # our own question, turned back by a rule of the mailbox
    tasks.read_mail()
    assert [one.meaning for one in Reply.objects.all()] == ["auto"]
    assert state(complaint) == "waiting"
    box.put(answer(out).as_bytes())
    tasks.read_mail()
    assert state(complaint) != "waiting"


def test_a_question_that_could_not_be_delivered_pauses_nothing(out, box, complaint):
    raw = BOUNCE.replace("ACTION", "failed").replace(OURS, complaint.question.reference.hex)
    box.put(raw.encode())
    tasks.read_mail()
    assert Message.objects.get().state == State.FAILED
    assert state(complaint) != "waiting" and not Reply.objects.exists()


def test_the_same_mail_twice_is_one_answer_also_in_a_mailbox_made_anew(out, box, complaint):
    raw = answer(out).as_bytes()
    for _ in range(2):
        box.put(raw)
    tasks.read_mail()
    Mailbox.objects.update(validity=1)  # as if the server had numbered its mails anew
    tasks.read_mail()
    assert Reply.objects.count() == 1
    assert complaint.events.filter(kind="came").count() <= 1


def test_while_the_server_is_away_nothing_is_lost(out, complaint, settings, box):
    settings.IMAP_PORT = port = mail_servers.free_port()
    tasks.read_mail()
    assert Mailbox.objects.get().failing_since is not None
    with mail_servers.imap(port) as again:
        again.put(answer(out).as_bytes())
        tasks.read_mail()
    assert Mailbox.objects.get().failing_since is None
    assert (Reply.objects.count(), state(complaint) != "waiting") == (1, True)
