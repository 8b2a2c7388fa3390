"""Satisfaction scores and recommendations, one answer each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Visit
from customers.querysets import OfCustomer
from staff.models import User


class SatisfactionScore(models.Model):
    """One answer to "how satisfied are you", 1 to 5, wherever it comes from."""

    class Source(models.TextChoices):
        AGENT = "agent", _("asked by an agent")
        LINK = "link", _("survey by link")
        PHONE = "phone", _("survey by phone")
        THIRD_DAY = "third_day", _("third-day call")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("score"))
    comment = models.TextField(_("in their words"), max_length=2000, blank=True)
    source = models.CharField(
        max_length=10, choices=Source.choices, default=Source.AGENT, db_default=Source.AGENT
    )
    day = models.DateField()
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # The contact during which it was logged.
    interaction = models.ForeignKey("desk.Interaction", on_delete=models.SET_NULL, null=True, blank=True)
    token = models.UUIDField(unique=True)

    objects = OfCustomer.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-day"], name="score_customer_day")]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="score_one_to_five")
        ]

    def __str__(self) -> str:
        return f"{self.score} of 5"


class Recommendation(models.Model):
    """One answer of a survey to "would you recommend us", 0 to 10. token: that of its response.

    A satisfaction score of the same token is the other answer of the same response.
    """

    class Source(models.TextChoices):
        LINK = "link", _("survey by link")
        PHONE = "phone", _("survey by phone")

    PROMOTER = 9

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("score"))
    source = models.CharField(max_length=10, choices=Source.choices)
    day = models.DateField()
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    token = models.UUIDField(unique=True)

    objects = OfCustomer.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-day"], name="recommendation_customer_day")]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=10), name="recommendation_0_to_10")
        ]

    def __str__(self) -> str:
        return f"{self.score} of 10"
