"""Staff lines: who of us the customer knows beside the owner."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.profile import Customer
from customers.querysets import OfCustomer
from staff.models import User


class StaffLineQuerySet(OfCustomer):
    def at_work(self) -> "StaffLineQuerySet":
        """Lines that still hold: the person works here."""
        return self.filter(user__is_active=True)


class StaffLine(models.Model):
    """A person of ours who knows the customer. The owner is one without a row here."""

    class Kind(models.TextChoices):
        ACCOUNT_MANAGER = "account_manager", _("Account manager")
        SERVICE_DESK = "service_desk", _("Service desk")
        TECHNICIAN = "technician", _("Technician")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="lines", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)

    objects = StaffLineQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "user", "kind"], name="one_line_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_kind_display()})"
