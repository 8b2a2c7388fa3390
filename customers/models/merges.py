"""Customers that were made one: the stone, the way back. See docs/design/duplicates.md."""

from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from customers.models.profile import LONGEST_CODE, Customer
from customers.querysets import within_scope
from staff.models import User


class MergeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self.filter(within_scope(user, customer="survivor__"))

    def standing(self) -> Self:
        """Not undone: who was merged away is not there."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """One customer taken in by another: the stone that stands where he was, and the way back.

    The row of who was merged away is gone from Customer; `gone` holds it. Its code and its address lead to
    the survivor for as long as the merge stands.
    """

    # Who has the records now; another customer than `into_id` when he was himself taken in by somebody.
    survivor = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges", db_index=False)
    into_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    gone_code = models.CharField(max_length=LONGEST_CODE)
    gone_name = models.CharField(max_length=160)
    gone = models.JSONField(default=dict)
    # The survivor's row before and after, for the fields that were chosen from the other.
    survivor_before = models.JSONField(default=dict)
    survivor_after = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)  # table → rows that moved or were set aside
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # What the undo left where it was, because it had been edited since: table → [rows in words].
    left = models.JSONField(default=dict)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone_id"], condition=Q(undone_at=None), name="merged_away_once"),
            models.UniqueConstraint(
                fields=["gone_code"], condition=Q(undone_at=None), name="one_stone_per_code"
            ),
            models.CheckConstraint(condition=~Q(gone_id=F("into_id")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["survivor", "-at"], name="merge_survivor"),
            GinIndex(fields=["gone_code"], opclasses=["gin_trgm_ops"], name="merge_code_words"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_code} into {self.into_id}"


class MovedRow(models.Model):
    """A row of history as it was before a merge and as it is after. moved: False for one set aside."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, db_index=False)
    table = models.CharField(max_length=63)
    moved = models.BooleanField(default=True)
    before = models.JSONField()
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["merge", "table"], name="moved_row_of_merge")]

    def __str__(self) -> str:
        return f"{self.table} of merge {self.merge_id}"
