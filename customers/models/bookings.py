"""Bookings: a time that was agreed on, and whether the customer came."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.agreements.querysets import BookingQuerySet
from customers.models.agreed import Agreed
from customers.models.facts import Visit, VisitType
from customers.models.profile import Asset


class Booking(Agreed):
    """A no-show is marked by hand, or found the day after when no visit came."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CAME = "came", _("Came")
        NO_SHOW = "no_show", _("No-show")
        CANCELLED = "cancelled", _("Cancelled")

    day = models.DateField(_("day"))  # of `at`, in the branch's zone
    at = models.DateTimeField(_("time"))
    type = models.ForeignKey(
        VisitType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("kind"),
    )
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("what for"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    # Null with a state that is not booked: found by the nightly settling, not said by a person.
    settled_by = models.ForeignKey(
        "staff.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    settled_on = models.DateField(null=True, blank=True)
    visit = models.ForeignKey(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = BookingQuerySet.as_manager()

    class Meta(Agreed.Meta):
        constraints = [
            *Agreed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="booked", settled_on=None)
                | (~Q(state="booked") & Q(settled_on__isnull=False)),
                name="booking_settled_with_its_day",
            ),
        ]
        indexes = [
            *Agreed.Meta.indexes,
            models.Index(fields=["customer", "-at"], name="booking_customer_time"),
            models.Index(fields=["day", "id"], condition=Q(state="booked"), name="booking_open"),
            models.Index(
                fields=["-day", "-id"], condition=Q(state__in=["booked", "no_show"]), name="booking_missed"
            ),
            models.Index(fields=["visit"], condition=Q(visit__isnull=False), name="booking_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"
