"""Complaints, as customers put them, and where they stand."""

from datetime import UTC, date, datetime
from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Import, Visit
from customers.querysets import OfCustomer, within_scope
from desk.complaints import states
from outbox.models import Message
from staff.models import Team, User

NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)


class ComplaintQuerySet(OfCustomer):
    def visible_to(self, user: User) -> Self:
        """Of one's customers; and what was given to oneself or one's department, or escalated to one."""
        within = within_scope(user, customer="customer__")
        if not within or not user.is_active:
            return self.filter(within)  # all there are, or none
        given = Q(holder=user.pk) | Q(escalated_to=user.pk)
        if user.team_id:
            given |= Q(team=user.team_id)
        return self.filter(within | given)

    def open(self) -> Self:
        return self.filter(solved_at=None)

    def not_quiet(self) -> Self:
        """Those of which people and customers may hear by themselves: imports may be switched off."""
        return self.exclude(came_from__automations=False)

    def with_a_sender_waiting(self) -> Self:
        """Sent to us by somebody who has not had our answer; solved or not."""
        return self.filter(~Q(sender=""), sender_answered_at=None)

    def by_senders_deadline(self, *, after: tuple[datetime, int] | None = None) -> Self:
        """Who waits for our answer, the next deadline first, those without one last."""
        due = Coalesce("sender_due_at", Value(NO_DEADLINE))
        found = self.with_a_sender_waiting().alias(due=due).order_by("due", "pk")
        if after is None:
            return found
        at, key = after
        return found.filter(Q(due__gt=at) | Q(due=at, pk__gt=key))

    def with_or_free_for(self, user: User) -> Self:
        """What this person holds, what nobody holds (neither a person nor another department), and what is
        open and was escalated to him, whoever has it.
        """
        free = Q(team=None) | Q(team=user.team_id) if user.team_id else Q(team=None)
        escalated = Q(escalated_to=user, solved_at=None)
        return self.filter(Q(holder=user) | Q(holder=None) & free | escalated)

    def in_branch(self, branch_id: int | None) -> Self:
        return self.filter(customer__branch=branch_id)

    def asked(self) -> Self:
        """Open ones with a question that the customer has not answered yet."""
        return self.open().filter(asked_at__isnull=False)

    def by_deadline(self, *, after: tuple[datetime, int] | None = None) -> Self:
        """Open ones, the next deadline first; `after`: deadline and key of the last one shown."""
        found = self.filter(solved_at=None, due_at__isnull=False).order_by("due_at", "pk")
        if after is None:
            return found
        at, key = after
        return found.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=key), due_at__gte=at)

    def newest_first(self, *, before: tuple[date, int] | None = None) -> Self:
        """By business day; `before` is the day and key of the last one shown."""
        found = self.order_by("-day", "-pk")
        if before is None:
            return found
        day, key = before
        return found.filter(Q(day__lt=day) | Q(day=day, pk__lt=key), day__lte=day)


