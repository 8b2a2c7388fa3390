"""What happened: visits with their lines, invoices, payments. Millions of rows, by customer and day."""

from decimal import Decimal
from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from customers.models.imports import Import
from customers.models.profile import Asset, Customer
from customers.querysets import InvoiceQuerySet, VisitQuerySet
from staff.models import Branch, User


class VisitTypeQuerySet(models.QuerySet["VisitType"]):
    def in_use(self) -> Self:
        """Those that forms offer; a retired one stays with the visits that have it, and imports know it."""
        return self.filter(retired_at=None)

    def offered(self, *, beside: object = None) -> Self:
        """By name; beside: the one (or its key) that what is being changed has already."""
        return self.filter(Q(retired_at=None) | Q(pk=getattr(beside, "pk", beside))).order_by("name", "pk")


class VisitType(models.Model):
    """Whether a kind of visit resets the clock and enters the rhythm is policy, not code."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=60)
    resets_clock = models.BooleanField(_("resets the clock"), default=True)
    in_rhythm = models.BooleanField(_("enters the rhythm"), default=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = VisitTypeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """What is bought: brakes, tyres, oil; or a shop's product group."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """One visit or order.

    A customer's visit *day* counts when the row is not cancelled, its type resets the clock and its amount is
    not negative. It is a purchase when the amount is above zero.
    """

    # No visit without its customer: a trigger sees to it a statement at a time (migration 0004). Checked row
    # by row, a million visits cost six seconds for each reference. See docs/design/import.md.
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="visits", db_index=False, db_constraint=False
    )
    day = models.DateField(_("day"))  # of `at`, in the branch's zone
    at = models.DateTimeField(_("time"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    # Taken off the list price, of which `amount` is left; null where nobody said, or the lines say it.
    discount = models.DecimalField(_("discount"), max_digits=14, decimal_places=2, null=True, blank=True)
    # Denormalised from type and cancelled so that the night reads one narrow index.
    counts = models.BooleanField(default=True)
    in_rhythm = models.BooleanField(default=True)
    cancelled = models.BooleanField(_("cancelled"), default=False)
    # These are found by a join or by the ORM, which also keeps what they point to.
    type = models.ForeignKey(
        VisitType, on_delete=models.PROTECT, db_index=False, db_constraint=False, null=True, blank=True
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, db_index=False, db_constraint=False, null=True, blank=True
    )
    asset = models.ForeignKey(
        Asset, on_delete=models.SET_NULL, db_index=False, db_constraint=False, null=True, blank=True
    )
    technician = models.ForeignKey(
        User, on_delete=models.SET_NULL, db_index=False, db_constraint=False, null=True, blank=True
    )
    source = models.CharField(max_length=40, blank=True)
    number = models.CharField(_("order number"), max_length=60, blank=True)
    # Without a number the how-manieth row of this customer, time and amount: none is lost, none comes twice.
    nth = models.PositiveSmallIntegerField(default=1)
    came_from = models.ForeignKey(
        Import, on_delete=models.SET_NULL, db_index=False, db_constraint=False, null=True, blank=True
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="visit_number_once_per_source"
            ),
            models.UniqueConstraint(
                fields=["customer", "at", "amount", "nth"],
                condition=Q(number=""),
                name="visit_without_number_once",
            ),
            models.CheckConstraint(condition=Q(discount__gte=0), name="visit_discount_not_below_zero"),
        ]
        indexes = [
            # The night, the timeline and the rhythm strip: visits by day from the index alone.
            models.Index(
                fields=["customer", "day"],
                include=["amount", "counts", "in_rhythm"],
                name="visit_customer_day",
            ),
            models.Index(fields=["asset", "day"], condition=Q(asset__isnull=False), name="visit_asset_day"),
            models.Index(
                fields=["branch", "day"], condition=Q(branch__isnull=False), name="visit_branch_day"
            ),
            # What the night reads of discounts: nothing at all where nobody is given any.
            models.Index(
                fields=["customer", "day"],
                include=["discount"],
                condition=Q(discount__gt=0),
                name="visit_discounted",
            ),
            # An import's rows lie together: block ranges find them, and cost nothing to write.
            BrinIndex(fields=["came_from"], name="visit_came_from"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.amount}"

    @property
    def taken_off(self) -> Decimal:
        """Its discount, else that of its lines; zero where nobody said."""
        if self.discount is not None:
            return self.discount
        return sum((line.discount or Decimal(0) for line in self.lines.all()), Decimal(0))


class VisitLine(models.Model):
    """One line of a bill."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="lines")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    text = models.CharField(_("text"), max_length=200)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=1)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    discount = models.DecimalField(_("discount"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(discount__gte=0), name="line_discount_not_below_zero")
        ]
        indexes = [
            models.Index(
                fields=["visit"], include=["discount"], condition=Q(discount__gt=0), name="line_discounted"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Invoice(models.Model):
    """What a customer owes. `paid_on` is the day the balance reached zero."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invoices", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)
    source = models.CharField(max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    came_from = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, blank=True)
    # Whether `paid_on` follows from the payments; otherwise it is what the invoice's own source says.
    paid_by_payments = models.BooleanField(default=False, db_default=False)
    # Of a customer who is billed monthly: late no sooner than the statement with it was sent.
    monthly = models.BooleanField(default=False, db_default=False)
    statement = models.ForeignKey(
        "customers.Statement", on_delete=models.SET_NULL, null=True, blank=True, db_index=False
    )
    statement_sent_on = models.DateField(_("statement sent on"), null=True, blank=True)
    # First day of the month whose statement shall hold it; without one the next that goes out does.
    statement_month = models.DateField(_("statement month"), null=True, blank=True)
    # Of an invoice that was written down here.
    entered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    token = models.UUIDField(null=True, editable=False)
    # It stays, and nobody owes it.
    voided_on = models.DateField(_("voided on"), null=True, blank=True)
    voided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    void_reason = models.CharField(_("why it is void"), max_length=300, blank=True, db_default="")
    # The one definition of lateness, for pages and nights: the later of the due day and the statement's;
    # null while a monthly invoice waits for its statement, and of a void one.
    late_from = models.GeneratedField(
        expression=Case(
            When(voided_on__isnull=False, then=None),
            When(monthly=True, statement_sent_on=None, then=None),
            default=Greatest("due_on", "statement_sent_on"),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="invoice_number_once_per_source"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("issued_on")), name="invoice_due_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(voided_on=None) | ~Q(void_reason=""), name="void_invoice_says_why"
            ),
            models.UniqueConstraint(
                fields=["token"], condition=Q(token__isnull=False), name="invoice_entered_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "issued_on"],
                include=["id", "late_from", "paid_on", "amount", "voided_on"],
                name="invoice_customer_late",
            ),
            models.Index(
                fields=["statement"], condition=Q(statement__isnull=False), name="invoice_statement"
            ),
            models.Index(fields=["due_on"], condition=Q(paid_on=None), name="invoice_unpaid_by_due_day"),
        ]

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """Money received for an invoice."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="payments")
    paid_on = models.DateField(_("paid on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    # The payer's or bank's number; without one the how-manieth of this invoice, day and amount.
    reference = models.CharField(_("reference"), max_length=60, blank=True, db_default="")
    nth = models.PositiveSmallIntegerField(default=1, db_default=1)
    entered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)
    token = models.UUIDField(null=True, unique=True, editable=False)
    came_from = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "reference"],
                condition=~Q(reference=""),
                name="payment_reference_once_per_invoice",
            ),
            models.UniqueConstraint(
                fields=["invoice", "paid_on", "amount", "nth"],
                condition=Q(reference=""),
                name="payment_without_reference_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["came_from"], condition=Q(came_from__isnull=False), name="payment_came_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"
