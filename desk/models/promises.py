"""Promises: who promised what to whom by when, and what became of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.querysets import OfCustomer
from desk.models.complaints import Complaint
from desk.models.interactions import Interaction
from staff.models import User


class PromiseQuerySet(OfCustomer):
    def owed_by(self, user: User) -> Self:
        return self.filter(person=user)

    def answered_for(self, people: Iterable[User] | QuerySet[User]) -> Self:
        """Adds `answers`: who answers for what became of it; those for which one of `people` does.

        That is who keeps it, or who let it become late before it was handed over.
        """
        found = self.filter(Q(late_with=None, person__in=people) | Q(late_with__in=people))
        return found.annotate(answers=Coalesce("late_with", "person"))

    def open(self) -> Self:
        return self.filter(state=Promise.State.OPEN)

    def overdue(self, *, at: datetime) -> Self:
        """Open and late: whether they were kept is not recorded yet."""
        return self.open().filter(due_at__lte=at)

    def due_between(self, first: datetime, last: datetime) -> Self:
        """Open, due after `first` and not after `last`."""
        return self.open().filter(due_at__gt=first, due_at__lte=last)

    def unrecorded(self, *, at: datetime) -> Self:
        """Open although the working day to record them is over: these are broken."""
        return self.open().filter(record_by__lte=at)

    def settled(self, *, since: date, until: date) -> Self:
        """Kept or broken on these business days, first and last included."""
        return self.filter(settled_on__gte=since, settled_on__lte=until)

    def broken(self, *, since: date, until: date | None = None) -> Self:
        """Broken on these business days."""
        found = self.filter(state=Promise.State.BROKEN, settled_on__gte=since)
        return found if until is None else found.filter(settled_on__lte=until)

    def kept(self) -> Self:
        """Kept by the time that was promised."""
        return self.filter(state=Promise.State.KEPT, kept_at__lte=F("due_at"))

    def kept_late(self) -> Self:
        return self.filter(state=Promise.State.KEPT, kept_at__gt=F("due_at"))

    def due_first(self, *, after: tuple[datetime, int] | None = None) -> Self:
        """`after`: due time and key of the last one shown."""
        found = self.order_by("due_at", "pk")
        if after is None:
            return found
        at, key = after
        return found.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=key))

    def due_last(self, *, after: tuple[datetime, int] | None = None) -> Self:
        found = self.order_by("-due_at", "-pk")
        if after is None:
            return found
        at, key = after
        return found.filter(Q(due_at__lt=at) | Q(due_at=at, pk__lt=key))


class Promise(models.Model):
    """One promise to a customer. How it moves from state to state: desk/promises/states.py."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a promise", "Open")
        KEPT = "kept", pgettext_lazy("a promise", "Kept")
        BROKEN = "broken", pgettext_lazy("a promise", "Broken")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Who had it when it became late, if it was handed over only after that. He answers for it.
    late_with = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(_("what was promised"), max_length=300)
    due_at = models.DateTimeField(_("by when"))
    # The end of the working day after: see desk/promises/deadlines.py.
    record_by = models.DateTimeField()
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, blank=True)
    complaint = models.ForeignKey(
        Complaint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    kept_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # recorded as kept or broken
    settled_on = models.DateField(null=True, blank=True)
    # Null with a state that is not open: nobody recorded it, so it counts as broken.
    settled_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    day = models.DateField()  # the business day it was made on
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    token = models.UUIDField(unique=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-made_at"], name="promise_customer"),
            models.Index(fields=["person", "due_at"], condition=Q(state="open"), name="promise_owed"),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="promise_due"),
            models.Index(fields=["record_by"], condition=Q(state="open"), name="promise_record_by"),
            models.Index(fields=["person", "settled_on"], name="promise_person_settled"),
            models.Index(
                fields=["settled_on", "customer"], condition=Q(state="broken"), name="promise_broken"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, settled_on=None, kept_at=None)
                | Q(state="kept", settled_at__isnull=False, settled_on__isnull=False, kept_at__isnull=False)
                | Q(state="broken", settled_at__isnull=False, settled_on__isnull=False, kept_at=None),
                name="promise_settled_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(record_by__gt=F("due_at")), name="promise_is_recorded_after_it_is_due"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def unheard(self) -> bool:
        """Broken by the rule, and there was nobody but the person himself to hear of it."""
        return any(event.unheard for event in self.events.all())

    @property
    def late(self) -> bool:
        """Kept, but after the time that was promised."""
        return self.kept_at is not None and self.kept_at > self.due_at


class PromiseEvent(models.Model):
    """What happened to a promise. Only added to: the old date of a moved promise stays on record."""

    class Kind(models.TextChoices):
        MADE = "made", pgettext_lazy("a promise", "made")
        MOVED = "moved", pgettext_lazy("a promise", "moved")
        KEPT = "kept", pgettext_lazy("a promise", "kept")
        BROKEN = "broken", pgettext_lazy("a promise", "broken")
        REOPENED = "reopened", pgettext_lazy("a promise", "taken back")
        HANDED = "handed", pgettext_lazy("a promise", "handed over")

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # Handed over: who had it until then.
    before = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Moved: from which time to which. Kept: due by when, and kept at which time.
    due_at = models.DateTimeField()
    new_at = models.DateTimeField(null=True, blank=True)
    # Recorded after the due time as kept at an earlier one.
    backdated = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    # Broken by the rule, and there was nobody but the person himself to hear of it.
    unheard = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.kind}"
