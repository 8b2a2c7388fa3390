"""Back-tests: what was tried on past days, how far it has come, and what came out."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import User


class BackTest(models.Model):
    """One order to try something against the past: the job, and with its days the result. Kept for good."""

    class Tried(models.TextChoices):
        MODEL = "model", _("The model, learned anew on each day")
        PRIOR = "prior", _("The prior by inactivity tier")
        RULES = "rules", _("The signals with their weights")
        STORED = "stored", _("A stored model, by its number")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("back-test", "waiting")
        RUNNING = "running", pgettext_lazy("back-test", "running")
        DONE = "done", pgettext_lazy("back-test", "done")
        FAILED = "failed", pgettext_lazy("back-test", "failed")
        CANCELLED = "cancelled", pgettext_lazy("back-test", "cancelled")

    tried = models.CharField(_("what is tried"), max_length=8, choices=Tried.choices)
    horizon_days = models.PositiveSmallIntegerField(_("horizon in days"))
    capacity = models.PositiveIntegerField(_("customers you can work on a month"))
    # Of the stored model that is tried; null for everything else.
    number = models.PositiveIntegerField(_("number of the model"), null=True, blank=True)
    # kind → {"enabled", "weight"} where it differs from the policy that was saved, and "parameters" and
    # "segments" where those were changed.
    changed = models.JSONField(default=dict)
    # Months and priors of the tiers that are tried, by their names in ScoringPolicy, where they differ.
    scoring = models.JSONField(default=dict)
    policy_version = models.PositiveIntegerField()
    policy = models.JSONField(default=dict)  # signals.policies.Followed, frozen when it was ordered
    in_use = models.PositiveIntegerField(null=True, blank=True)  # number of the model that nights followed
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    share = models.FloatField(default=0)  # of the work that is done
    stop_wanted = models.BooleanField(default=False)
    error = models.JSONField(default=dict)  # machine-readable; signals.backtests.words says it
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"back-test {self.pk}"

    @property
    def unfinished(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class BackTestDay(models.Model):
    """One past day of a back-test: what was said about each customer then, and who left."""

    test = models.ForeignKey(BackTest, on_delete=models.CASCADE, related_name="days")
    cutoff = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)  # basis of the model of that day, and how it came about
    figures = models.JSONField(default=dict)  # signals.backtests.figures
    # signals.backtests.outcomes: numbers only, a few bytes a customer; a row each would be a million a day.
    outcomes = models.BinaryField(default=bytes, editable=False)

    class Meta:
        ordering = ["-cutoff"]
        constraints = [models.UniqueConstraint(fields=["test", "cutoff"], name="one_day_per_back_test")]

    def __str__(self) -> str:
        return f"{self.test_id}: {self.cutoff}"
