"""Where each customer stands tonight: one row a customer, written by the night, read by lists and headers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.profile import Customer
from customers.querysets import StandingQuerySet


class Tier(models.IntegerChoices):
    """Inactivity tier. The months behind each are policy: screens name them by customers.tiers_in_force,
    of one customer by churn_crm.ui.chips.away, not by these labels, which name the months of a new
    business."""

    PROSPECT = 0, _("Prospect")
    CURRENT = 1, _("Current")
    SMS = 2, _("3–6 months")
    CALL = 3, _("6–12 months")
    RECALL = 4, _("12+ months")


class Band(models.IntegerChoices):
    """What health means in one word. From how many points on is policy."""

    AT_RISK = 1, pgettext_lazy("health", "At risk")
    WATCH = 2, pgettext_lazy("health", "Watch")
    WELL = 3, pgettext_lazy("health", "Well")


class CustomerStanding(models.Model):
    """Apart from Customer, so that a night neither bumps a version nor fills the history."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    day = models.DateField()  # as of the end of this business day
    tier = models.PositiveSmallIntegerField(choices=Tier.choices, default=Tier.PROSPECT)
    tier_since = models.DateField(null=True)
    next_tier_on = models.DateField(null=True)
    last_visit_on = models.DateField(null=True)
    silent_days = models.PositiveIntegerField(null=True)
    visit_days = models.PositiveIntegerField(default=0)  # distinct days that count
    gap_median = models.FloatField(null=True)  # days between visit days; null below two visits
    gap_mad = models.FloatField(null=True)
    echelon = models.PositiveSmallIntegerField(null=True)  # 1 highest; null for prospects
    yearly_spend = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    probability = models.FloatField(null=True)
    # "prior" or the number of a learned model; every screen that shows the probability says which.
    probability_from = models.CharField(max_length=20, default="prior")
    # What makes it up: the logit of the usual rate, and what each reason adds to it, in the order of
    # signals.learning.factors. Together they are the logit of the probability.
    usual = models.FloatField(null=True)
    factors = ArrayField(models.FloatField(), null=True)
    value_at_risk = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    # 100 less what the groups of signals take away, its band, and what it was 7 and 28 days before; null for
    # prospects, the latter also where no night tells. See docs/design/health.md.
    health = models.PositiveSmallIntegerField(null=True)
    band = models.PositiveSmallIntegerField(choices=Band.choices, null=True)
    health_7_ago = models.PositiveSmallIntegerField(null=True)
    health_28_ago = models.PositiveSmallIntegerField(null=True)
    urgency = models.FloatField(default=1)
    rank = models.FloatField(default=0)  # value at risk × urgency
    open_signals = models.PositiveSmallIntegerField(default=0)
    # The strongest reason; put into words by signals.evidence in the reader's language.
    reason_kind = models.CharField(max_length=40, blank=True)
    reason = models.JSONField(default=dict)

    objects = StandingQuerySet.as_manager()

    class Meta:
        # Those over rank and value are let go of and made again by nights: see customers/sorting.py.
        indexes = [
            models.Index(fields=["-rank", "customer"], name="standing_rank"),
            models.Index(fields=["tier"], name="standing_tier"),
            models.Index(fields=["value_at_risk", "customer"], name="standing_value"),
            models.Index(fields=["last_visit_on", "customer"], name="standing_last_visit"),
            # The best customers need not have the highest value at risk: this list has an index of its own.
            models.Index(
                fields=["value_at_risk", "customer"], condition=Q(echelon=1), name="standing_best_value"
            ),
            models.Index(fields=["yearly_spend", "customer"], name="standing_spend"),
            models.Index(fields=["open_signals", "customer"], name="standing_signals"),
            models.Index(fields=["health", "customer"], name="standing_health"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__gte=0, tier__lte=4) & Q(urgency__gte=1, urgency__lte=2),
                name="standing_in_range",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: tier {self.tier}"

    @property
    def by_model(self) -> bool:
        """Whether its probability is a learned model's; else it is a general prior."""
        return self.probability_from.isdigit()

    @property
    def trend_7(self) -> int | None:
        """Points since seven days before; None: no comparison."""
        return self._since(self.health_7_ago)

    @property
    def trend_28(self) -> int | None:
        """Points since 28 days before; None: no comparison."""
        return self._since(self.health_28_ago)

    def _since(self, before: int | None) -> int | None:
        return None if self.health is None or before is None else self.health - before
