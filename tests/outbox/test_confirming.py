"""Receipts that nobody signed: what they may do at once, and what the gateway makes of them when asked."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from churn_crm import clock
from outbox import confirming, consents, receipts, replies, sending, settling, telling, timing
from outbox.gateways.base import CannotAsk, ReceiptIn, ReplyIn, Report
from outbox.models import Attempt, Message, OptOut, Receipt, State, Template
from outbox.tasks import settle
from staff.models import Notice
from tests.factories import CustomerFactory
from tests.outbox.conftest import Line
from tests.outbox.sending import a_message, always
from tests.outbox.stand_ins import NUMBER

__all__ = ["always"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_in_china")]
Proof = Receipt.Proof


@pytest.fixture
def zhang(lin, gaoxin, always):
    return CustomerFactory(owner=lin, branch=gaoxin, phone=NUMBER)


@pytest.fixture
def planned(zhang) -> Message:
    template = Template.objects.create(
        name="Maintenance",
        channel="sms",
        purpose="service",
        text="{1}，您的爱车该{2}了。",
        gateway_code="SMS_154950909",
        approval=Template.Approval.APPROVED,
        changed_at=clock.now(),
    )
    values = {"1": "王女士", "2": "保养"}
    return a_message(zhang, template=template, variables=values, text="王女士，您的爱车该保养了。")


@pytest.fixture(params=["aliyun", "tencent"])
def line(request, settings) -> Line:
    """Each of the gateways that sign nothing, in turn."""
    settings.SMS_GATEWAY = request.param
    found: Line = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def sent(line, planned) -> Message:
    """A message that the gateway has taken."""
    sending.send_ready()
    planned.refresh_from_db()
    assert planned.state == State.SENT
    carrier_says(line, planned, None)
    return planned


def carrier_says(line: Line, message: Message, delivered: bool | None) -> None:
    """What the gateway knows of it from now on."""
    if line.gateway.name == "aliyun":
        status = {None: line.far.WAITING, True: line.far.DELIVERED, False: line.far.FAILED}[delivered]
        line.far.end(message.reference.hex, status, code="DELIVERED" if delivered else "MK:0001")
        return
    line.far.carriers_report = delivered is not None
    line.far.taken[0] |= {
        "status": "SUCCESS" if delivered else "FAIL",
        "description": "DELIVRD" if delivered else "MK:0001",
    }


def told(message: Message, delivered: bool, *, event: str = "") -> Receipt:
    """An unsigned receipt comes in."""
    event = event or f"{message.pk}:{delivered}"
    said = ReceiptIn(
        event, clock.now(), reference=message.reference.hex, sid=message.sid, delivered=delivered
    )
    receipts.take(gateway=message.gateway, receipts=[said])
    return Receipt.objects.get(event=event)


def stands(message: Message, *found: Receipt) -> tuple[str, ...]:
    """The message's state, and what each receipt is worth."""
    return (
        Message.objects.get(pk=message.pk).state,
        *(Receipt.objects.get(pk=one.pk).proof for one in found),
    )


def ask_for(*, hours: float, line: Line) -> int:
    """Let the worker ask as it would in so many hours. Returns how many questions the gateway got."""
    begun, before = clock.now(), questions(line)
    for quarter in range(int(hours * 4) + 1):
        with time_machine.travel(begun + timedelta(minutes=15 * quarter), tick=True):
            line.far.ahead = -timedelta(minutes=15 * quarter)  # its clock has not been moved
            while confirming.confirm():
                pass
    line.far.ahead = timedelta()
    return questions(line) - before


def questions(line: Line) -> int:
    return sum(map(line.far.is_question, line.far.calls))


# ---- confirmed, forged, contradicted


@pytest.mark.parametrize("delivered", [True, False])
def test_a_true_receipt_counts_once_the_gateway_has_said_the_same(line, sent, delivered):
    carrier_says(line, sent, delivered)
    receipt = told(sent, delivered)
    assert stands(sent, receipt) == (State.SENT, Proof.UNPROVEN)
    settle()
    assert stands(sent, receipt) == (State.DELIVERED if delivered else State.FAILED, Proof.CONFIRMED)
    assert Message.objects.get().error == ("" if delivered else "MK:0001")


@pytest.mark.parametrize("forged", [True, False])
def test_a_forged_receipt_does_not_stick(line, sent, forged):
    carrier_says(line, sent, not forged)
    receipt = told(sent, forged)
    settle()
    assert stands(sent, receipt) == (State.FAILED if forged else State.DELIVERED, Proof.CONTRADICTED)
    words = telling.proof_of(Receipt.objects.get(pk=receipt.pk))
    assert "the gateway itself says" in words
    assert ("not delivered" in words) == forged


