"""The clocks of records that are policy, not code."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

DAYS = [MinValueValidator(1), MaxValueValidator(365)]


class RecordPolicy(models.Model):
    """The one row of it."""

    refund_days = models.PositiveSmallIntegerField(
        _("a refund is due after days"), default=7, validators=DAYS
    )
    follow_up_days = models.PositiveSmallIntegerField(
        _("declined work is asked about again after days"), default=30, validators=DAYS
    )
    only = models.BooleanField(default=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_record_policy"),
            models.CheckConstraint(condition=Q(only=True), name="record_policy_is_the_only_one"),
        ]

    def __str__(self) -> str:
        return str(_("Rules for records"))


def record_policy() -> RecordPolicy:
    """The row, or the defaults while there is none."""
    return RecordPolicy.objects.first() or RecordPolicy()
