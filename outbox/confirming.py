"""Confirming: what a receipt that nobody signed is worth is asked of the gateway itself, later and apart.

Until then all that it can do is to raise a doubt (outbox.receipts.doubt). What the gateway answers is proof,
whatever the receipt said. Questions come ever more rarely, and end.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction

from churn_crm import clock
from outbox import claiming, gateways, receipts, timing
from outbox.gateways.base import CannotAsk, Outgoing, ReceiptIn, Report
from outbox.models import Message, Receipt

logger = structlog.get_logger(__name__)
BATCH = 10

Proof = Receipt.Proof
Answer = Report | CannotAsk | None  # None: it does not know the message
Verdict = tuple[str, str]  # what the receipt is now, and the gateway's words


def confirm(*, batch: int = BATCH) -> int:
    """Ask the gateways about one batch of unproven receipts, each message once. Returns how many receipts."""
    mine = _mine_to_ask(batch)
    about = list({(receipt.gateway, receipt.message): None for receipt in mine if receipt.message})
    questions = [(gateway, claiming.outgoing_of(message)) for gateway, message in about]
    with ThreadPoolExecutor(max_workers=max(len(about), 1)) as pool:
        answers = list(pool.map(ask, questions))
    for (gateway, message), answer in zip(about, answers, strict=True):
        conclude(gateway, message, answer)
    for receipt in mine:
        if receipt.message is None:
            _of_nothing(receipt)
    return len(mine)


def _mine_to_ask(batch: int) -> list[Receipt]:
    """Receipts that nobody else asks about meanwhile: the next question is put off first."""
    now = clock.now()
    with transaction.atomic():
        due = Receipt.objects.to_ask(at=now).order_by("ask_at")
        mine = list(
            due.select_for_update(skip_locked=True, of=("self",)).select_related("message__template")[:batch]
        )
        for receipt in mine:
            receipt.ask_at = now + timing.confirm_again(now - receipt.received_at)
            receipt.message = receipt.message or _named_by(receipt)
        Receipt.objects.bulk_update(mine, ["ask_at", "message"])
    return mine


def _named_by(receipt: Receipt) -> Message | None:
    """The message whose id we learned after its receipt."""
    told = ReceiptIn(receipt.event, receipt.at, reference=receipt.reference, sid=receipt.sid)
    return receipts.message_of(receipt.gateway, told)


def ask(question: tuple[str, Outgoing]) -> Answer:
    """What the gateway says about the message. Never raises."""
    gateway, outgoing = question
    try:
        return gateways.by_name(gateway).report(outgoing)
    except CannotAsk as error:
        return error
    except Exception as error:
        logger.exception("gateway_question_failed", gateway=gateway, reference=outgoing.reference)
        return CannotAsk(type(error).__name__)


def conclude(gateway: str, message: Message, answer: Answer) -> None:
    """Settle the message by what the gateway says, and judge by it all that was told of the message."""
    if isinstance(answer, Report):
        answer = _settled(gateway, message, answer)
    now = clock.now()
    for receipt in Receipt.objects.filter(gateway=gateway, message=message, proof=Proof.UNPROVEN):
        verdict = judged(receipt.delivered, answer, asked_for=now - receipt.received_at)
        if verdict:
            _close(receipt, *verdict)


def _settled(gateway: str, message: Message, report: Report) -> Answer:
    """The answer, unless the gateway means another message of ours: then it proves nothing."""
    at = report.at or clock.now()
    told = ReceiptIn("", at, sid=report.sid, delivered=report.delivered, detail=report.detail)
    try:
        with transaction.atomic():
            receipts.apply(message, told, gateway)
    except IntegrityError:
        logger.exception("sid_reported_twice", gateway=gateway, message=message.pk)
        return CannotAsk("the gateway found what belongs to another message", forever=True)
    return report


def judged(told: bool | None, answer: Answer, *, asked_for: timedelta) -> Verdict | None:
    """What a receipt that told this is after the answer; None while the question stays open.

    told: delivered or not, None for on its way.
    """
    late = asked_for >= timing.ASK_FOR
    if answer is None:
        return (Proof.DENIED, "") if late else None
    if isinstance(answer, CannotAsk):
        return (Proof.UNCONFIRMED, str(answer)) if late or answer.forever else None
    if told is None or told == answer.delivered:
        return Proof.CONFIRMED, answer.detail
    if answer.delivered is None:
        return (Proof.UNCONFIRMED, "no report of a carrier yet") if late else None
    return Proof.CONTRADICTED, answer.detail


def _of_nothing(receipt: Receipt) -> None:
    """It names no message of ours; one whose id we learn only now would have it by the end of its lease."""
    if clock.now() - receipt.received_at >= timing.lease():
        _close(receipt, Proof.UNCONFIRMED, "it names no message of ours")


def _close(receipt: Receipt, proof: str, words: str) -> None:
    unproven = Receipt.objects.filter(pk=receipt.pk, proof=Proof.UNPROVEN)
    unproven.update(proof=proof, answer=words[:300], ask_at=None)
