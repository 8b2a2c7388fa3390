"""What we do about it: actions, planned by the night or by hand, and everything that was done with them."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.querysets import OfCustomer
from signals.models import NightlyRun
from staff.models import User


class ActionQuerySet(OfCustomer):
    def pending(self) -> "ActionQuerySet":
        """Due or snoozed: still to be done."""
        return self.filter(state__in=Action.PENDING)

    def due(self, *, on: date) -> "ActionQuerySet":
        """To be done on that day or earlier; a snooze that has run out is due again."""
        return self.pending().filter(due_on__lte=on)

    def overdue(self, *, on: date) -> "ActionQuerySet":
        return self.due(on=on).filter(deadline__lt=on)

    def snoozed(self, *, on: date) -> "ActionQuerySet":
        return self.filter(state=Action.State.SNOOZED, due_on__gt=on)

    def of_assignee(self, user: User) -> "ActionQuerySet":
        return self.filter(assignee=user)

    def ranked(self) -> "ActionQuerySet":
        """Value at risk × urgency, highest first."""
        return self.order_by("-customer__standing__rank", "pk")


class Action(models.Model):
    """One thing one person should do for one customer. All kinds share this life."""

    class Kind(models.TextChoices):
        SMS = "sms", _("SMS")
        CALL = "call", _("Call")
        RECALL = "recall", _("Recall offer")
        VISIT = "visit", _("Visit")

    class State(models.TextChoices):
        DUE = "due", _("due")
        SNOOZED = "snoozed", _("snoozed")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    class Outcome(models.TextChoices):
        SENT = "sent", _("Sent by hand")
        BOOKED = "booked", _("Booked a visit")
        THINKS = "thinks", _("Will think about it")
        NOT_INTERESTED = "not_interested", _("Not interested")
        COMPLAINED = "complained", _("Complained")
        LEFT = "left", _("Has left us")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        NOT_REACHED = "not_reached", _("Not reached")
        OTHER = "other", _("Done otherwise")

    class Cancelled(models.TextChoices):
        RETURNED = "returned", _("the customer returned")
        NEXT_TIER = "next_tier", _("a later step took its place")
        SIGNAL_GONE = "signal_gone", _("its signal is resolved")
        SIGNAL_SNOOZED = "signal_snoozed", _("its signal is snoozed")

    PENDING = (State.DUE, State.SNOOZED)

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # What caused it: "tier:2" or "signal:payment_delay".
    cause = models.CharField(max_length=60)
    # The lapse or the opening of the signal; with customer and cause it makes the action happen once.
    occasion = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, related_name="actions", db_index=False)
    planned_on = models.DateField()
    due_on = models.DateField()
    deadline = models.DateField()  # overdue from the day after
    attempts = models.PositiveSmallIntegerField(default=0)
    snooze_reason = models.CharField(_("reason"), max_length=200, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    cancelled_for = models.CharField(max_length=20, choices=Cancelled.choices, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    promised = models.CharField(_("we promised"), max_length=200, blank=True)
    booked_for = models.DateField(_("booked for"), null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_by = models.ForeignKey(NightlyRun, on_delete=models.SET_NULL, null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "cause", "occasion"], name="action_once_per_occasion"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("due", "snoozed"), closed_on=None)
                | Q(state__in=("done", "cancelled"), closed_on__isnull=False),
                name="action_closed_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(deadline__gte=F("planned_on")), name="deadline_after_planning"
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignee", "due_on"],
                condition=Q(state__in=("due", "snoozed")),
                name="action_pending",
            ),
            models.Index(fields=["customer", "-planned_on"], name="action_customer_day"),
            models.Index(fields=["closed_by", "closed_on"], condition=Q(state="done"), name="action_done_by"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.customer_id}"


class SensitivitySuggestion(models.Model):
    """What last night made of a customer's behaviour: what he seems to care about, and by what.

    A person confirms it, in `Customer.sensitivity`, or does not; it is never written there by itself.
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()
    cares = models.CharField(max_length=12, choices=Customer.Sensitivity.choices)
    # Of the weight of all that was considered, 0 to 1.
    share = models.DecimalField(max_digits=4, decimal_places=3)
    # As retention.sensitivity tells it: complaints, ratings, discounts.
    evidence = models.JSONField(default=dict)

    objects = OfCustomer.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="suggestion_share_of_all"),
            models.CheckConstraint(
                condition=Q(cares__in=("price", "quality", "service", "relationship")),
                name="suggestion_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cares}: {self.customer_id}"


class ActionEvent(models.Model):
    """One thing that was done with an action, with what it was before: the trail, and the way back."""

    class Kind(models.TextChoices):
        NO_ANSWER = "no_answer", _("No answer")
        DONE = "done", _("Done")
        SNOOZED = "snoozed", _("Snoozed")
        REASSIGNED = "reassigned", _("Reassigned")
        UNDONE = "undone", _("Undone")

    class Channel(models.TextChoices):
        CALL = "call", _("Call")
        SMS = "sms", _("SMS")
        VISIT = "visit", _("Visit")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="events")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    day = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    # How it was done; empty for what reached nobody: snoozing, reassigning, ticking off.
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    before = models.JSONField(default=dict)  # the changed fields of the action as they were
    after = models.JSONField(default=dict)  # and as they became: what the timeline tells, what undo compares
    # Several customers handled by one key press are undone together.
    batch = models.UUIDField()
    undone = models.BooleanField(default=False)

    objects = OfCustomer.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-at"], name="action_event_customer"),
            models.Index(fields=["batch"], name="action_event_batch"),
            models.Index(fields=["by", "day"], name="action_event_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.action_id}"
