"""What a customer was given because of a complaint. It makes a wrong good; it is no discount and no offer."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.models.complaints import Complaint
from staff.models import User
from staff.roles import Role


class CompensationQuerySet(models.QuerySet["Compensation"]):
    def visible_to(self, user: User) -> Self:
        """Those of the complaints that `user` may see."""
        return self.filter(complaint__in=Complaint.objects.visible_to(user).order_by().values("pk"))

    def of_customers(self, customers: list[int]) -> Self:
        return self.filter(complaint__customer__in=customers)

    def counting(self) -> Self:
        """Given, by one's own limit or with an approval; what waits, was refused or taken back is not."""
        return self.filter(state__in=Compensation.COUNT)

    def waiting(self) -> Self:
        return self.filter(state=Compensation.State.WAITING)


class Compensation(models.Model):
    """amount: in the currency of the customer's branch, of goods and work what they are worth."""

    class Kind(models.TextChoices):
        MONEY = "money", pgettext_lazy("compensation", "Money back")
        WORK = "work", pgettext_lazy("compensation", "Free work")
        GOODS = "goods", pgettext_lazy("compensation", "Goods")
        VOUCHER = "voucher", pgettext_lazy("compensation", "Voucher")

    class State(models.TextChoices):
        GIVEN = "given", pgettext_lazy("compensation", "given")
        WAITING = "waiting", pgettext_lazy("compensation", "waiting for approval")
        APPROVED = "approved", pgettext_lazy("compensation", "approved")
        REFUSED = "refused", pgettext_lazy("compensation", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("compensation", "taken back")

    COUNT = (State.GIVEN, State.APPROVED)

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="compensations")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    text = models.CharField(_("what for"), max_length=300)
    state = models.CharField(max_length=10, choices=State.choices)
    day = models.DateField()  # the branch's business day; its year is the one that limits count
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    waits_for = models.CharField(max_length=20, choices=Role.choices, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # From the form: pressing twice gives once.
    token = models.UUIDField(unique=True)

    objects = CompensationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["waits_for"], condition=Q(state="waiting"), name="compensation_waiting"),
            models.Index(fields=["day"], name="compensation_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="compensation_above_zero"),
            models.CheckConstraint(
                condition=Q(state="waiting") & ~Q(waits_for="") | ~Q(state="waiting") & Q(waits_for=""),
                name="compensation_waits_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="compensation_not_decided_by_who_asks",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "refused"))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="compensation_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="compensation_refused_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="compensation_taken_back_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    @property
    def currency(self) -> str:
        return self.complaint.customer.branch.currency
