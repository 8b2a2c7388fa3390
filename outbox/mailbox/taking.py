"""What a mail changes here: an answer, an opt-out, or the news that a message of ours did not arrive."""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings

from churn_crm import clock
from customers.models import Customer
from outbox import receipts, replies
from outbox.gateways.base import ReceiptIn, ReplyIn
from outbox.gateways.mail import Mail
from outbox.mailbox.letters import ANSWER, BOUNCE, Letter
from outbox.models import Channel, Reply

# Nobody writes more than that in a day; two programs that answer each other do.
MOST_A_DAY = 20


def take(letter: Letter, *, at: datetime) -> int:
    """Act on it once, however often it is read. Returns how many things are new: 0 or 1.

    A stranger's mail that answers nothing of ours stays where it is, in the mailbox: it is not ours to keep.
    """
    if not letter.sender or letter.sender in own_addresses():
        return 0
    if letter.kind == BOUNCE:
        return came_back(letter, at)
    said = reply_of(letter, at)
    return replies.take(gateway=Mail.name, replies=[said]) if concerns_us(said) else 0


def own_addresses() -> set[str]:
    """Ours: a copy of what we sent ourselves is no answer."""
    written = (settings.DEFAULT_FROM_EMAIL, settings.IMAP_USER, settings.EMAIL_REPLY_TO)
    return {parseaddr(one)[1].lower() for one in written} - {""}


def came_back(letter: Letter, at: datetime) -> int:
    """A mail system says that it could not deliver. It knows our reference, as nobody else does: proven."""
    if not letter.failed:
        return 0
    return receipts.take(
        gateway=Mail.name,
        receipts=[
            ReceiptIn(
                event=f"{letter.key}:{reference}",
                at=at,
                reference=reference,
                delivered=False,
                detail=letter.status,
                signed=True,
            )
            for reference in letter.references
        ],
    )


def reply_of(letter: Letter, at: datetime) -> ReplyIn:
    return ReplyIn(
        event=letter.key,
        at=at,
        address=letter.sender,
        text=letter.text or letter.subject,
        channel=Channel.EMAIL,
        references=letter.references,
        words=letter.words,
        automatic=letter.kind != ANSWER or endless(letter.sender),
    )


def endless(sender: str) -> bool:
    """Whether so much came from there within a day that no person can be behind it."""
    lately = Reply.objects.filter(channel=Channel.EMAIL, address=sender)
    return lately.filter(received_at__gt=clock.now() - timedelta(days=1)).count() >= MOST_A_DAY


def concerns_us(said: ReplyIn) -> bool:
    """It answers a message of ours, comes from where we wrote to or from a customer, or opts out."""
    return (
        replies.named_message(said.references) is not None
        or Customer.objects.filter(email__iexact=said.address).exists()
        or replies.last_message_to(Channel.EMAIL, said.address) is not None
        or replies.meaning_of_any(said.words) == Reply.Meaning.OPT_OUT
    )
