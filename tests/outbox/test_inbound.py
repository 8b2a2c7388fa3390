"""Receipts and replies: late, doubled, reversed, unknown; and an opt-out that holds at once."""

from datetime import timedelta

import pytest

from churn_crm import clock
from outbox import claiming, consents, receipts, replies, sending
from outbox.gateways.base import ReceiptIn, ReplyIn, Unclear
from outbox.models import Consent, Message, OptOut, Receipt, Reply, State
from staff.models import Notice
from tests.factories import CustomerFactory
from tests.outbox.sending import a_message, always, gateway
from tests.outbox.sending import consents as consented

__all__ = ["always", "gateway"]
pytestmark = pytest.mark.django_db
PHONE = "+8613800138000"


@pytest.fixture
def zhang(lin, gaoxin, always):
    return CustomerFactory(owner=lin, branch=gaoxin, phone=PHONE, name="Zhang Wei")


def receipt(message: Message, status: str, **changes) -> ReceiptIn:
    told = {
        "event": f"{message.pk}:{status}",
        "at": clock.now(),
        "reference": message.reference.hex,
        "sid": f"sid-{message.reference.hex}",
        "delivered": {"delivered": True, "failed": False}.get(status),
        "signed": True,
    }
    return ReceiptIn(**told | changes)


def take(*told: ReceiptIn) -> int:
    return receipts.take(gateway="scripted", receipts=told)


def state(message: Message) -> str:
    return Message.objects.get(pk=message.pk).state


def say(text: str, event: str = "in-1", address: str = PHONE) -> int:
    said = ReplyIn(event=event, at=clock.now(), address=address, text=text, signed=True)
    return replies.take(gateway="scripted", replies=[said])


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (["accepted"], "sent"),
        (["accepted", "delivered"], "delivered"),
        (["delivered", "accepted"], "delivered"),
        (["delivered", "delivered"], "delivered"),
        (["failed"], "failed"),
        (["failed", "accepted"], "failed"),
        (["delivered", "failed"], "delivered"),
    ],
)
def test_receipts_in_any_order_never_take_a_message_back(zhang, gateway, told, ends):
    message = a_message(zhang)
    sending.send_ready()
    for status in told:
        take(receipt(message, status))
    assert state(message) == ends
    assert Receipt.objects.count() == len(set(told))


def test_a_receipt_before_our_own_commit_is_proof_enough(zhang, gateway):
    message = a_message(zhang)
    claim = claiming.claim(limit=1)[0]
    take(receipt(message, "delivered"))
    assert state(message) == "delivered"
    sending.record(claim, f"sid-{message.reference.hex}")
    assert state(message) == "delivered"


def test_a_receipt_settles_what_nobody_knew(zhang, gateway):
    message = a_message(zhang)
    gateway.script = [(Unclear("timed out"), True)]
    sending.send_ready()
    take(receipt(message, "delivered"))
    assert state(message) == "delivered"


def test_a_receipt_keeps_a_message_given_up_for_lost_from_being_sent_again(zhang, gateway):
    message = a_message(zhang)
    gateway.script = [(Unclear("timed out"), True)]
    sending.send_ready()
    Message.objects.filter(pk=message.pk).update(state=State.READY, unknown_since=None, ask_at=None)
    take(receipt(message, "accepted"))
    assert (state(message), sending.send_ready()) == ("sent", 0)


def test_a_receipt_for_what_was_never_tried_means_another_message(zhang, gateway):
    message = a_message(zhang)
    take(receipt(message, "delivered"))
    assert state(message) == "ready"


def test_unknown_receipts_are_kept_and_mean_nothing(zhang):
    assert take(ReceiptIn(event="1", at=clock.now(), reference="nonsense", sid="x", delivered=True)) == 1
    assert take(ReceiptIn(event="1", at=clock.now(), reference="nonsense", sid="x", delivered=True)) == 0
    assert Receipt.objects.get().message is None


def test_a_receipt_by_the_gateways_id_alone(zhang, gateway):
    message = a_message(zhang)
    sending.send_ready()
    Message.objects.filter(pk=message.pk).update(gateway="scripted")
    take(receipt(message, "delivered", reference=""))
    assert state(message) == "delivered"


# ---------------------------------------------------------------------------- replies
@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("STOP", "opt_out"),
        (" stop. ", "opt_out"),
        ("ＳＴＯＰ", "opt_out"),
        ("退订", "opt_out"),
        ("【退订】", "opt_out"),
        ("TD", "opt_out"),
        ("START", "opt_in"),
        ("订阅", "opt_in"),
        ("Stop by on Monday?", "text"),
        ("不要退订", "text"),
        ("好的", "text"),
        ("", "text"),
    ],
)
def test_only_the_word_alone_opts_out(zhang, text, meaning):
    say(text)
    assert Reply.objects.get().meaning == meaning


def test_stop_skips_what_waits_and_keeps_new_messages_back(zhang, gateway):
    consented(zhang)
    before = a_message(zhang)
    planned = a_message(zhang, state=State.PLANNED, not_before=clock.now() + timedelta(days=2))
    sending.send_ready()
    waiting = a_message(zhang)
    assert say("STOP") == 1
    assert (state(before), state(waiting), state(planned)) == ("sent", "skipped", "skipped")
    after = a_message(zhang)
    assert sending.send_ready() == 0
    assert (state(after), Message.objects.get(pk=after.pk).reason) == ("skipped", "opted_out")
    assert consents.standing_of([zhang.pk]) == {
        (zhang.pk, "sms", "service"): False,
        (zhang.pk, "sms", "marketing"): False,
    }


def test_stop_between_claim_and_call_is_within_the_promise(zhang, gateway):
    message = a_message(zhang)
    claim = claiming.claim(limit=1)[0]
    say("STOP")
    assert state(message) == "sending"  # it may be on the wire; no call begins later than two seconds on
    sending.record(claim, sending.NotCalled())
    assert sending.send_ready() == 0
    assert state(message) == "skipped"


def test_stop_holds_for_everybody_who_shares_the_phone(zhang, lin, gaoxin, gateway):
    wife = CustomerFactory(owner=lin, branch=gaoxin, phone=PHONE)
    say("STOP")
    assert Consent.objects.filter(customer=wife, given=False).count() == 2
    newcomer = CustomerFactory(owner=lin, branch=gaoxin, phone=PHONE)
    message = a_message(newcomer)
    sending.send_ready()
    assert (state(message), Message.objects.get(pk=message.pk).reason) == ("skipped", "opted_out")


def test_start_opts_in_again(zhang, gateway):
    say("STOP", "in-1")
    say("START", "in-2")
    assert not OptOut.objects.in_force().exists()
    message = a_message(zhang)
    assert sending.send_ready() == 1
    assert state(message) == "sent"


def test_a_reply_told_twice_is_one(zhang, gateway):
    assert (say("STOP"), say("STOP")) == (1, 0)
    assert (Reply.objects.count(), Consent.objects.count(), OptOut.objects.count()) == (1, 2, 1)


def test_a_reply_belongs_to_the_message_it_answers_and_tells_the_owner(zhang, lin, gateway):
    message = a_message(zhang)
    sending.send_ready()
    say("When are you open?")
    reply = Reply.objects.get()
    assert (reply.answers, reply.customer) == (message, zhang)
    assert Notice.objects.get(user=lin).kind == "reply_text"


def test_a_stranger_who_writes_is_kept_and_can_opt_out(zhang, always):
    say("STOP", address="+8613999999999")
    assert Reply.objects.get().customer is None
    assert consents.opted_out("sms", ["+8613999999999", PHONE]) == {"+8613999999999"}
