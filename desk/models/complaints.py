"""Complaints, as customers put them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Visit
from customers.querysets import OfCustomer
from staff.models import User


class ComplaintQuerySet(OfCustomer):
    def open(self) -> "ComplaintQuerySet":
        return self.filter(solved_at=None)

    def logged_by_person(self, user: User) -> "ComplaintQuerySet":
        return self.filter(logged_by=user)

    def newest_first(self, *, before: tuple[date, int] | None = None) -> "ComplaintQuerySet":
        """By business day; `before` is the day and key of the last one shown."""
        found = self.order_by("-day", "-pk")
        if before is None:
            return found
        day, key = before
        return found.filter(Q(day__lt=day) | Q(day=day, pk__lt=key), day__lte=day)


class Complaint(models.Model):
    """A complaint as the customer put it. The cause maps to a churn reason."""

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

    class Severity(models.IntegerChoices):
        LOW = 1, _("Low")
        MEDIUM = 2, _("Medium")
        HIGH = 3, _("High")
        SAFETY = 4, _("Safety")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity.choices, default=Severity.MEDIUM
    )
    text = models.TextField(_("what happened"), max_length=4000)
    day = models.DateField()  # the business day it was made on
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    solved_at = models.DateTimeField(null=True, blank=True)
    solved_on = models.DateField(null=True, blank=True)
    solved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.TextField(_("resolution"), max_length=4000, blank=True)
    # The contact during which it was logged.
    interaction = models.ForeignKey("desk.Interaction", on_delete=models.SET_NULL, null=True, blank=True)
    # From the form: pressing Save twice logs one complaint.
    token = models.UUIDField(unique=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-day"], name="complaint_customer_day"),
            models.Index(fields=["-day", "-id"], condition=Q(solved_at=None), name="complaint_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(solved_at=None, solved_on=None)
                | Q(solved_at__isnull=False, solved_on__isnull=False),
                name="complaint_solved_with_its_day",
            )
        ]

    def __str__(self) -> str:
        return f"CP-{self.pk}"
