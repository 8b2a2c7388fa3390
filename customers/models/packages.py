"""Packages and stored value: paid for in advance, used up bit by bit, lost when they expire."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.agreements.querysets import PackageQuerySet
from customers.models.agreed import Agreed
from customers.models.profile import Asset


class Package(Agreed):
    """So many units of something, or money. `left` is the sum of the movements, kept beside them for lists.

    The movements of a package of another system come from there; nobody types more of them here.
    """

    class Kind(models.TextChoices):
        UNITS = "units", _("Package")
        VALUE = "value", _("Stored value")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.UNITS)
    name = models.CharField(_("name"), max_length=160)
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    bought_on = models.DateField(_("bought on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    price = models.DecimalField(_("price paid"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    # All that was ever put on it.
    total = models.DecimalField(_("units or amount"), max_digits=14, decimal_places=2)
    left = models.DecimalField(_("left"), max_digits=14, decimal_places=2)

    objects = PackageQuerySet.as_manager()

    class Meta(Agreed.Meta):
        constraints = [
            *Agreed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(left__gte=0) & Q(left__lte=F("total")), name="package_left_within_total"
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("bought_on")),
                name="package_expires_after_bought",
            ),
        ]
        indexes = [
            *Agreed.Meta.indexes,
            models.Index(fields=["customer", "expires_on"], name="package_customer_expiry"),
            models.Index(
                fields=["expires_on", "id"],
                condition=Q(left__gt=0, expires_on__isnull=False),
                name="package_expiring",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kept_elsewhere(self) -> bool:
        return bool(self.source or self.came_from_id)


class PackageMovement(models.Model):
    """What was put on a package or used of it; never changed, taken back by its opposite."""

    class Kind(models.TextChoices):
        BOUGHT = "bought", _("Bought")
        TOP_UP = "top_up", _("Topped up")
        USE = "use", _("Used")
        UNDONE = "undone", _("Taken back")
        IMPORTED = "imported", _("From the import")

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="movements", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField(_("day"))
    amount = models.DecimalField(_("units or amount"), max_digits=14, decimal_places=2)
    note = models.CharField(_("note"), max_length=200, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )
    by = models.ForeignKey(
        "staff.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()
    token = models.UUIDField(unique=True, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["bought", "top_up"], amount__gt=0)
                | Q(kind="use", amount__lt=0)
                | (Q(kind__in=["undone", "imported"]) & ~Q(amount=0)),
                name="movement_has_its_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind="undone", undoes__isnull=False) | (~Q(kind="undone") & Q(undoes=None)),
                name="only_undone_undoes",
            ),
        ]
        indexes = [
            models.Index(fields=["package", "-day", "-id"], include=["amount"], name="movement_package_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.amount}"
