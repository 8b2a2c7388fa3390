"""The ledger of nights: what is due, what runs, what is done."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NightlyRun(models.Model):
    """One night over all customers, as of the end of one business day. A second start continues it."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    day = models.DateField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    # When everybody's standing was written and the lists were sorted: from then on its parts are planned.
    scored_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    policy_version = models.PositiveIntegerField()
    # What the run followed, so that each score can be explained and repeated later.
    policy = models.JSONField(default=dict)
    # Sums over the finished shards: customers, signals, actions, messages held back by reason.
    counts = models.JSONField(default=dict)
    timings = models.JSONField(default=dict)  # seconds per step
    error = models.TextField(blank=True)
    # After which night its snapshots were let go of (signals.keeping); None: they are there.
    let_go_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="done_run_has_finished"
            )
        ]

    def __str__(self) -> str:
        return f"night of {self.day}"


class RunShards(models.Manager["RunShard"]):
    def get_queryset(self) -> models.QuerySet["RunShard"]:
        """Without what is handed over: a megabyte each, which only the second half reads."""
        return super().get_queryset().defer("to_plan")


class RunShard(models.Model):
    """A range of customers of one run, in two halves, each one transaction and safe to run twice: it is
    scored, and when all are, planned.

    A worker holds it by a row lock in the transaction that does the work, so a killed one lets go at once.
    """

    run = models.ForeignKey(NightlyRun, on_delete=models.CASCADE, related_name="shards")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()  # inclusive
    scored_at = models.DateTimeField(null=True, blank=True)
    to_plan = models.BinaryField(null=True, blank=True)  # between the halves: see retention.handover
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    timings = models.JSONField(default=dict)

    objects = RunShards()

    class Meta:
        ordering = ["first_id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "first_id"], name="one_shard_per_range"),
            models.CheckConstraint(condition=Q(last_id__gte=models.F("first_id")), name="shard_is_a_range"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first_id}–{self.last_id}"