class Complaint(models.Model):
    """A complaint as the customer put it. The cause maps to a churn reason.

    State, deadlines and when to act next are read from its events (desk.complaints.clock) and kept here, so
    that lists and the beat find what is due by an index.
    """

    class Cause(models.TextChoices):
        QUALITY = "quality", _("Product quality")
        FUNCTION = "function", _("Function")
        PRICE = "price", _("Price")
        DELIVERY = "delivery", _("Delivery")
        AFTER_SALES = "after_sales", _("After-sales")
        ATTITUDE = "attitude", _("Attitude")
        WAITING = "waiting", _("Waiting")
        WRONG_PART = "wrong_part", _("Wrong part")
        COMEBACK = "comeback", _("Comeback")
        DISHONESTY = "dishonesty", _("Dishonesty")
        OVERCHARGING = "overcharging", _("Overcharging")
        NEGLECT = "neglect", _("Lack of care")

    class About(models.TextChoices):
        """Whose work or manner is complained about, by role; who it was, the visit says."""

        TECHNICIAN = "technician", pgettext_lazy("complained about", "Technician")
        ADVISOR = "advisor", pgettext_lazy("complained about", "Service advisor")
        AGENT = "agent", pgettext_lazy("complained about", "Customer service")
        ACCOUNT_MANAGER = "account_manager", pgettext_lazy("complained about", "Account manager")
        CASHIER = "cashier", pgettext_lazy("complained about", "Cashier")
        DRIVER = "driver", pgettext_lazy("complained about", "Delivery or pick-up")
        MANAGEMENT = "management", pgettext_lazy("complained about", "Management")

    class Severity(models.IntegerChoices):
        LOW = 1, _("Low")
        MEDIUM = 2, _("Medium")
        HIGH = 3, _("High")
        SAFETY = 4, _("Safety")

    class Sender(models.TextChoices):
        """Who sends complaints on to us, beside those whom the policy names."""

        MARKET = "12315", _("Consumer hotline 12315")
        CITY = "12345", _("City hotline 12345")
        REVIEW = "review", pgettext_lazy("sender of a complaint", "Public review")
        PLATFORM = "platform", pgettext_lazy("sender of a complaint", "Platform ticket")

    class State(models.TextChoices):
        NEW = states.NEW, pgettext_lazy("complaint", "new")
        ANSWERED = states.ANSWERED, pgettext_lazy("complaint", "in hand")
        WAITING = states.WAITING, pgettext_lazy("complaint", "waiting for the customer")
        SOLVED = states.SOLVED, pgettext_lazy("complaint", "solved")
        REOPENED = states.REOPENED, pgettext_lazy("complaint", "reopened")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity.choices, default=Severity.MEDIUM
    )
    about = models.CharField(
        pgettext_lazy("role", "complained about"),
        max_length=16,
        choices=About.choices,
        blank=True,
        default="",
        db_default="",
    )
    text = models.TextField(_("what happened"), max_length=4000)
    day = models.DateField()  # the business day it was made on
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    solved_at = models.DateTimeField(null=True, blank=True)
    solved_on = models.DateField(null=True, blank=True)
    solved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.TextField(_("resolution"), max_length=4000, blank=True)
    root_cause = models.CharField(_("root cause"), max_length=300, blank=True, default="", db_default="")
    # The contact during which it was logged.
    interaction = models.ForeignKey("desk.Interaction", on_delete=models.SET_NULL, null=True, blank=True)
    # Who sent it to us, if it came from outside: one of Sender, or a name of the policy; his reference.
    sender = models.CharField(_("sender"), max_length=40, blank=True, default="", db_default="")
    sender_number = models.CharField(_("its number"), max_length=60, blank=True, default="", db_default="")
    # From the form: pressing Save twice logs one complaint.
    token = models.UUIDField(unique=True)
    # In the system it comes from; empty when it was logged here.
    source = models.CharField(max_length=40, blank=True, default="", db_default="")
    number = models.CharField(max_length=60, blank=True, default="", db_default="")
    came_from = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )

    version = models.PositiveIntegerField(default=1, db_default=1)
    # The customer's echelon when he complained: a night that moves him moves no promise. 0: not known.
    echelon = models.PositiveSmallIntegerField(default=0, db_default=0)
    # A VIP or an account with a named specialist, when he complained.
    key_account = models.BooleanField(default=False, db_default=False)
    # Who has it: a person, a department, or a person of a department. Nobody when both are empty.
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_since = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)  # the deadline whoever gave it set
    held_due_at = models.DateTimeField(null=True, blank=True)  # the same, moved by the pauses since
    question = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    # Read from the events: desk.complaints.winding.
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW, db_default=State.NEW)
    started_at = models.DateTimeField(null=True, blank=True)  # of the resolution clock
    responded_at = models.DateTimeField(null=True, blank=True)
    respond_due_at = models.DateTimeField(null=True, blank=True)
    solve_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # the one of the two that counts now
    allowed_seconds = models.PositiveIntegerField(default=0, db_default=0)  # by the clock that counts now
    round_the_clock = models.BooleanField(default=False, db_default=False)
    paused_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # the first question that he has not answered
    remind_at = models.DateTimeField(null=True, blank=True)
    sender_due_at = models.DateTimeField(null=True, blank=True)  # until when the sender wants an answer
    sender_answered_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(default=0, db_default=0)
    escalated_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    wound_at = models.DateTimeField(null=True, blank=True)
    # The branch, its zone and its currency (whose holidays count) by which it was wound.
    wound_for = models.CharField(max_length=100, blank=True, default="", db_default="")
    # Wound while the automations of its import were off: its clocks warn and escalate nobody.
    quiet = models.BooleanField(default=False, db_default=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-day"], name="complaint_customer_day"),
            models.Index(fields=["-day", "-id"], condition=Q(solved_at=None), name="complaint_open"),
            models.Index(fields=["due_at", "id"], condition=Q(solved_at=None), name="complaint_due"),
            models.Index(
                fields=["sender_due_at", "id"],
                condition=~Q(sender="") & Q(sender_answered_at=None),
                name="complaint_sender_waits",
            ),
            models.Index(fields=["warn_at"], condition=Q(warn_at__isnull=False), name="complaint_warn"),
            models.Index(
                fields=["escalate_at"], condition=Q(escalate_at__isnull=False), name="complaint_escalate"
            ),
            models.Index(fields=["customer"], condition=Q(asked_at__isnull=False), name="complaint_asked"),
            BrinIndex(fields=["came_from"], name="complaint_came_from"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(solved_at=None, solved_on=None)
                | Q(solved_at__isnull=False, solved_on__isnull=False),
                name="complaint_solved_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state=states.SOLVED, solved_at__isnull=False)
                | ~Q(state=states.SOLVED) & Q(solved_at=None),
                name="complaint_solved_by_its_state",
            ),
            models.CheckConstraint(
                condition=Q(state=states.WAITING, paused_until__isnull=False, asked_at__isnull=False)
                | ~Q(state=states.WAITING) & Q(paused_until=None, remind_at=None),
                name="complaint_pauses_while_it_waits",
            ),
            models.CheckConstraint(
                condition=Q(state=states.NEW, responded_at=None)
                | ~Q(state=states.NEW) & Q(responded_at__isnull=False),
                name="complaint_new_until_answered",
            ),
            models.CheckConstraint(
                condition=Q(solved_at=None)
                | Q(due_at=None, asked_at=None)
                & (
                    Q(warn_at=None, escalate_at=None)
                    | Q(sender_due_at__isnull=False, sender_answered_at=None)
                ),
                name="complaint_clock_stops_when_solved",
            ),
            models.CheckConstraint(
                condition=Q(held_since__isnull=False) | Q(holder=None, team=None, held_until=None),
                name="complaint_held_since_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(sender="") | Q(sender_number="", sender_due_at=None, sender_answered_at=None),
                name="complaint_sender_has_a_name",
            ),
            models.CheckConstraint(condition=Q(level__lte=2), name="complaint_level"),
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="complaint_number_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(quiet=False) | Q(warn_at=None, escalate_at=None),
                name="complaint_quiet_tells_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"CP-{self.pk}"
