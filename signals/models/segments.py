"""The customers for whom a policy says something of its own."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from staff.models import Branch

ECHELONS = [(1, _("Echelon 1")), (2, _("Echelon 2")), (3, _("Echelon 3"))]
NOT_EVERYBODY = Q(branch__isnull=False) | ~Q(customer_kind="") | Q(echelon__isnull=False)
OF_AN_ECHELON = Q(echelon=None) | Q(echelon__gte=1, echelon__lte=3)


class Segment(models.Model):
    """A branch, an echelon, a kind of customer, or several of these at once; see signals.segments."""

    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("branch"), related_name="+"
    )
    customer_kind = models.CharField(
        _("kind of customer"), max_length=10, choices=Customer.Kind.choices, blank=True
    )
    echelon = models.PositiveSmallIntegerField(_("echelon"), choices=ECHELONS, null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        parts = [self.branch, self.get_echelon_display(), self.get_customer_kind_display()]
        return " · ".join(str(part) for part in parts if part)

    @property
    def whose(self) -> dict[str, Any]:
        """Whom it is about, as nights read it."""
        return {"branch": self.branch_id, "customer_kind": self.customer_kind, "echelon": self.echelon}
