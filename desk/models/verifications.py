"""The calls by which doubts are verified."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Visit
from desk.models.complaints import Complaint
from desk.models.doubts import OF_FIVE, OF_TEN, ONE_RATING, Doubt
from desk.models.ratings import WorkOrderRating
from desk.models.scores import Recommendation, SatisfactionScore
from staff.models import User
from staff.roles import Role


class VerificationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """One's own calls, those of doubts that one sees, at a lead's branch those without an agent.

        Who makes a call need not see its customer.
        """
        if not user.is_active:
            return self.none()
        seen = Q(agent=user) | Q(doubt__in=Doubt.objects.visible_to(user).values("pk"))
        if user.role == Role.TEAM_LEAD and user.branch_id:
            others = Doubt.objects.not_about(user).values("pk")
            seen |= Q(agent=None, state="open", customer__branch=user.branch_id, doubt__in=others)
        return self.filter(seen)

    def of_agent(self, user: User) -> Self:
        return self.filter(agent=user)

    def of(self, customers: list[int]) -> Self:
        return self.filter(customer__in=customers)

    def open(self) -> Self:
        return self.filter(state=VerificationCall.State.OPEN)

    def closed(self) -> Self:
        return self.exclude(state=VerificationCall.State.OPEN)

    def due(self, *, on: date) -> Self:
        """To be made on that day, what has waited longest first."""
        return self.open().filter(next_on__lte=on).order_by("next_on", "pk")


class VerificationCall(models.Model):
    """A customer behind a doubt is asked again, by somebody who neither entered his rating nor served him."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a verification call", "To call")
        SAME = "same", pgettext_lazy("a verification call", "Says the same")
        OTHER = "other", pgettext_lazy("a verification call", "Says otherwise")
        NEVER = "never", pgettext_lazy("a verification call", "Was never asked")
        GIVEN_UP = "given_up", pgettext_lazy("a verification call", "Never reached")
        DROPPED = "dropped", pgettext_lazy("a verification call", "No longer needed")

    REACHED = (State.SAME, State.OTHER, State.NEVER)

    doubt = models.ForeignKey(Doubt, on_delete=models.CASCADE, related_name="calls", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    score = models.ForeignKey(SatisfactionScore, on_delete=models.CASCADE, null=True, related_name="+")
    rating = models.ForeignKey(WorkOrderRating, on_delete=models.CASCADE, null=True, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, null=True, related_name="+")
    recorded = models.PositiveSmallIntegerField()  # what was entered as his score
    entered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    stratum = models.CharField(max_length=24)
    # Nobody where no independent agent was there: then the lead sees to it.
    agent = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    said = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    comment = models.TextField(_("in their words"), max_length=2000, blank=True)
    complaint = models.ForeignKey(
        Complaint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_on = models.DateField(_("next try"))
    made_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = VerificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["agent", "next_on"], condition=Q(state="open"), name="verification_of_agent"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["doubt", "customer"], name="one_verification_per_customer"),
            models.CheckConstraint(condition=ONE_RATING, name="verification_of_one_rating"),
            models.CheckConstraint(
                condition=Q(agent=None) | Q(entered_by=None) | ~Q(agent=F("entered_by")),
                name="nobody_verifies_what_he_entered",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(entered_by=None) | ~Q(closed_by=F("entered_by")),
                name="nobody_answers_for_what_he_entered",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closed_on=None)
                | ~Q(state="open") & Q(closed_at__isnull=False, closed_on__isnull=False),
                name="verification_closed_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("same", "other"), recommendation=None, said__gte=1, said__lte=5)
                | Q(state__in=("same", "other"), recommendation__isnull=False, said__gte=0, said__lte=10)
                | ~Q(state__in=("same", "other")) & Q(said=None),
                name="verification_says_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doubt_id}: {self.state}"

    @property
    def scale(self) -> int:
        """The highest step of what is asked about: 5 of satisfaction, 10 of a recommendation."""
        return OF_TEN if self.recommendation_id else OF_FIVE
