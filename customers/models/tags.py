"""Tags: short words in colour that people put on customers."""

from typing import Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.models.profile import Customer


class TagQuerySet(models.QuerySet["Tag"]):
    def in_use(self) -> Self:
        """Those that can be put on customers; a retired one stays where it is."""
        return self.filter(retired_at=None)


class Tag(models.Model):
    """A word to know customers by. The colour only helps the eye: the word says it all."""

    class Colour(models.TextChoices):
        GREY = "grey", _("Grey")
        BLUE = "blue", _("Blue")
        TEAL = "teal", _("Teal")
        OCHRE = "ochre", _("Ochre")
        PLUM = "plum", _("Plum")

    name = models.CharField(_("name"), max_length=40)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.GREY)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="one_tag_of_a_name")]

    def __str__(self) -> str:
        return self.name


class CustomerTag(models.Model):
    """A tag on a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tagged", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="one_tag_of_a_kind")]
        # Who carries this tag, without a look at the table.
        indexes = [models.Index(fields=["tag", "customer"], name="customers_of_a_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.customer_id}"
