"""Agreements that were written down by mistake and taken away: what they held, who took them away and why."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.profile import Customer
from customers.querysets import OfCustomer
from staff.models import User


class RemovedQuerySet(OfCustomer):
    def called(self, part: str) -> Self:
        """A part of its name or reason, or of its customer's name or code."""
        found = Q(name__icontains=part) | Q(reason__icontains=part)
        return self.filter(found | Q(customer__name__icontains=part) | Q(customer__code__icontains=part))


class RemovedAgreement(models.Model):
    """One that was taken away, whole, so that it can be brought back.

    kind, record: which it was · name: what it was called · content: it and what belonged to it, as Django
    serialises them, the agreement first.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    record = models.BigIntegerField()
    name = models.CharField(max_length=200)
    content = models.JSONField()
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    restored_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    restored_at = models.DateTimeField(null=True, blank=True)

    objects = RemovedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="removed_with_a_reason"),
            models.CheckConstraint(
                condition=Q(restored_at=None, restored_by=None)
                | Q(restored_at__isnull=False, restored_by__isnull=False),
                name="restored_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "record"], condition=Q(restored_at=None), name="removed_once"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="removed_customer_time")]

    def __str__(self) -> str:
        return self.name
