"""Policies of the night. Changing one raises its version; a run keeps a copy of what it followed."""

from decimal import Decimal
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.history import recorded
from signals.health.groups import AT_RISK_BELOW, WELL_FROM
from signals.models.segments import NOT_EVERYBODY, OF_AN_ECHELON, Segment
from staff.models import User

MONTHS = ("months_sms", "months_call", "months_recall")  # at which tiers 2, 3, 4 begin


class ScoringPolicy(models.Model):
    """The one policy of tiers, priors, horizon, echelons and ranking."""

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    # Calendar months since the last visit at which each tier begins.
    months_sms = models.PositiveSmallIntegerField(_("months until SMS"), default=3)
    months_call = models.PositiveSmallIntegerField(_("months until call"), default=6)
    months_recall = models.PositiveSmallIntegerField(_("months until recall"), default=12)
    # Chance of no purchase within `prior_days`, by tier, until a model has learned from own history. Nights
    # turn it into that of the horizon (signals.learning.prior), which may be changed without touching these.
    prior_current = models.FloatField(_("prior, current"), default=0.15)
    prior_sms = models.FloatField(_("prior, SMS tier"), default=0.50)
    prior_call = models.FloatField(_("prior, call tier"), default=0.75)
    prior_recall = models.FloatField(_("prior, recall tier"), default=0.92)
    prior_days = models.PositiveSmallIntegerField(_("priors are for so many days"), default=180)
    horizon_days = models.PositiveSmallIntegerField(_("horizon in days"), default=180)
    # A customer silent for longer than this gets no recall: natural attrition.
    attrition_months = models.PositiveSmallIntegerField(_("natural attrition after months"), default=36)
    share_first = models.DecimalField(
        _("share of customers in echelon 1"), max_digits=4, decimal_places=3, default=Decimal("0.150")
    )
    share_second = models.DecimalField(
        _("share of customers in echelon 2"), max_digits=4, decimal_places=3, default=Decimal("0.300")
    )
    # What an echelon goes by: margin and visits of this many months up to the last visit.
    echelon_months = models.PositiveSmallIntegerField(_("echelons look back, months"), default=12)
    frequency_share = models.DecimalField(
        _("weight of frequency in the echelon"), max_digits=3, decimal_places=2, default=Decimal("0.20")
    )
    # An open signal at least this strong puts a current customer of echelon 1 or 2 on the call list.
    call_at_strength = models.FloatField(_("call a current customer from strength"), default=0.5)
    # Bands of health: below, at risk; from, well; between, to be watched.
    at_risk_below = models.PositiveSmallIntegerField(_("at risk below"), default=AT_RISK_BELOW)
    well_from = models.PositiveSmallIntegerField(_("well from"), default=WELL_FROM)
    border_days = models.PositiveSmallIntegerField(_("urgency rises before a tier border, days"), default=30)
    # When a new model is learned (signals.upkeep); sooner where customers have changed.
    learns = models.BooleanField(_("learn from own history"), default=True)
    learn_every_days = models.PositiveSmallIntegerField(_("learn anew every, days"), default=30)
    # How long snapshots are kept (signals.keeping): of every night, then of the last one of each month.
    keep_nights_months = models.PositiveSmallIntegerField(_("every night is kept for, months"), default=13)
    keep_ends_months = models.PositiveSmallIntegerField(
        _("the last night of each month is kept for, months"), default=60
    )
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_scoring_policy"),
            models.CheckConstraint(
                condition=Q(months_sms__gte=1)
                & Q(months_call__gt=F("months_sms"))
                & Q(months_recall__gt=F("months_call"))
                & Q(attrition_months__gt=F("months_recall")),
                name="tiers_in_order",
            ),
            models.CheckConstraint(
                condition=Q(prior_current__gte=0)
                & Q(prior_sms__gte=F("prior_current"))
                & Q(prior_call__gte=F("prior_sms"))
                & Q(prior_recall__gte=F("prior_call"))
                & Q(prior_recall__lte=1),
                name="priors_in_order",
            ),
            models.CheckConstraint(condition=Q(prior_days__gte=1), name="priors_for_some_days"),
            models.CheckConstraint(
                condition=Q(echelon_months__gte=1, frequency_share__gte=0, frequency_share__lte=1),
                name="echelons_in_range",
            ),
            models.CheckConstraint(
                condition=Q(at_risk_below__gte=1)
                & Q(well_from__gt=F("at_risk_below"))
                & Q(well_from__lte=100),
                name="bands_in_order",
            ),
            models.CheckConstraint(
                condition=Q(keep_nights_months__gte=13) & Q(keep_ends_months__gte=F("keep_nights_months")),
                name="snapshots_are_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def months(self) -> list[int]:
        return [getattr(self, name) for name in MONTHS]


ScoringPolicyEvent = recorded(ScoringPolicy, of="pgh_obj", exclude=("only",))


class TierSegment(Segment):
    """Other tier months for some customers: a pest-control branch counts differently from a workshop."""

    months_sms = models.PositiveSmallIntegerField(_("months until SMS"))
    months_call = models.PositiveSmallIntegerField(_("months until call"))
    months_recall = models.PositiveSmallIntegerField(_("months until recall"))

    class Meta:
        ordering = ["branch", "echelon", "customer_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "customer_kind", "echelon"],
                nulls_distinct=False,
                name="one_row_of_months_a_segment",
            ),
            models.CheckConstraint(condition=NOT_EVERYBODY, name="months_of_not_everybody"),
            models.CheckConstraint(condition=OF_AN_ECHELON, name="months_of_an_echelon"),
            models.CheckConstraint(
                condition=Q(months_sms__gte=1)
                & Q(months_call__gt=F("months_sms"))
                & Q(months_recall__gt=F("months_call")),
                name="months_of_a_segment_in_order",
            ),
        ]

    @property
    def months(self) -> list[int]:
        return [getattr(self, name) for name in MONTHS]

    @property
    def by_name(self) -> dict[str, int]:
        return dict(zip(MONTHS, self.months, strict=True))

    def as_months(self) -> dict[str, Any]:
        """As nights follow it."""
        return {**self.whose, "months": self.months}


