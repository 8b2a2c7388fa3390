"""The ledger of upkeep: when something was learned, and whether the model in use still held true."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from signals.models.churn_models import ChurnModel
from staff.models import User


class TrainingQuerySet(models.QuerySet["Training"]):
    def under_way(self) -> "TrainingQuerySet":
        """Ordered or begun, and not over; a worker may be at it, or may have died over it."""
        return self.filter(state=Training.State.RUNNING)

    def done(self) -> "TrainingQuerySet":
        """What was learned to the end, be it that there was nothing to learn from."""
        return self.filter(state=Training.State.DONE)

    def with_model(self) -> "TrainingQuerySet":
        """With whom and what it learned, without the numbers of the model."""
        return self.select_related("by", "model").defer("model__body")


class Training(models.Model):
    """One day's learning. A second start of one that was broken off begins it again."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("training", "running")
        DONE = "done", pgettext_lazy("training", "done")
        FAILED = "failed", pgettext_lazy("training", "failed")

    class Cause(models.TextChoices):
        SCHEDULE = "schedule", pgettext_lazy("training", "it was time")
        DRIFT = "drift", pgettext_lazy("training", "customers had changed")
        HORIZON = "horizon", pgettext_lazy("training", "the horizon had changed")
        PERSON = "person", pgettext_lazy("training", "somebody wanted it")

    day = models.DateField(unique=True)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    # The policy's when it began; null where that was not kept yet.
    horizon_days = models.PositiveSmallIntegerField(_("horizon in days"), null=True, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # None where there was nothing to learn from.
    model = models.ForeignKey(
        ChurnModel, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainings"
    )
    error = models.TextField(blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running") | Q(finished_at__isnull=False), name="training_has_finished"
            )
        ]

    def __str__(self) -> str:
        return f"training of {self.day}"

    @property
    def running(self) -> bool:
        return self.state == Training.State.RUNNING


class ModelCheck(models.Model):
    """Whether the model in use still held true on one day: signals.upkeep.drift and .realised as JSON."""

    day = models.DateField()
    model = models.ForeignKey(ChurnModel, on_delete=models.CASCADE, related_name="checks")
    drift = models.JSONField(_("drift"), default=dict)
    realised = models.JSONField(_("realised calibration"), default=dict)
    # What nights add to the logit of the model from then on (signals.learning.training.in_season).
    season = models.FloatField(null=True, blank=True)
    # And to the logarithm of expected spend.
    spend_season = models.FloatField(null=True, blank=True)
    drifted = models.BooleanField(default=False)
    miscalibrated = models.BooleanField(default=False)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-checked_at"]
        constraints = [models.UniqueConstraint(fields=["day", "model"], name="one_look_a_day_at_a_model")]

    def __str__(self) -> str:
        return f"check of {self.day}"
