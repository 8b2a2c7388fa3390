"""The policy of the truth check."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.history import recorded
from staff.models import User


class TruthPolicy(models.Model):
    """The one policy of the truth check: how far it looks back, and from when on it speaks."""

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    window_days = models.PositiveSmallIntegerField(
        _("days looked back"), default=180, help_text=_("Ratings of these days are compared.")
    )
    min_observations = models.PositiveSmallIntegerField(
        _("ratings at least"), default=20, help_text=_("Nobody is doubted by fewer.")
    )
    false_percent = models.PositiveSmallIntegerField(
        _("false doubts at most, in percent"),
        default=5,
        help_text=_("Of all doubts that half a year raises, on average (Benjamini and Hochberg)."),
    )
    burst_seconds = models.PositiveSmallIntegerField(
        _("seconds between two ratings"),
        default=60,
        help_text=_("Ratings entered closer than that belong to one burst."),
    )
    source_percent = models.PositiveSmallIntegerField(
        _("share of one source, in percent"),
        default=60,
        help_text=_("Below it one source is no doubt, however unlikely it is."),
    )
    satisfied_percent = models.PositiveSmallIntegerField(
        _("satisfied, in percent"),
        default=80,
        help_text=_("Customers who leave contradict only those who are said to be satisfied."),
    )
    promoter_percent = models.PositiveSmallIntegerField(
        _("promoters, in percent"),
        default=60,
        help_text=_("The same of recommendations: 9 and 10 of 10 are promoters."),
    )
    left_days = models.PositiveSmallIntegerField(
        _("days without a visit"),
        default=180,
        help_text=_("Then, and after twice the customer's own interval, a customer counts as gone."),
    )
    verify_at_once = models.BooleanField(
        _("begin at once"),
        default=True,
        db_default=True,
        help_text=_("The night that raises a doubt hands out the calls; else a manager does."),
    )
    sample_size = models.PositiveSmallIntegerField(_("customers called to verify"), default=10)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_truth_policy"),
            models.CheckConstraint(condition=Q(only=True), name="truth_policy_is_the_only_one"),
            models.CheckConstraint(
                condition=Q(
                    window_days__gte=30,
                    min_observations__gte=8,
                    false_percent__gte=1,
                    false_percent__lte=20,
                    burst_seconds__gte=5,
                    source_percent__lte=100,
                    satisfied_percent__lte=100,
                    promoter_percent__lte=100,
                    left_days__gte=30,
                    sample_size__gte=3,
                ),
                name="truth_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


TruthPolicyEvent = recorded(TruthPolicy, of="pgh_obj", exclude=("only",))
