"""How a customer is billed, which statements were sent, and which arrears are no mere delay."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.facts import Invoice
from customers.models.profile import Customer
from customers.querysets import OfCustomer
from staff.models import User


class Account(models.Model):
    """How a customer is billed; without a row invoice by invoice."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="account"
    )
    # His invoices are late only from the day on which the statement with them was sent.
    monthly = models.BooleanField(_("billed monthly"), default=False)

    def __str__(self) -> str:
        return str(self.customer)


class Statement(models.Model):
    """A statement that was sent, with the invoices that point to it."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="statements", db_index=False
    )
    sent_on = models.DateField(_("sent on"))
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, db_index=False)
    token = models.UUIDField(unique=True, editable=False)

    objects = OfCustomer.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "sent_on"], name="statement_customer_day")]

    def __str__(self) -> str:
        return str(self.sent_on)


class ArrearsMark(models.Model):
    """That arrears are meant, or lost: of one invoice, or of all that the customer owes."""

    class Kind(models.TextChoices):
        DELIBERATE = "deliberate", _("Deliberate arrears")
        BAD_DEBT = "bad_debt", _("Bad debt")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="arrears_marks", db_index=False
    )
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, null=True, blank=True, db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300)
    day = models.DateField(_("since"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    lifted_on = models.DateField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = OfCustomer.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice"],
                condition=Q(lifted_on=None),
                nulls_distinct=False,
                name="one_open_mark_per_debt",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="arrears_mark_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["customer", "day"], name="arrears_mark_customer_day"),
            models.Index(fields=["invoice"], condition=Q(invoice__isnull=False), name="arrears_mark_invoice"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