TierSegmentEvent = recorded(TierSegment, of="pgh_obj", inserts=pghistory.InsertEvent())


class DetectorRule(models.Model):
    """On or off, weight and parameters; what parameters does not name is the detector's default."""

    enabled = models.BooleanField(_("on"), default=True)
    weight = models.FloatField(_("weight"), default=1)
    parameters = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def rule(self) -> dict[str, Any]:
        return {"enabled": self.enabled, "weight": self.weight, "parameters": self.parameters}


class DetectorPolicy(DetectorRule):
    """What holds for everybody; a missing row means the detector's defaults."""

    kind = models.CharField(max_length=40, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=1), name="weight_zero_to_one")
        ]

    def __str__(self) -> str:
        return self.kind


DetectorPolicyEvent = recorded(DetectorPolicy, of="pgh_obj", inserts=pghistory.InsertEvent())


class DetectorSegment(Segment, DetectorRule):  # noqa: DJ008 (Segment has it)
    """What holds instead for some customers."""

    kind = models.CharField(max_length=40)

    class Meta:
        ordering = ["kind", "branch", "echelon", "customer_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "branch", "customer_kind", "echelon"],
                nulls_distinct=False,
                name="one_rule_per_detector_and_segment",
            ),
            models.CheckConstraint(condition=NOT_EVERYBODY, name="segment_is_not_everybody"),
            models.CheckConstraint(condition=OF_AN_ECHELON, name="segment_of_an_echelon"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=1), name="segment_weight_zero_to_one"
            ),
        ]


DetectorSegmentEvent = recorded(DetectorSegment, of="pgh_obj", inserts=pghistory.InsertEvent())