def test_a_receipt_that_comes_before_the_carriers_word_waits_for_it(line, sent):
    receipt = told(sent, True)
    ask_for(hours=0, line=line)
    assert stands(sent, receipt) == (State.SENT, Proof.UNPROVEN)
    carrier_says(line, sent, True)
    ask_for(hours=1, line=line)
    assert stands(sent, receipt) == (State.DELIVERED, Proof.CONFIRMED)


def test_forged_and_true_doubled_and_in_any_order_end_by_what_the_gateway_says(line, sent):
    carrier_says(line, sent, True)
    forged, true = told(sent, False), told(sent, True)
    assert receipts.take(gateway=sent.gateway, receipts=[ReceiptIn(true.event, true.at)]) == 0
    asked = questions(line)
    settle()
    assert stands(sent, forged, true) == (State.DELIVERED, Proof.CONTRADICTED, Proof.CONFIRMED)
    assert questions(line) - asked == 1  # about the message, not about each receipt
    late = told(sent, False, event="once more, after all")
    settle()
    assert stands(sent, late) == (State.DELIVERED, Proof.CONTRADICTED)


# ---- the gateway does not say


@pytest.mark.parametrize("deaf", ["error", "garbage", "busy"])
def test_while_the_gateway_cannot_be_asked_nothing_is_believed_and_the_questions_end(line, sent, deaf):
    carrier_says(line, sent, True)
    line.far.deaf = deaf
    receipt = told(sent, True)
    asked = ask_for(hours=26, line=line)
    assert stands(sent, receipt) == (State.SENT, Proof.UNCONFIRMED)
    assert Receipt.objects.get().answer
    assert 4 <= asked <= 16
    line.far.deaf = ""
    assert ask_for(hours=26, line=line) == 0


def test_a_message_that_the_gateway_does_not_know_is_left_as_it_was(aliyun, planned, settings):
    settings.SMS_GATEWAY = "aliyun"
    sending.send_ready()
    planned.refresh_from_db()
    aliyun.far.taken.clear()
    receipt = told(planned, True)
    ask_for(hours=26, line=aliyun)
    assert stands(planned, receipt) == (State.SENT, Proof.DENIED)


def test_tencent_proves_by_its_own_number_where_it_keeps_our_reference_to_itself(tencent, planned, settings):
    settings.SMS_GATEWAY = "tencent"
    sending.send_ready()
    planned.refresh_from_db()
    tencent.far.tells_references = False
    receipt = told(planned, True)
    settle()
    assert stands(planned, receipt) == (State.DELIVERED, Proof.CONFIRMED)


def test_a_receipt_that_comes_before_we_know_the_number_finds_its_message_later(tencent, planned, settings):
    settings.SMS_GATEWAY = "tencent"
    said = ReceiptIn("early", clock.now(), sid="2640:00000000000000000000", delivered=True)
    receipts.take(gateway="tencent", receipts=[said])
    sending.send_ready()
    settle()
    assert stands(planned, Receipt.objects.get()) == (State.DELIVERED, Proof.CONFIRMED)


def test_a_receipt_of_nothing_costs_no_question(line, sent):
    said = ReceiptIn("1", clock.now(), reference="nonsense", sid="x", delivered=True)
    receipts.take(gateway=sent.gateway, receipts=[said])
    assert ask_for(hours=1, line=line) == 0
    assert stands(sent, Receipt.objects.get()) == (State.SENT, Proof.UNCONFIRMED)


# ---- what waits to be sent again


@pytest.fixture
def given_up(aliyun, planned, settings) -> Message:
    """Taken without a word, not found at first, and ready to be sent again."""
    settings.SMS_GATEWAY, aliyun.far.fault = "aliyun", "drop"
    sending.send_ready()
    aliyun.far.fault = ""
    Message.objects.update(state=State.READY, unknown_since=None, ask_at=None)
    planned.refresh_from_db()
    return planned


def settle_for(line: Line, *, minutes: int) -> None:
    begun = clock.now()
    for minute in range(minutes + 1):
        with time_machine.travel(begun + timedelta(minutes=minute), tick=True):
            line.far.ahead = -timedelta(minutes=minute)
            settle()
            settling.ripen()
            sending.send_ready()
    line.far.ahead = timedelta()


def test_what_a_receipt_says_has_arrived_is_asked_about_before_it_is_sent_again(aliyun, given_up):
    aliyun.far.end(given_up.reference.hex, aliyun.far.DELIVERED)
    receipt = told(given_up, True)
    assert sending.send_ready() == 0
    assert telling.doubtful(Message.objects.get())
    settle_for(aliyun, minutes=5)
    assert stands(given_up, receipt) == (State.DELIVERED, Proof.CONFIRMED)
    assert len(aliyun.far.taken) == 1


def test_a_forged_receipt_loses_no_message(aliyun, given_up):
    aliyun.far.taken.clear()  # it never had it
    told(given_up, True)
    settle_for(aliyun, minutes=8)
    assert (stands(given_up), len(aliyun.far.taken)) == ((State.SENT,), 1)


