"""What people keep of the customer list: columns, saved views; and what they did with many at once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import User


class ListColumns(models.Model):
    """The columns that a person wants to see, by their names."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    columns = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.columns)}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def kept(self) -> "SavedViewQuerySet":
        return self.filter(deleted_at=None)

    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """One's own and those that are for everybody; presets first, then by name."""
        return self.kept().filter(Q(by=user) | ~Q(audience=SavedView.Audience.OWN)).order_by("order", "name")

    def changeable_by(self, user: User) -> "SavedViewQuerySet":
        """One's own, deleted ones too; an administrator changes what is for everybody."""
        own = Q(by=user)
        return self.filter(own | ~Q(audience=SavedView.Audience.OWN) if user.role == "administrator" else own)


class SavedView(models.Model):
    """A choice of filters and a sort under a name: an address's query string that the form has checked."""

    class Audience(models.TextChoices):
        OWN = "own", _("Only I")
        SHARED = "shared", _("Everybody")
        PRESET = "preset", _("Everybody, standing first")

    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.OWN)
    # Presets 0, shared 1, own 2: in this order they stand on the page.
    order = models.PositiveSmallIntegerField(default=2)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "name"], condition=Q(deleted_at=None), name="one_view_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """One change of many customers, as it can be taken back. before: [customer, what stood there] pairs."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("owner")
        VIP = "vip", _("VIP")
        TAG_ON = "tag_on", _("tag put on")
        TAG_OFF = "tag_off", _("tag taken off")

    token = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    after = models.BigIntegerField()  # the new owner; 1 or 0 for VIP; the tag
    before = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} of {len(self.before)}"


class Export(models.Model):
    """Who took how many customers out, and which. rows counts up while the file is on its way."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    query = models.TextField(blank=True)
    with_phones = models.BooleanField()
    rows = models.PositiveIntegerField(default=0)
    finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.rows} by {self.by_id}"
