"""Work-order ratings: what a customer thought of one job, and of how punctual it was."""

from datetime import date
from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Import, Visit
from customers.querysets import OfCustomer
from staff.models import Branch, User


class RatingQuerySet(OfCustomer):
    def between(self, first: date, last: date) -> Self:
        """Given on these business days, both included."""
        return self.filter(day__gte=first, day__lte=last)

    def newest_first(self, *, before: tuple[date, int] | None = None) -> Self:
        """By business day; `before` is the day and key of the last one shown."""
        found = self.order_by("-day", "-pk")
        if before is None:
            return found
        day, key = before
        return found.filter(Q(day__lt=day) | Q(day=day, pk__lt=key), day__lte=day)


class WorkOrderRating(models.Model):
    """One rating of one job, 1 to 5, wherever it comes from."""

    class Channel(models.TextChoices):
        PAPER = "paper", pgettext_lazy("channel of a rating", "On paper")
        AGENT = "agent", pgettext_lazy("channel of a rating", "Asked by an agent")
        LINK = "link", pgettext_lazy("channel of a rating", "By link")
        PLATFORM = "platform", pgettext_lazy("channel of a rating", "On a platform")
        SYSTEM = "system", pgettext_lazy("channel of a rating", "From another system")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True)
    # Those of the visit when it was rated.
    technician = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    score = models.PositiveSmallIntegerField(_("score"))
    # How punctual it was, in the customer's eyes or by the clock; either, both or neither is known.
    timeliness = models.PositiveSmallIntegerField(_("timeliness"), null=True, blank=True)
    minutes_late = models.PositiveSmallIntegerField(_("minutes late"), null=True, blank=True)
    words = models.TextField(_("in their words"), max_length=2000, blank=True)
    given_at = models.DateTimeField(_("given at"))
    day = models.DateField()  # the business day of `given_at` at the branch
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    # A keyed digest of the address or device it was given from; empty where that is not known.
    given_from = models.CharField(max_length=64, blank=True)
    # Who wrote it down and when; nobody where the customer gave it himself or the source does not say.
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    # In the system it comes from; empty when it was entered here.
    source = models.CharField(max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    came_from = models.ForeignKey(
        Import,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    token = models.UUIDField(unique=True, null=True, editable=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-given_at"], name="rating_customer"),
            models.Index(fields=["-day", "-id"], name="rating_day"),
            models.Index(
                fields=["technician", "day"], condition=Q(technician__isnull=False), name="rating_technician"
            ),
            models.Index(fields=["branch", "day"], name="rating_branch"),
            BrinIndex(fields=["came_from"], name="rating_came_from"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="rating_number_once_per_source"
            ),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_one_to_five"),
            models.CheckConstraint(
                condition=Q(timeliness=None) | Q(timeliness__gte=1, timeliness__lte=5),
                name="timeliness_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} of 5"
