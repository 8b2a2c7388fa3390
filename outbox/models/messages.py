"""Messages and the attempts to send them. PostgreSQL is the queue: see docs/design/outbox.md."""

import uuid
from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.querysets import OfCustomer
from outbox import states
from outbox.models.templates import Template
from outbox.models.words import Channel, Purpose, Reason, State, Why
from staff.models import User

IN_FLIGHT = (State.SENDING, State.UNKNOWN)
WAITING = (State.PLANNED, State.READY)
ACCEPTED = (State.SENT, State.DELIVERED)


class MessageQuerySet(OfCustomer):
    def waiting(self) -> "MessageQuerySet":
        """Not yet sent: planned for later, or ready."""
        return self.filter(state__in=WAITING)

    def in_flight(self) -> "MessageQuerySet":
        """Handed to a gateway, with an answer still to come."""
        return self.filter(state__in=IN_FLIGHT)

    def ripe(self, *, at: datetime) -> "MessageQuerySet":
        """Planned, its time has come and has not run out, and certainly not sent yet."""
        return self.filter(
            state=State.PLANNED, not_before__lte=at, expires_at__gt=at, unknown_since__isnull=True
        )

    def doubtful(self) -> "MessageQuerySet":
        """Waiting in a database that was restored: perhaps sent since the backup. See outbox/switch.py."""
        return self.filter(state=State.PLANNED, unknown_since__isnull=False)

    def abandoned(self, *, at: datetime) -> "MessageQuerySet":
        """Being sent by somebody whose lease has run out: nobody knows what became of them."""
        return self.filter(state=State.SENDING, lease_until__lt=at)

    def to_ask(self, *, at: datetime) -> "MessageQuerySet":
        """Of unknown outcome, and the gateway may be asked again."""
        return self.filter(state=State.UNKNOWN, ask_at__lte=at)

    def newest_first(self) -> "MessageQuerySet":
        return self.order_by("-planned_at", "-pk")


class Message(models.Model):
    """One message to one address. Its purpose key makes that it is planned once."""

    # For a tier step: customer, step, lapse, channel; for a survey: survey, occasion.
    purpose_key = models.CharField(max_length=200, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="messages", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    why = models.CharField(_("reason"), max_length=10, choices=Why.choices)
    link = models.CharField(max_length=200, blank=True)  # a path of ours to what caused it
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, blank=True)
    variables = models.JSONField(default=dict)
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    text = models.TextField(_("text"), max_length=4000)
    address = models.CharField(_("to"), max_length=254)
    segments = models.PositiveSmallIntegerField(_("parts"), default=1)
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=4, default=0)
    # Skipped when he has visited after this day: a message about an absence that has ended.
    silent_since = models.DateField(null=True, blank=True)

    # Our own name for it at the gateway: receipts and questions carry it.
    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    gateway = models.CharField(_("gateway"), max_length=20, blank=True)
    sid = models.CharField(max_length=100, blank=True)  # the gateway's name for it

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    attempt = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(_("not before"))
    expires_at = models.DateTimeField(_("expires"))
    reason = models.CharField(_("why"), max_length=12, choices=Reason.choices, blank=True)
    waited_for = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    error = models.CharField(_("the gateway's words"), max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    # Also of a planned message: after a restore, until it can be asked about.
    unknown_since = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(null=True, blank=True)
    # The gateway did not have it when it first should have: see outbox/settling.py.
    missing_since = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # delivered, failed or skipped

    objects = MessageQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.FSM(name="state_never_goes_back", field="state", transitions=states.TRANSITIONS)
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_in_a_known_state"),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | Q(lease_until__isnull=False) & ~Q(gateway=""),
                name="message_being_sent_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNKNOWN) | Q(unknown_since__isnull=False, ask_at__isnull=False),
                name="message_unknown_is_asked_about",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ACCEPTED) | ~Q(sid="") & Q(sent_at__isnull=False),
                name="message_sent_has_a_sid",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SKIPPED) | ~Q(reason=""), name="message_skipped_says_why"
            ),
            models.UniqueConstraint(
                fields=["gateway", "sid"], condition=~Q(sid=""), name="one_message_per_gateway_sid"
            ),
            # So that a gateway that is asked about a number can mean one message only.
            models.UniqueConstraint(
                fields=["gateway", "address"],
                condition=Q(state__in=IN_FLIGHT),
                name="one_message_in_flight_per_address",
            ),
            # So that two at the same time cannot both find room below the cap.
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=IN_FLIGHT, purpose=Purpose.MARKETING),
                name="one_promotion_in_flight_per_customer",
            ),
        ]
        indexes = [
            # By id alone: an index on the state itself dies of its own dead rows.
            models.Index(fields=["id"], condition=Q(state=State.READY), name="message_ready"),
            models.Index(
                fields=["not_before", "id"], condition=Q(state=State.PLANNED), name="message_planned"
            ),
            models.Index(fields=["lease_until"], condition=Q(state=State.SENDING), name="message_leased"),
            models.Index(fields=["ask_at"], condition=Q(state=State.UNKNOWN), name="message_unknown"),
            models.Index(
                fields=["id"],
                condition=Q(state=State.PLANNED, unknown_since__isnull=False),
                name="message_doubtful",
            ),
            models.Index(fields=["expires_at"], condition=Q(state__in=WAITING), name="message_expiring"),
            models.Index(fields=["customer", "-planned_at"], name="message_customer"),
            models.Index(
                fields=["customer", "sent_at"],
                condition=Q(sent_at__isnull=False),
                name="message_customer_sent",
            ),
            models.Index(fields=["address"], condition=Q(state__in=WAITING), name="message_waiting_address"),
            models.Index(
                fields=["address", "-sent_at"], condition=Q(sent_at__isnull=False), name="message_sent_to"
            ),
            models.Index(fields=["-planned_at", "-id"], name="message_log"),
            models.Index(fields=["state", "-planned_at", "-id"], name="message_log_state"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}: {self.state}"


class Attempt(models.Model):
    """One try to send one message: committed before the first byte leaves."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("under way")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        UNKNOWN = "unknown", _("no clear answer")
        NOT_CALLED = "not_called", _("given back before the call")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveSmallIntegerField()
    gateway = models.CharField(max_length=20)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="one_row_per_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.number}: {self.outcome}"
