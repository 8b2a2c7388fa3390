"""What is due on a vehicle, site or device, and how far it has run."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.profile import Asset
from customers.querysets import DueQuerySet
from staff.models import User


class DueKind(models.TextChoices):
    MAINTENANCE = "maintenance", _("Maintenance")
    INSPECTION = "inspection", _("Annual inspection")
    INSURANCE = "insurance", _("Insurance renewal")
    SERVICE = "service", _("Next service")


class DueRule(models.Model):
    """How often something falls due, unless the asset says otherwise; without a row the trade's."""

    asset_kind = models.CharField(_("kind"), max_length=10, choices=Asset.Kind.choices)
    kind = models.CharField(_("what is due"), max_length=12, choices=DueKind.choices)
    # Null: never by time, or never by distance.
    months = models.PositiveSmallIntegerField(_("every so many months"), null=True, blank=True)
    km = models.PositiveIntegerField(_("every so many km"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset_kind", "kind"], name="one_rule_per_due_kind")]

    def __str__(self) -> str:
        return f"{self.get_asset_kind_display()}: {self.get_kind_display()}"


class MileageReading(models.Model):
    """What the odometer showed on a day: the history of `Asset.mileage`, which keeps the newest."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="readings", db_index=False)
    day = models.DateField(_("day"))
    km = models.PositiveIntegerField(_("mileage"))
    entered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "day"], name="one_reading_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.km}"


class AssetDue(models.Model):
    """One thing that falls due on an asset: by a date, by mileage, or by whichever comes first."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="dues", db_index=False)
    kind = models.CharField(_("what is due"), max_length=12, choices=DueKind.choices)
    by_date = models.DateField(_("by date"), null=True, blank=True)
    by_km = models.PositiveIntegerField(_("by mileage"), null=True, blank=True)
    # The day on which `by_km` will be reached at the asset's own pace; null while its pace is not known.
    projected_on = models.DateField(null=True, blank=True)
    due_on = models.GeneratedField(
        expression=Least("by_date", "projected_on"), output_field=models.DateField(), db_persist=True
    )
    done_on = models.DateField(pgettext_lazy("a due date", "done on"), null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)
    # Which one followed it: taken back together.
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )

    objects = DueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "kind"], condition=Q(done_on=None), name="one_open_due_per_asset_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(by_date__isnull=False) | Q(by_km__isnull=False), name="due_by_date_or_mileage"
            ),
        ]
        indexes = [
            models.Index(fields=["asset", "done_on"], name="due_of_asset"),
            # What is due soon, in the order of its list.
            models.Index(F("due_on"), F("id"), condition=Q(done_on=None), name="due_soon"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
