"""Customers, their contact persons and what we look after for them."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.querysets import AssetQuerySet, ContactQuerySet, CustomerQuerySet
from staff.models import Branch, User

# Characters; a shop system's own key may be a hash of 64.
LONGEST_CODE = 100


def words(label: Any, most: int, **options: Any) -> models.CharField:
    """A line of text that may be missing. The database fills it too, for what comes by COPY."""
    return models.CharField(label, max_length=most, blank=True, default="", db_default="", **options)


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

    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")

    code = models.CharField(_("code"), max_length=LONGEST_CODE, unique=True)
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
    # Said by a person, on a day; what behaviour suggests is worked out and never written here.
    sensitivity_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    sensitivity_at = models.DateTimeField(null=True, blank=True)
    gender = words(_("gender"), 10, choices=Gender.choices)
    born_on = models.DateField(_("birth date"), null=True, blank=True)
    family = words(_("family"), 200)
    education = words(_("education"), 80)
    occupation = words(_("occupation"), 80)
    industry = words(_("industry"), 80)
    expectations = models.TextField(_("expectations"), max_length=2000, blank=True, default="", db_default="")
    drivers = models.TextField(
        _("what satisfies them"), max_length=2000, blank=True, default="", db_default=""
    )
    preferences = models.TextField(_("preferences"), max_length=2000, blank=True, default="", db_default="")
    source = words(_("how they found us"), 80)
    note = models.TextField(_("note"), max_length=4000, blank=True, default="", db_default="")
    # Values of the business's own fields by the field's key; see customers/custom.py.
    custom = models.JSONField(default=dict, db_default={}, blank=True)
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
            # Only of those who have any: an import of others does not pay for it.
            GinIndex(
                fields=["custom"],
                opclasses=["jsonb_path_ops"],
                condition=~Q(custom={}),
                name="customer_custom",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sensitivity_by=None, sensitivity_at=None)
                | Q(sensitivity_by__isnull=False, sensitivity_at__isnull=False),
                name="sensitivity_confirmed_by_somebody_on_a_day",
            )
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
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ContactQuerySet.as_manager()

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
    # Sold, scrapped, closed: its history stays, its clock stops.
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    token = models.UUIDField(null=True, unique=True, editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vin"], condition=~Q(vin=""), name="asset_vin"),
            GinIndex(fields=["plate"], opclasses=["gin_trgm_ops"], name="asset_plate_words"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.plate}".strip()