def test_a_forged_receipt_causes_no_second_sending(line, sent):
    told(sent, False)
    settle_for(line, minutes=8)
    assert len(line.far.taken) == 1


def test_a_forger_holds_a_message_up_a_few_times_at_most(aliyun, given_up):
    aliyun.far.taken.clear()
    held = []
    for n in range(receipts.MOST_DOUBTS + 2):
        told(given_up, True, event=str(n))
        held.append(telling.doubtful(Message.objects.get()))
        Message.objects.update(state=State.UNKNOWN, unknown_since=clock.now(), ask_at=clock.now())
        Message.objects.update(state=State.READY, unknown_since=None, ask_at=None)
    assert held == [True] * receipts.MOST_DOUBTS + [False] * 2


def test_what_the_gateway_refused_itself_is_not_held_up(aliyun, given_up):
    Attempt.objects.update(outcome=Attempt.Outcome.REFUSED)
    told(given_up, True)
    assert stands(given_up) == (State.READY,)


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN, State.REVIEW])
def test_an_unproven_receipt_moves_nothing_that_somebody_is_about(aliyun, given_up, state):
    now = clock.now()
    steps = {
        State.SENDING: [State.SENDING],
        State.UNKNOWN: [State.UNKNOWN],
        State.REVIEW: [State.UNKNOWN, State.REVIEW],
    }
    for step in steps[state]:
        Message.objects.update(state=step, lease_until=now, unknown_since=now, ask_at=now)
    told(given_up, True)
    assert stands(given_up) == (state,)


# ---- judging is pure

LONG = timing.ASK_FOR


@pytest.mark.parametrize(
    ("said", "answer", "asked_for", "proof"),
    [
        (True, Report("s", True), timedelta(0), Proof.CONFIRMED),
        (False, Report("s", False), timedelta(0), Proof.CONFIRMED),
        (None, Report("s", None), timedelta(0), Proof.CONFIRMED),
        (None, Report("s", False), timedelta(0), Proof.CONFIRMED),
        (True, Report("s", False), timedelta(0), Proof.CONTRADICTED),
        (False, Report("s", True), LONG, Proof.CONTRADICTED),
        (True, Report("s", None), timedelta(hours=23), None),
        (True, Report("s", None), LONG, Proof.UNCONFIRMED),
        (True, None, timedelta(hours=23), None),
        (True, None, LONG, Proof.DENIED),
        (True, CannotAsk("busy"), timedelta(hours=23), None),
        (True, CannotAsk("busy"), LONG, Proof.UNCONFIRMED),
        (True, CannotAsk("never", forever=True), timedelta(0), Proof.UNCONFIRMED),
    ],
)
def test_what_an_answer_makes_of_a_receipt(said, answer, asked_for, proof):
    verdict = confirming.judged(said, answer, asked_for=asked_for)
    assert (verdict[0] if verdict else None) == proof


# ---- replies cannot be asked about


def say(*texts: str, signed: bool = False) -> None:
    said: Iterable[ReplyIn] = [
        ReplyIn(f"{text}:{signed}", clock.now(), NUMBER, text, signed=signed) for text in texts
    ]
    replies.take(gateway="aliyun", replies=said)


def test_an_unsigned_stop_is_obeyed_at_once(zhang):
    waiting = a_message(zhang, state=State.PLANNED, not_before=clock.now() + timedelta(days=1))
    say("退订")
    assert stands(waiting) == (State.SKIPPED,)
    assert consents.opted_out("sms", [NUMBER]) == {NUMBER}


def test_an_unsigned_start_lifts_no_opt_out_and_somebody_is_told_to_ask(zhang, lin):
    say("STOP", "START")
    assert OptOut.objects.in_force().exists()
    assert set(consents.standing_of([zhang.pk]).values()) == {False}
    kinds = Notice.objects.filter(user=lin).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["reply_opt_out", "reply_opt_in_unconfirmed"]
    say("START", signed=True)
    assert not OptOut.objects.in_force().exists()


@pytest.mark.parametrize("signed", [True, False])
def test_the_timeline_says_whether_the_sender_is_sure(zhang, signed):
    say("Saturday is fine", signed=signed)
    assert ("sender not confirmed" in telling.reply_detail(zhang.replies.get())) is not signed


def test_the_log_of_a_message_says_what_its_receipts_are_worth(line, sent, client, lin):
    carrier_says(line, sent, False)
    told(sent, True)
    client.force_login(lin)
    path = reverse("outbox:message", args=[sent.pk])
    assert "Not signed: the gateway is being asked" in client.get(path).content.decode()
    settle()
    page = client.get(path).content.decode()
    assert "Not signed: the gateway itself says that it was not delivered: MK:0001" in page
