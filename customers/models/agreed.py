"""What all agreements share: whose they are, where they come from, who wrote them down."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.imports import Import
from customers.models.profile import Customer
from staff.models import User


class Compared(models.Model):
    """A price with the market's range as it was when both were written down."""

    currency: Any

    market_item = models.CharField(max_length=120, blank=True, db_default="")
    market_low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    market_high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    market_source = models.CharField(max_length=160, blank=True, db_default="")
    market_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(market_low=None, market_high=None, market_on=None)
                | Q(market_low__gt=0, market_high__gte=models.F("market_low"), market_on__isnull=False),
                name="%(class)s_market_is_a_range",
            )
        ]

    @property
    def asked(self) -> Decimal:
        """What is compared with the market."""
        raise NotImplementedError


class Agreed(models.Model):
    """A record of another system is known again by source and number, one typed here by the form's token."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    came_from = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # From the form: pressing Save twice writes one record.
    token = models.UUIDField(unique=True, null=True, blank=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="%(class)s_number_once_per_source"
            )
        ]
        indexes = [
            models.Index(
                fields=["came_from"], condition=Q(came_from__isnull=False), name="%(class)s_came_from"
            )
        ]
