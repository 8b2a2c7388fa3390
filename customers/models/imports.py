"""The ledger of imports: which file brought what, and what was refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User


class Import(models.Model):
    """One run over one file. read = created + updated + unchanged + rejected, always."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        WAITING = "waiting", _("waiting")
        CANCELLED = "cancelled", _("cancelled")
        UNDONE = "undone", _("undone")

    class Step(models.TextChoices):
        READING = "reading", _("Reading")
        SORTING = "sorting", _("Sorting out")
        WRITING = "writing", _("Writing")

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    # Names the till, shop or garage system; order numbers are unique within it.
    source = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    # The business day it was made on: lapses that began before it get no messages unless automations is on.
    day = models.DateField()
    automations = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.BigIntegerField(default=0)
    rows_created = models.BigIntegerField(default=0)
    rows_updated = models.BigIntegerField(default=0)
    rows_unchanged = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    # Rows of ours that the file no longer holds: taken away, counted beside the file's own rows.
    rows_removed = models.BigIntegerField(default=0, db_default=0)
    newest_fact = models.DateField(null=True, blank=True)
    error = models.TextField(blank=True)
    # How far it is; `share` from 0 to 1 over all steps, `rows_expected` 0 where nobody has counted.
    step = models.CharField(max_length=10, choices=Step.choices, blank=True)
    share = models.FloatField(default=0)
    rows_expected = models.BigIntegerField(default=0)
    stop_wanted = models.BooleanField(default=False)
    undo_wanted_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(
                    rows_read=models.F("rows_created")
                    + models.F("rows_updated")
                    + models.F("rows_unchanged")
                    + models.F("rows_rejected")
                ),
                name="import_rows_add_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.file_name}"
