"""Models of churn that were fitted: which one nights follow, which wait, and which they followed before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import User


class ChurnModelQuerySet(models.QuerySet["ChurnModel"]):
    def champion(self) -> "ChurnModel | None":
        """The one that nights follow, without its body; None while the prior is all there is."""
        return self.filter(role=ChurnModel.Role.CHAMPION).defer("body").first()


class ChurnModel(models.Model):
    """What was learned from own history as of the end of `day`: numbers as text, under a checksum.

    A row is never changed but for its role, so that every score can be traced to what made it. Bodies come
    from signals.upkeep.store alone, never from an upload.
    """

    class Role(models.TextChoices):
        CHALLENGER = "challenger", pgettext_lazy("model", "challenger")
        CHAMPION = "champion", pgettext_lazy("model", "in use")
        RETIRED = "retired", pgettext_lazy("model", "no longer in use")

    class Basis(models.TextChoices):
        LIFETIMES = "lifetimes", pgettext_lazy("model", "rhythm alone")
        LEARNED = "learned", pgettext_lazy("model", "learned from own history")

    number = models.PositiveIntegerField(_("number"), unique=True)
    day = models.DateField(_("learned on what was known at the end of"))
    horizon_days = models.PositiveSmallIntegerField(_("horizon in days"))
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.CHALLENGER)
    sha256 = models.CharField(max_length=64, editable=False)
    body = models.TextField(editable=False)  # signals.learning.storage
    # How it came about: customers, examples, origins, what fell back and why.
    facts = models.JSONField(default=dict)
    # What it reached on days after its own teaching; empty where that could not be measured.
    measures = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    in_use_since = models.DateTimeField(_("in use since"), null=True, blank=True)
    retired_at = models.DateTimeField(_("out of use since"), null=True, blank=True)
    # Why it came into use or did not; machine-readable, put into words by the page.
    verdict = models.JSONField(default=dict)

    objects = ChurnModelQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["role"], condition=Q(role="champion"), name="one_model_in_use"),
            models.CheckConstraint(
                condition=~Q(role="champion") | Q(in_use_since__isnull=False), name="model_in_use_since"
            ),
        ]

    def __str__(self) -> str:
        return f"model {self.number}"

    @property
    def months(self) -> int:
        """How long the history was that it learned from."""
        return round(self.facts.get("days", 0) / 30.4375)
