"""What is known of few visits only, and what followed from them: returns, warranty claims, declined work."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.facts import Category, Visit
from customers.models.imports import Import
from customers.models.profile import Asset, Customer
from customers.querysets import OfCustomer
from staff.models import User


class VisitDetail(models.Model):
    """One row for a visit of which more is known. Beside `Visit`, which has millions of narrow rows."""

    class Grade(models.TextChoices):
        ORIGINAL = "original", _("Original parts")
        BRAND = "brand", _("Brand parts")
        AFTERMARKET = "aftermarket", _("Aftermarket parts")
        USED = "used", _("Used parts")

    class Payment(models.TextChoices):
        UNPAID = "unpaid", pgettext_lazy("an order", "Unpaid")
        PAID = "paid", pgettext_lazy("an order", "Paid")

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="detail", db_constraint=False)
    # The visit's, so that a customer's unpaid orders are found without reading his visits.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    estimate = models.DecimalField(_("estimate"), max_digits=14, decimal_places=2, null=True, blank=True)
    standard_hours = models.DecimalField(
        _("standard hours"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    actual_hours = models.DecimalField(
        _("actual hours"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    part_grade = models.CharField(_("part grade"), max_length=12, choices=Grade.choices, blank=True)
    grade_agreed = models.BooleanField(_("the customer agreed to the part grade"), default=False)
    inspected = models.BooleanField(_("final inspection done"), default=False)
    comeback_of = models.ForeignKey(
        Visit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    payment = models.CharField(_("payment"), max_length=8, choices=Payment.choices, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)
    token = models.UUIDField(null=True, unique=True, editable=False)
    came_from = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, db_constraint=False
    )

    objects = OfCustomer.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(payment="unpaid") | Q(paid_on=None), name="unpaid_order_has_no_day_of_payment"
            ),
            models.CheckConstraint(
                condition=Q(comeback_of=None) | ~Q(comeback_of=models.F("visit")),
                name="no_comeback_of_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=Q(payment="unpaid"), name="order_unpaid"),
            models.Index(fields=["customer", "paid_on"], name="order_paid"),
            models.Index(
                fields=["comeback_of"], condition=Q(comeback_of__isnull=False), name="visit_comeback_of"
            ),
            models.Index(
                fields=["came_from"], condition=Q(came_from__isnull=False), name="visit_detail_came_from"
            ),
        ]

    def __str__(self) -> str:
        return str(self.visit)


class VisitCorrection(models.Model):
    """One change of a visit by hand. before, after: what differs, as customers.corrections.state_of tells it.

    Beside the visits, which have millions of rows and come from files mostly: no trigger on them, no version.
    """

    class Way(models.TextChoices):
        SCREEN = "screen"
        API = "api"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    visit = models.ForeignKey(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    day = models.DateField()  # of the visit, after it
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.SCREEN)
    at = models.DateTimeField()

    objects = OfCustomer.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="correction_customer_time")]
        triggers = [
            pgtrigger.ReadOnly(name="append_only", fields=["day", "before", "after", "by", "way", "at"])
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.at}"


class Following(models.Model):
    """What a return, a warranty claim and declined work share."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    visit = models.ForeignKey(
        Visit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    what = models.CharField(_("what"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    # In the system it comes from; empty when it was entered here.
    source = models.CharField(max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    token = models.UUIDField(null=True, unique=True, editable=False)
    came_from = models.ForeignKey(
        Import,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    objects = OfCustomer.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.what


class Return(Following):
    """Goods brought back or work complained of, and the clock until the money is back."""

    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("refund due"))
    refunded_on = models.DateField(_("refunded on"), null=True, blank=True)
    refused_on = models.DateField(_("refused on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="return_number_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("asked_on")), name="refund_due_after_it_was_asked"
            ),
            models.CheckConstraint(
                condition=Q(refunded_on=None) | Q(refused_on=None), name="refunded_or_refused"
            ),
        ]
        indexes = [models.Index(fields=["customer", "asked_on"], name="return_customer_day")]


class WarrantyClaim(Following):
    """A claim under warranty, and what was decided."""

    class Outcome(models.TextChoices):
        OPEN = "open", pgettext_lazy("a claim", "Open")
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        REFUSED = "refused", _("Refused")

    asset = models.ForeignKey(
        Asset, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    claimed_on = models.DateField(_("claimed on"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="claim_number_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_on=None)
                | (~Q(outcome="open") & Q(decided_on__isnull=False)),
                name="a_decided_claim_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["customer", "claimed_on"], name="claim_customer_day")]


class DeclinedWork(Following):
    """Recommended and not done: a need that is still there."""

    asset = models.ForeignKey(
        Asset, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    recommended_on = models.DateField(_("recommended on"))
    follow_up_on = models.DateField(_("ask again on"), null=True, blank=True)
    done_on = models.DateField(_("done after all on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="declined_number_once_per_source"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "recommended_on"], name="declined_customer_day"),
            models.Index(
                fields=["follow_up_on"], condition=Q(done_on=None), name="declined_to_be_asked_again"
            ),
        ]
