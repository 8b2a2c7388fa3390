"""Rectifications: what has to be put right, by whom until when, and what a second look found."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from desk.models.complaints import Complaint
from desk.models.inspections import InspectedItem, about_work, team
from desk.quality.rectifications import states
from staff.models import Branch, User


class RectificationQuerySet(models.QuerySet["Rectification"]):
    def visible_to(self, user: User) -> Self:
        """Of one's branch or customers; one's own, one's team's, and those that one asked for."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        found = about_work(user)
        if not found:
            return self.all()
        return self.filter(found | Q(person=user.pk) | Q(made_by=user.pk) | Q(person__in=team(user)))

    def owed_by(self, user: User) -> Self:
        return self.filter(person=user)

    def open(self) -> Self:
        """To be done."""
        return self.filter(state=states.OPEN)

    def to_be_looked_at(self) -> Self:
        """Said to be done; nobody has looked again."""
        return self.filter(state=states.DONE)

    def unfinished(self) -> Self:
        return self.filter(state__in=states.UNFINISHED)

    def for_customers_of(self, user: User) -> Self:
        """About customers who are his, whoever has to put it right."""
        return self.filter(customer__owner=user)

    def overdue(self, *, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at)

    def due_between(self, first: datetime, last: datetime) -> Self:
        """Open, due after `first` and not after `last`."""
        return self.open().filter(due_at__gt=first, due_at__lte=last)

    def due_first(self, *, after: tuple[datetime, int] | None = None) -> Self:
        """`after`: deadline and key of the last one shown."""
        found = self.order_by("due_at", "pk")
        if after is None:
            return found
        at, key = after
        return found.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=key))


class Rectification(models.Model):
    """One thing to put right. How it moves from state to state: desk/quality/rectifications/states.py."""

    class State(models.TextChoices):
        OPEN = states.OPEN, pgettext_lazy("a rectification", "To be done")
        DONE = states.DONE, pgettext_lazy("a rectification", "Done, to be looked at again")
        PASSED = states.PASSED, pgettext_lazy("a rectification", "Passed")
        WITHDRAWN = states.WITHDRAWN, pgettext_lazy("a rectification", "Withdrawn")

    # What it springs from; neither when it was asked for by hand.
    finding = models.ForeignKey(
        InspectedItem, on_delete=models.CASCADE, null=True, blank=True, related_name="rectifications"
    )
    complaint = models.ForeignKey(
        Complaint, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Those of the inspection or the complaint.
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, db_index=False)
    what = models.CharField(_("what has to be put right"), max_length=300)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField(_("by when"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # How often a second look found it not put right.
    failures = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    done_words = models.TextField(_("what was done"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # passed or withdrawn
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    day = models.DateField()  # the business day it was asked for
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    token = models.UUIDField(unique=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "due_at"], condition=Q(state="open"), name="rectify_owed"),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="rectify_due"),
            models.Index(fields=["done_at", "id"], condition=Q(state="done"), name="rectify_look"),
            models.Index(
                fields=["customer", "-made_at"], condition=Q(customer__isnull=False), name="rectify_customer"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finding=None) | Q(complaint=None), name="rectification_springs_from_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None, done_by=None) | ~Q(state="open"),
                name="rectification_open_is_not_done",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("done", "passed"), done_at__isnull=False, done_by__isnull=False)
                | ~Q(state__in=("done", "passed")),
                name="rectification_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("passed", "withdrawn"), closed_at__isnull=False, closed_by__isnull=False
                )
                | Q(state__in=("open", "done"), closed_at=None, closed_by=None),
                name="rectification_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="passed") | ~Q(closed_by=F("done_by")),
                name="nobody_passes_his_own_work",
            ),
        ]

    def __str__(self) -> str:
        return f"RE-{self.pk}"


class RectificationEvent(models.Model):
    """What happened to a rectification. Only added to: an old deadline stays on record."""

    class Kind(models.TextChoices):
        MADE = states.MADE, pgettext_lazy("a rectification", "Asked for")
        DONE = states.DONE_IT, pgettext_lazy("a rectification", "Done")
        PASSED = states.PASSED_IT, pgettext_lazy("a rectification", "Passed the second look")
        FAILED = states.FAILED_IT, pgettext_lazy("a rectification", "Did not pass the second look")
        MOVED = states.MOVED, pgettext_lazy("a rectification", "Deadline changed")
        HANDED = states.HANDED, pgettext_lazy("a rectification", "Handed over")
        WITHDRAWN = states.WITHDRAWN_IT, pgettext_lazy("a rectification", "Withdrawn")

    rectification = models.ForeignKey(Rectification, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # Handed over: to whom. A deadline that was changed or set anew: from which time to which.
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    text = models.TextField(max_length=1000, blank=True)
    due_at = models.DateTimeField()
    new_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.kind} of RE-{self.rectification_id}"
