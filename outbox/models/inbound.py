"""What comes in from gateways: receipts for what we sent, and what customers answer."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.querysets import OfCustomer
from outbox.models.messages import Message
from outbox.models.words import Channel


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def to_ask(self, *, at: datetime) -> "ReceiptQuerySet":
        """Unproven, and the gateway may be asked about them again."""
        return self.filter(proof=Receipt.Proof.UNPROVEN, ask_at__lte=at)


class Receipt(models.Model):
    """One word of a gateway about one message. Kept even where it means nothing to us, once each."""

    class Proof(models.TextChoices):
        """Whether it really came from the gateway. See outbox/confirming.py."""

        SIGNED = "signed", _("signed by the gateway")
        UNPROVEN = "unproven", _("not signed: the gateway is being asked")
        CONFIRMED = "confirmed", _("not signed, confirmed by the gateway")
        CONTRADICTED = "contradicted", _("not signed, and the gateway says otherwise")
        DENIED = "denied", _("not signed, and the gateway does not know the message")
        UNCONFIRMED = "unconfirmed", _("not signed, and the gateway could not confirm it")

    gateway = models.CharField(max_length=20)
    event = models.CharField(max_length=160)  # what makes the same event, told twice, one
    reference = models.CharField(max_length=64, blank=True)
    sid = models.CharField(max_length=100, blank=True)
    delivered = models.BooleanField(null=True)  # None: on its way
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="receipts"
    )
    proof = models.CharField(max_length=12, choices=Proof.choices, default=Proof.UNPROVEN)
    ask_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True, default="", db_default="")  # what the gateway said

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event"], name="one_receipt_per_event"),
            models.CheckConstraint(
                condition=Q(proof="unproven", ask_at__isnull=False)
                | ~Q(proof="unproven") & Q(ask_at__isnull=True),
                name="receipt_unproven_is_asked_about",
            ),
        ]
        indexes = [
            models.Index(fields=["ask_at"], condition=Q(proof="unproven"), name="receipt_unproven"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.event}"


class Reply(models.Model):
    """What somebody wrote to us. The customer is found by the address; unknown ones are kept as well."""

    class Meaning(models.TextChoices):
        TEXT = "text", _("an answer")
        OPT_OUT = "opt_out", _("opt-out")
        OPT_IN = "opt_in", _("opt-in")
        AUTOMATIC = "auto", _("automatic answer")

    gateway = models.CharField(max_length=20)
    event = models.CharField(max_length=160)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.SMS)
    address = models.CharField(_("from"), max_length=254)
    text = models.TextField(_("text"), max_length=4000)
    meaning = models.CharField(max_length=8, choices=Meaning.choices, default=Meaning.TEXT)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    # Nobody signed it, and no gateway can be asked about a reply.
    unconfirmed = models.BooleanField(_("unconfirmed"), default=False, db_default=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="replies", db_index=False
    )
    answers = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="replies"
    )

    objects = OfCustomer.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "event"], name="one_reply_per_event")]
        indexes = [
            models.Index(fields=["customer", "-at"], name="reply_customer"),
            # How much came from one mailbox lately: see outbox/mailbox/taking.py.
            models.Index(
                fields=["address", "received_at"], condition=Q(channel="email"), name="reply_mail_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.event}"


class Mailbox(models.Model):
    """How far a mailbox of answers was read. A row an account; see outbox/mailbox/looking.py."""

    account = models.CharField(max_length=300, unique=True)
    validity = models.BigIntegerField(default=0)  # the server's UIDVALIDITY: numbers count within it
    read_to = models.BigIntegerField(default=0)  # the last UID that was looked at
    missed = ArrayField(models.BigIntegerField(), default=list)  # UIDs that did not work and are tried again
    read_at = models.DateTimeField(null=True, blank=True)
    reading_until = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.account
