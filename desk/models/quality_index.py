"""The service-quality index: its policy, and the values that were measured."""

from decimal import Decimal
from typing import Any, Self

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.models.history import recorded
from customers.querysets import OfCustomer
from staff.models import Branch, User


def weight(label: Any, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(100)])


def burden(label: Any, default: str) -> models.DecimalField:
    limits = [MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(20))]
    return models.DecimalField(
        label, max_digits=4, decimal_places=1, default=Decimal(default), validators=limits
    )


class QualityPolicy(models.Model):
    """The one policy of the index. Weights are hundredths of the whole and add up to 100."""

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    weight_ratings = weight(_("work-order ratings, %"), 30)
    weight_feedback = weight(_("customer feedback, %"), 25)
    weight_surveys = weight(_("surveys, %"), 25)
    weight_inspections = weight(_("site inspections, %"), 20)
    burden_low = burden(_("low complaint"), "0.5")
    burden_medium = burden(_("medium complaint"), "1")
    burden_high = burden(_("high complaint"), "2")
    burden_safety = burden(_("safety complaint"), "4")
    quiet_visit = models.DecimalField(
        _("visit without a complaint"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.10"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    window_days = models.PositiveSmallIntegerField(_("days that are looked back"), default=90)
    least_places = models.PositiveSmallIntegerField(_("answers that a branch needs"), default=10)
    least_customers = models.PositiveSmallIntegerField(_("answers that a customer needs"), default=2)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_quality_policy"),
            models.CheckConstraint(
                condition=Q(only=True)
                & Q(weight_ratings=100 - F("weight_feedback") - F("weight_surveys") - F("weight_inspections"))
                & Q(burden_low__lte=F("burden_medium"), burden_medium__lte=F("burden_high"))
                & Q(burden_high__lte=F("burden_safety"), quiet_visit__gte=0, quiet_visit__lte=1)
                & Q(window_days__gte=30, window_days__lte=365)
                & Q(least_places__gte=1, least_customers__gte=1),
                name="quality_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


QualityPolicyEvent = recorded(QualityPolicy, of="pgh_obj", exclude=("only",))


class QualityRun(models.Model):
    """A day that was measured: when, and by which version of the policy."""

    day = models.DateField(unique=True)
    version = models.PositiveIntegerField()
    window_days = models.PositiveSmallIntegerField()
    measured_at = models.DateTimeField(null=True)  # nothing yet, while the first one measures

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"quality of {self.day}"


class QualityFigureQuerySet(OfCustomer):
    def on(self, day: Any) -> Self:
        return self.filter(day=day)

    def of_branches(self) -> Self:
        return self.filter(branch__isnull=False)

    def of_technicians(self) -> Self:
        return self.filter(technician__isnull=False)

    def of_business(self) -> Self:
        """Of the whole: neither of a branch nor of a person nor of a customer."""
        return self.filter(branch=None, technician=None, customer=None)


class QualityFigure(models.Model):
    """What was heard within the window that ends with `day`, and the index that it comes to.

    Of one branch, one technician, one customer, or of the whole business. Only who was spoken of has a row.
    Sums are of values from 0 to 100.
    """

    day = models.DateField()
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, db_index=False, related_name="+")
    technician = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    visits = models.PositiveIntegerField(default=0)
    low = models.PositiveIntegerField(default=0)
    medium = models.PositiveIntegerField(default=0)
    high = models.PositiveIntegerField(default=0)
    safety = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    rated_sum = models.FloatField(default=0)
    answered = models.PositiveIntegerField(default=0)
    answered_sum = models.FloatField(default=0)
    surveyed = models.PositiveIntegerField(default=0)
    surveyed_sum = models.FloatField(default=0)
    recommended = models.PositiveIntegerField(default=0)
    recommended_sum = models.FloatField(default=0)
    inspected = models.PositiveIntegerField(default=0)
    inspected_sum = models.FloatField(default=0)
    n = models.PositiveIntegerField()
    # 0 to 100 with its interval; none where there are too few answers.
    value = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)

    objects = QualityFigureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["day"], name="quality_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(branch=None, technician=None, customer=None),
                name="one_quality_of_the_business",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "day"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"one_quality_of_a_{name}",
                )
                for name in ("branch", "technician", "customer")
            ),
            models.CheckConstraint(
                condition=Q(branch=None, technician=None)
                | Q(branch=None, customer=None)
                | Q(technician=None, customer=None),
                name="quality_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(value=None, lower=None, upper=None)
                | Q(lower__gte=0, lower__lte=F("value"), upper__gte=F("value"), upper__lte=100),
                name="quality_within_its_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.day}"


class QualityRevision(models.Model):
    """A point of a line that was published, and came out otherwise when its day was measured again.

    Of one branch, one technician, or of the whole business. Only added to.
    """

    class Cause(models.TextChoices):
        POLICY = "policy", pgettext_lazy("why a point changed", "The policy was changed")
        IMPORT = "import", pgettext_lazy("why a point changed", "A file was imported or taken back")
        MERGE = "merge", pgettext_lazy("why a point changed", "Customers were merged")
        RECORDS = "records", pgettext_lazy("why a point changed", "Visits or answers were corrected by hand")
        PROGRAM = "program", pgettext_lazy("why a point changed", "The program counts more kinds of answers")

    day = models.DateField()  # of the point
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, db_index=False, related_name="+")
    technician = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=Cause.choices)
    # Who changed the policy, imported or merged; nobody knows who corrected records by hand.
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+")
    what = models.CharField(max_length=200, blank=True)  # the file
    n_before = models.PositiveIntegerField()
    n_after = models.PositiveIntegerField()
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["branch", "-at"], name="quality_revision_branch"),
            models.Index(fields=["technician", "-at"], name="quality_revision_technician"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(branch=None) | Q(technician=None), name="quality_revision_of_one_subject"
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.day}: {self.before} → {self.after}"
