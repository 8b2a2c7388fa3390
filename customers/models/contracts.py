"""Contracts, what the market asks for the same, and the approval of a price far above it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.agreements.querysets import BenchmarkQuerySet, ContractQuerySet
from customers.models.agreed import Agreed, Compared
from customers.models.facts import Category
from customers.models.profile import Contact
from staff.models import User


class Unit(models.TextChoices):
    """What a price is asked for."""

    HOUR = "hour", _("an hour")
    VISIT = "visit", _("a visit")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")
    WHOLE = "whole", _("in all")


class AgreementPolicy(models.Model):
    """The one policy of agreements. Managers change it."""

    only = models.BooleanField(default=True, editable=False)
    over_share = models.DecimalField(
        _("share above the market from which a manager approves"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.150"),
    )
    order_days = models.PositiveSmallIntegerField(_("days in which an order follows an inquiry"), default=30)
    ending_days = models.PositiveSmallIntegerField(_("days before the end a contract is listed"), default=90)
    expiring_days = models.PositiveSmallIntegerField(_("days before expiry a package is listed"), default=60)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_agreement_policy"),
            models.CheckConstraint(
                condition=Q(only=True)
                & Q(over_share__gte=0, over_share__lte=5)
                & Q(order_days__gte=1, ending_days__gte=1, expiring_days__gte=1),
                name="agreement_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"over {self.over_share}"


class Benchmark(models.Model):
    """What the market asks for one service item: a range, who says so, since when. Older ones are kept."""

    item = models.CharField(_("item"), max_length=120)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    currency = models.CharField(_("currency"), max_length=3)
    low = models.DecimalField(_("lowest price"), max_digits=14, decimal_places=2)
    high = models.DecimalField(_("highest price"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=160)
    found_on = models.DateField(_("as of"))
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BenchmarkQuerySet.as_manager()

    class Meta:
        ordering = ["item", "currency", "-found_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "unit", "currency", "found_on"], name="one_benchmark_a_day"
            ),
            models.CheckConstraint(
                condition=Q(low__gt=0) & Q(high__gte=F("low")), name="benchmark_is_a_range"
            ),
        ]

    def __str__(self) -> str:
        return self.item


class Contract(Compared, Agreed):
    """A term, a price and what it covers. The market's range is kept as it was when it was written down."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AWAITING = "awaiting", _("Awaiting approval")
        SIGNED = "signed", _("Signed")
        ENDED = "ended", _("Ended")
        RENEWED = "renewed", _("Renewed")

    subject = models.CharField(_("what it is about"), max_length=160)
    covers = models.TextField(_("what it covers"), max_length=2000, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    renews_on = models.DateField(_("to be renewed by"), null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices, default=Unit.MONTH)
    currency = models.CharField(_("currency"), max_length=3)
    decider = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decides")
    )
    clash = models.TextField(_("terms that clash with the customer's own"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    signed_on = models.DateField(null=True, blank=True)
    talked_on = models.DateField(_("renewal talked about on"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("why it ended"), max_length=400, blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )

    objects = ContractQuerySet.as_manager()

    class Meta(Agreed.Meta):
        constraints = [
            *Agreed.Meta.constraints,
            *Compared.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) & Q(price__gte=0), name="contract_has_a_term"
            ),
            models.CheckConstraint(
                condition=Q(renews_on=None) | Q(renews_on__gte=F("starts_on")),
                name="contract_renewed_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "awaiting"], signed_on=None)
                | Q(state__in=["signed", "ended", "renewed"], signed_on__isnull=False),
                name="contract_signed_with_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False), name="contract_ended_with_its_day"
            ),
        ]
        indexes = [
            *Agreed.Meta.indexes,
            models.Index(fields=["customer", "-starts_on"], name="contract_customer_day"),
            models.Index(fields=["ends_on", "id"], condition=Q(state="signed"), name="contract_ending"),
        ]

    def __str__(self) -> str:
        return self.number or self.subject

    @property
    def asked(self) -> Decimal:
        """What is compared with the market."""
        return self.price


class PriceApproval(models.Model):
    """Somebody wants to sign a price far above the market; a manager who did not enter it decides."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="approvals")
    price = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2)
    over_share = models.DecimalField(max_digits=9, decimal_places=3)
    signed_on = models.DateField()  # the day it shall count as signed
    note = models.CharField(_("why this price"), max_length=400, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state="open"), name="one_open_approval_a_contract"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | Q(state="withdrawn", decided_at__isnull=False)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=F("asked_by")),
                name="approval_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="refused_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["asked_at", "id"], condition=Q(state="open"), name="approval_open")]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.state}"
