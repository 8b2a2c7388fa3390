"""Two rows that may be one customer, and rows that were made one. See docs/design/duplicates.md."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.profile import Customer
from customers.querysets import OfCustomer, within_scope
from staff.models import User

if TYPE_CHECKING:
    from datetime import date


class ExternalIdentity(models.Model):
    """What another system calls this customer: the buyer id of a shop platform."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="identities", db_index=False
    )
    source = models.CharField(_("system"), max_length=40)
    value = models.CharField(_("buyer id"), max_length=120)

    objects = OfCustomer.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "source", "value"], name="identity_once_per_customer"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="identity_has_a_value"),
        ]
        # Two customers may carry the same one: that is how it shows that they are one.
        indexes = [models.Index(fields=["value", "source"], name="identity_value")]

    def __str__(self) -> str:
        return f"{self.source} {self.value}"


class DuplicateScan(models.Model):
    """By which marks a customer was last compared with the others; with the same ones he is not again."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.digest}"


class DuplicateRun(models.Model):
    """The ledger of the nightly search: one row a business day. counts: changed, pairs, found, skipped."""

    day = models.DateField(unique=True)
    finished_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"duplicates of {self.day}"


class CandidateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Pairs of which the person may see both."""
        return self.filter(within_scope(user, customer="first__"), within_scope(user, customer="second__"))

    def waiting(self, *, on: "date") -> Self:
        """Nobody has decided, and it was not put off beyond `on`."""
        return self.filter(Q(put_off_until=None) | Q(put_off_until__lte=on), state="open")

    def surest_first(self) -> Self:
        return self.order_by("-confidence", "-pk")


class DuplicateCandidate(models.Model):
    """Two customers that may be one. That they are not is remembered and never proposed again."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        APART = "apart", _("not the same")

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    confidence = models.FloatField()  # 0-1, see customers.duplicates.scoring
    # What speaks for it and what against it, by the names in customers.duplicates.words.
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    put_off_until = models.DateField(null=True, blank=True)
    found_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_candidate_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="candidate_smaller_first"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="candidate_confidence_zero_to_one"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | Q(state="apart", decided_at__isnull=False, decided_by__isnull=False),
                name="candidate_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["-confidence", "-id"], condition=Q(state="open"), name="candidate_open"),
            models.Index(fields=["second"], name="candidate_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


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
    gone_code = models.CharField(max_length=60)
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
