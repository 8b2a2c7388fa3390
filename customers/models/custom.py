"""Fields that a business defines for its own customers; their values stand in Customer.custom."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

# Of what lists, addresses and imports call an own field.
PREFIX = "own_"


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def in_use(self) -> Self:
        """Those that forms offer; a retired one only shows what it holds."""
        return self.filter(retired_at=None)


class CustomField(models.Model):
    """One field of the business's own. Its key never changes, so that renaming it touches no customer."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        MONEY = "money", _("Money")
        DAY = "day", _("Date")
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("Choice")

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TEXT)
    # What a choice offers, in order; a customer holds the words themselves.
    options = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    place = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_custom_field_of_a_name"),
            models.CheckConstraint(
                condition=~Q(kind="choice") | Q(options__len__gt=0), name="a_choice_has_options"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Under which a customer's `custom` holds the value."""
        return str(self.pk)

    @property
    def field_name(self) -> str:
        """What lists, addresses and imports call it."""
        return f"{PREFIX}{self.pk}"
