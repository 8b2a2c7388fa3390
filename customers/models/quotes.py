"""Quotes: what was offered for how much, until when, and what became of it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.agreements.querysets import QuoteQuerySet
from customers.models.agreed import Agreed, Compared


class Quote(Compared, Agreed):
    """One offer in writing. Unanswered at the end of its last day it is expired."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a quote", "Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        EXPIRED = "expired", _("Expired")

    subject = models.CharField(_("what for"), max_length=160)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    # How many of what the market's range is for: hours, visits; the range is for one of them.
    market_units = models.DecimalField(max_digits=12, decimal_places=3, default=1, db_default=1)
    made_on = models.DateField(_("made on"))
    valid_until = models.DateField(_("valid until"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    settled_by = models.ForeignKey(
        "staff.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    settled_on = models.DateField(null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta(Agreed.Meta):
        constraints = [
            *Agreed.Meta.constraints,
            *Compared.Meta.constraints,
            models.CheckConstraint(condition=Q(market_units__gt=0), name="quote_of_some_units"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("made_on")) & Q(amount__gte=0), name="quote_has_a_term"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="quote_settled_with_its_day",
            ),
        ]
        indexes = [
            *Agreed.Meta.indexes,
            models.Index(fields=["customer", "-made_on"], name="quote_customer_day"),
            models.Index(fields=["valid_until", "id"], condition=Q(state="open"), name="quote_open"),
        ]

    def __str__(self) -> str:
        return self.number or self.subject

    @property
    def asked(self) -> Decimal:
        """What is compared with the market: the price of one unit."""
        return self.amount / self.market_units
