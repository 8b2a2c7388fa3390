"""Competitors: by which names customers speak of them, and whom they court since when."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from signals.competitors import Rival
from staff.models import Branch, User


class CompetitorQuerySet(models.QuerySet["Competitor"]):
    def in_use(self) -> Self:
        """Those that nights look for."""
        return self.filter(retired_at=None)


class Competitor(models.Model):
    """One that customers may go to instead."""

    name = models.CharField(_("name"), max_length=60)
    # As customers call him: short names, other spellings, the name in the other script.
    aliases = ArrayField(
        models.CharField(max_length=60), verbose_name=_("other names"), default=list, blank=True
    )
    active_from = models.DateField(_("courts our customers since"), null=True, blank=True)
    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("branch"), related_name="+"
    )
    customer_kind = models.CharField(
        _("kind of customer"), max_length=10, choices=Customer.Kind.choices, blank=True
    )
    brand = models.CharField(_("brand of vehicle"), max_length=60, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = CompetitorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_competitor_of_a_name"),
            models.CheckConstraint(
                condition=Q(active_from__isnull=False) | Q(branch=None, customer_kind="", brand=""),
                name="competitor_courts_since_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_rival(self) -> Rival:
        """As nights read it."""
        return Rival(
            name=self.name,
            words=(self.name, *self.aliases),
            active_from=self.active_from,
            branch=self.branch_id,
            customer_kind=self.customer_kind,
            brand=self.brand,
        )
