"""Two rows that may be one customer. See docs/design/duplicates.md."""

from typing import TYPE_CHECKING, Any, Self

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
