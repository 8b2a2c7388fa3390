"""Who allowed what: a ledger that only grows. The newest row of a customer, channel and purpose counts."""

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.querysets import OfCustomer
from outbox.models.words import Channel, Purpose
from staff.models import User


class ConsentQuerySet(OfCustomer):
    def standing(self) -> "ConsentQuerySet":
        """The newest row for each customer, channel and purpose: what counts now."""
        newest = ("customer", "channel", "purpose", "-at", "-pk")
        return self.order_by(*newest).distinct("customer", "channel", "purpose")


class Consent(models.Model):
    """One word of a customer about one channel and one purpose."""

    class Source(models.TextChoices):
        PERSON = "person", _("told a person here")
        FORM = "form", _("signed form")
        REPLY = "reply", _("answered a message")
        PAGE = "page", _("chose it on our page")
        IMPORT = "import", pgettext_lazy("source of consent", "import")
        API = "api", _("came by the API")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    given = models.BooleanField(_("given"), null=True)  # None: what was said before is taken back
    at = models.DateTimeField(_("since"))
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    note = models.CharField(_("note"), max_length=200, blank=True, default="", db_default="")
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    undoes = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    token = models.UUIDField(null=True, blank=True, unique=True)  # of the form or request: said once

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "channel", "purpose", "-at", "-id"], name="consent_standing"),
            models.Index(fields=["customer", "-at"], name="consent_customer_at"),
        ]
        # A merge gives the rows to the survivor; nothing else of them ever changes.
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_moves",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["customer"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose}: {self.given}"


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def in_force(self) -> "OptOutQuerySet":
        return self.filter(lifted_at=None)


class OptOut(models.Model):
    """An address that wants nothing more from us. It holds for whoever has the address, now and later.

    Only a salted digest is kept, so that it survives the erasure of the customer. See outbox/addresses.py.
    """

    channel = models.CharField(max_length=10, choices=Channel.choices)
    digest = models.CharField(max_length=64)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "digest"],
                condition=models.Q(lifted_at=None),
                name="one_opt_out_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} since {self.at:%Y-%m-%d}"
