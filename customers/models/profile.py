"""Customers, their contact persons and what we look after for them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.querysets import AssetQuerySet, CustomerQuerySet
from staff.models import Branch, User


class Customer(models.Model):
    """A person or company that buys from us. Everybody has an owner."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    class Sensitivity(models.TextChoices):
        PRICE = "price", _("Price")
        QUALITY = "quality", _("Quality")
        SERVICE = "service", _("Service")
        RELATIONSHIP = "relationship", _("Relationship")
        UNKNOWN = "unknown", _("Not known")

    code = models.CharField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=160)
    latin_name = models.CharField(_("Latin name"), max_length=160, blank=True)
    # E.164 where it could be understood, otherwise as it came; shown masked in lists.
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    wechat = models.CharField(_("WeChat id"), max_length=64, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    # Their indexes stand in Meta; Django's own would be the same again.
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, db_index=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="customers", db_index=False)
    vip = models.BooleanField(_("VIP"), default=False)
    sensitivity = models.CharField(
        _("cares about"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.UNKNOWN
    )
    since = models.DateField(_("customer since"), null=True, blank=True)
    came_from = models.ForeignKey(
        "customers.Import", on_delete=models.SET_NULL, null=True, blank=True, db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner"], name="customer_owner"),
            # Which owners a branch's customers have, from the index alone.
            models.Index(fields=["owner", "branch"], name="customer_owner_branch"),
            models.Index(fields=["name", "id"], name="customer_name"),
            models.Index(fields=["branch"], name="customer_branch"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="customer_phone"),
            models.Index(
                fields=["came_from"], condition=Q(came_from__isnull=False), name="customer_came_from"
            ),
            GinIndex(
                fields=["name", "latin_name", "phone", "code"],
                opclasses=["gin_trgm_ops"] * 4,
                name="customer_words",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person at the customer's."""

    class Bond(models.IntegerChoices):
        UNKNOWN = 0, _("not known")
        WEAK = 1, _("weak")
        FAIR = 2, _("fair")
        STRONG = 3, _("strong")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    decides = models.BooleanField(_("decides"), default=False)
    bond = models.PositiveSmallIntegerField(_("bond"), choices=Bond.choices, default=Bond.UNKNOWN)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone"], condition=~Q(phone=""), name="contact_phone"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="contact_words"),
            GinIndex(fields=["phone"], opclasses=["gin_trgm_ops"], name="contact_digits"),
        ]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """What we look after: a vehicle, a site, a device. The clock can run per asset."""

    class Kind(models.TextChoices):
        VEHICLE = "vehicle", _("Vehicle")
        SITE = "site", _("Site")
        DEVICE = "device", _("Device")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    plate = models.CharField(_("plate"), max_length=20, blank=True)
    vin = models.CharField(_("VIN"), max_length=32, blank=True)
    mileage = models.PositiveIntegerField(_("mileage"), null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vin"], condition=~Q(vin=""), name="asset_vin"),
            GinIndex(fields=["plate"], opclasses=["gin_trgm_ops"], name="asset_plate_words"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.plate}".strip()
