"""Third-day calls: one for each visit that is asked about by phone."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Visit
from customers.querysets import OfCustomer
from desk.models.complaints import Complaint
from desk.models.scores import SatisfactionScore
from staff.models import User

IN_HAND_FOR = timedelta(minutes=10)  # longer nobody talks about one visit; he went away from the screen


class FollowUpQuerySet(OfCustomer):
    def open(self) -> Self:
        return self.filter(state=FollowUp.State.OPEN)

    def for_today(self, *, on: date) -> Self:
        """Planned for that day: their day, or the next try."""
        return self.open().filter(next_on=on)

    def overdue(self, *, on: date) -> Self:
        return self.open().filter(next_on__lt=on)

    def done_on(self, day: date) -> Self:
        return self.exclude(state=FollowUp.State.OPEN).filter(closed_on=day)

    def given_up(self, *, since: date, until: date) -> Self:
        """Never reached, and given up on these days."""
        return self.filter(state=FollowUp.State.GIVEN_UP, closed_on__gte=since, closed_on__lte=until)

    def in_hand_of(self, user: User) -> Self:
        return self.open().filter(in_hand_of=user)

    def in_order(self) -> Self:
        """What has waited longest first."""
        return self.order_by("next_on", "pk")


class FollowUp(models.Model):
    """One call after a visit."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a third-day call", "Open")
        REACHED = "reached", pgettext_lazy("a third-day call", "Reached")
        GIVEN_UP = "given_up", pgettext_lazy("a third-day call", "Never reached")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="+")
    visited_on = models.DateField()
    due_on = models.DateField(_("due"))
    next_on = models.DateField(_("next try"))
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Who has it open on his screen, so that nobody else calls the same customer; for a few minutes.
    in_hand_of = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    in_hand_since = models.DateTimeField(null=True, blank=True)
    score = models.ForeignKey(
        SatisfactionScore, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    complaint = models.ForeignKey(
        Complaint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "visited_on"], name="follow_up_customer"),
            models.Index(fields=["next_on", "id"], condition=Q(state="open"), name="follow_up_open"),
            models.Index(fields=["-closed_on", "-id"], name="follow_up_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None, closed_at=None)
                | (~Q(state="open") & Q(closed_on__isnull=False, closed_at__isnull=False)),
                name="follow_up_closed_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("visited_on")), name="follow_up_after_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.visit_id}, {self.next_on}"

    def colleague(self, user: User, *, now: datetime) -> User | None:
        """Who else has it open just now, and calls him."""
        is_fresh = self.in_hand_since is not None and self.in_hand_since >= now - IN_HAND_FOR
        return self.in_hand_of if is_fresh and self.in_hand_of != user else None

    scale = 5  # the highest step of what is asked

    @property
    def said(self) -> int | None:
        """The score that he gave, if he was reached."""
        return self.score.score if self.score else None
