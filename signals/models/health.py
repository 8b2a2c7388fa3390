"""How many points of health each group of signals may take: for everybody, and instead for a segment."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from signals.health.groups import CAPS, GROUPS, MONEY, NEEDS, PEOPLE, PRICE, SERVICE, VISITS
from staff.models import Branch


class ProfileQuerySet(models.QuerySet["HealthProfile"]):
    def for_segments(self) -> "ProfileQuerySet":
        """Without the one that holds for everybody."""
        return self.exclude(branch=None, customer_kind="")


class HealthProfile(models.Model):
    """Without branch and kind of customer it holds for everybody; without that row the usual caps do."""

    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("branch"), related_name="+"
    )
    customer_kind = models.CharField(
        _("kind of customer"), max_length=10, choices=Customer.Kind.choices, blank=True
    )
    visits = models.PositiveSmallIntegerField(default=CAPS[VISITS])
    money = models.PositiveSmallIntegerField(default=CAPS[MONEY])
    service = models.PositiveSmallIntegerField(default=CAPS[SERVICE])
    price = models.PositiveSmallIntegerField(default=CAPS[PRICE])
    people = models.PositiveSmallIntegerField(default=CAPS[PEOPLE])
    needs = models.PositiveSmallIntegerField(default=CAPS[NEEDS])

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["branch", "customer_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "customer_kind"], nulls_distinct=False, name="one_health_profile_a_segment"
            ),
            models.CheckConstraint(
                condition=Q(**{f"{group}__lte": 100 for group in GROUPS}), name="health_caps_within_hundred"
            ),
        ]

    def __str__(self) -> str:
        parts = [str(self.branch) if self.branch else "", str(self.get_customer_kind_display())]
        return " · ".join(part for part in parts if part)

    @property
    def caps(self) -> dict[str, int]:
        return {group: getattr(self, group) for group in GROUPS}

    def as_profile(self) -> dict[str, Any]:
        """As nights follow it."""
        return {"branch": self.branch_id, "customer_kind": self.customer_kind, "caps": self.caps}
