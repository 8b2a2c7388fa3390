"""Systems that send us a file again and again, taken from a folder of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User


class ImportSource(models.Model):
    """A till, shop or garage system whose files lie in the inbox under its name.

    seen: file name → [bytes, time of change] at the last look; a file that is the same twice is complete.
    """

    name = models.SlugField(
        _("source"),
        max_length=40,
        unique=True,
        help_text=_("Also the name of its folder: letters, digits, - and _."),
    )
    kind = models.CharField(_("what is in it"), max_length=20)
    create_customers = models.BooleanField(_("create customers that we do not know"), default=False)
    active = models.BooleanField(_("watched"), default=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    seen = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
