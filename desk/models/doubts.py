"""Doubts about reported satisfaction, what happened to them, and the ratings behind them."""

from datetime import datetime
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.models.ratings import WorkOrderRating
from desk.models.scores import Recommendation, SatisfactionScore
from staff.models import Branch, User
from staff.roles import LEADERS, Scope

OF_FIVE, OF_TEN = 5, 10
# What is doubted → the highest step of its scale: satisfaction is 1 to 5, a recommendation 0 to 10.
SCALE = {"score": OF_FIVE, "rating": OF_FIVE, "recommendation": OF_TEN}
ONE_RATING = (
    Q(score__isnull=False, rating=None, recommendation=None)
    | Q(score=None, rating__isnull=False, recommendation=None)
    | Q(score=None, rating=None, recommendation__isnull=False)
)


class DoubtQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Leads see doubts about their team, managers and auditors all; nobody one of `not_about`."""
        if not user.is_active or user.role not in LEADERS:
            return self.none()
        others = self.not_about(user)
        if user.scope == Scope.ALL:
            return others
        team = User.objects.visible_to(user).exclude(pk=user.pk).order_by()
        mine = Q(person__in=team.values("pk"))
        if user.branch_id:  # technicians and agents belong to a branch and to no team
            mine |= Q(person__branch=user.branch_id, person__team=None)
        return others.filter(mine)

    def not_about(self, user: User) -> Self:
        """Neither about himself nor about ratings of which he entered any."""
        entered = DoubtedRating.objects.filter(
            Q(score__logged_by=user) | Q(rating__entered_by=user) | Q(recommendation__logged_by=user),
            doubt=OuterRef("pk"),
        )
        return self.exclude(Q(person=user) | Q(source=user)).exclude(Exists(entered))

    def unsettled(self) -> Self:
        """Open or being verified."""
        return self.filter(state__in=Doubt.UNSETTLED)

    def standing(self) -> Self:
        """Those by which an index is doubtful: not settled, or confirmed."""
        return self.filter(state__in=(*Doubt.UNSETTLED, Doubt.State.CONFIRMED))

    def newest_first(self) -> Self:
        return self.order_by("-seen_on", "p", "-pk")


class Doubt(models.Model):
    """What one check found about one subject. While it is not settled, a night brings it up to date."""

    class Subject(models.TextChoices):
        TECHNICIAN = "technician", pgettext_lazy("whom a doubt is about", "Technician")
        PERSON = "person", pgettext_lazy("whom a doubt is about", "Who entered them")
        BRANCH = "branch", pgettext_lazy("whom a doubt is about", "Branch")

    class Check(models.TextChoices):
        ONE_SOURCE = "one_source", _("One source")
        ONE_MINUTE = "one_minute", _("Entered in one go")
        NO_VARIANCE = "no_variance", _("All the same")
        PATTERN = "pattern", _("A pattern")
        DIGITS = "digits", _("An odd mix of scores")
        NO_COMPLAINT = "no_complaint", _("Never a complaint")
        CONTRADICTION = "contradiction", _("Satisfied, yet gone")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a doubt", "Open")
        VERIFYING = "verifying", pgettext_lazy("a doubt", "Being verified")
        CONFIRMED = "confirmed", pgettext_lazy("a doubt", "Confirmed")
        REFUTED = "refuted", pgettext_lazy("a doubt", "Refuted")
        LET_BE = "let_be", pgettext_lazy("a doubt", "Let be")

    UNSETTLED = (State.OPEN, State.VERIFYING)
    SETTLED = (State.CONFIRMED, State.REFUTED, State.LET_BE)

    subject = models.CharField(max_length=10, choices=Subject.choices)
    check_kind = models.CharField(max_length=14, choices=Check.choices)
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    # Who entered most of them, where the check names somebody: he does not see the doubt either.
    source = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # As the check found it last: how likely by chance, after correction for many, and its own numbers.
    p = models.FloatField()
    q = models.FloatField()
    numbers = models.JSONField(default=dict)
    day = models.DateField()
    raised_at = models.DateTimeField()
    seen_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("why"), max_length=300, blank=True)

    objects = DoubtQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-seen_on"], name="doubt_state"),
            models.Index(fields=["branch"], condition=Q(branch__isnull=False), name="doubt_branch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "check_kind", "person", "branch"],
                condition=Q(state__in=("open", "verifying")),
                nulls_distinct=False,
                name="one_unsettled_doubt_per_subject_and_check",
            ),
            models.CheckConstraint(
                condition=Q(subject="branch", person=None, branch__isnull=False)
                | ~Q(subject="branch") & Q(person__isnull=False, branch=None),
                name="doubt_names_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "verifying"), decided_at=None)
                | ~Q(state__in=("open", "verifying")) & Q(decided_at__isnull=False),
                name="doubt_settled_with_its_time",
            ),
            models.CheckConstraint(condition=Q(p__gte=0, p__lte=1, q__gte=0, q__lte=1), name="doubt_chance"),
        ]

    def __str__(self) -> str:
        return f"D-{self.pk}"

    @property
    def about(self) -> User | Branch:
        """Whom or what it is about."""
        found = self.branch if self.subject == self.Subject.BRANCH else self.person
        assert found is not None  # noqa: S101 (a constraint sees to it)
        return found

    @property
    def is_settled(self) -> bool:
        return self.state in self.SETTLED


class DoubtEvent(models.Model):
    """What happened to a doubt. Only added to."""

    class Kind(models.TextChoices):
        RAISED = "raised", pgettext_lazy("a doubt", "raised")
        VERIFYING = "verifying", pgettext_lazy("a doubt", "verification begun")
        VERIFIED = "verified", pgettext_lazy("a doubt", "verification done")
        CONFIRMED = "confirmed", pgettext_lazy("a doubt", "confirmed")
        REFUTED = "refuted", pgettext_lazy("a doubt", "refuted")
        LET_BE = "let_be", pgettext_lazy("a doubt", "let be")

    doubt = models.ForeignKey(Doubt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    numbers = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.doubt_id}: {self.kind}"


class DoubtedRating(models.Model):
    """One rating behind a doubt."""

    doubt = models.ForeignKey(Doubt, on_delete=models.CASCADE, related_name="ratings", db_index=False)
    score = models.ForeignKey(SatisfactionScore, on_delete=models.CASCADE, null=True, related_name="+")
    rating = models.ForeignKey(WorkOrderRating, on_delete=models.CASCADE, null=True, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["doubt", "score"], name="doubted_score_once"),
            models.UniqueConstraint(fields=["doubt", "rating"], name="doubted_rating_once"),
            models.UniqueConstraint(fields=["doubt", "recommendation"], name="doubted_recommendation_once"),
            models.CheckConstraint(condition=ONE_RATING, name="doubted_rating_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.doubt_id}: {self.kind} {getattr(self, f'{self.kind}_id')}"

    @property
    def kind(self) -> str:
        """score, rating or recommendation."""
        return next(kind for kind in SCALE if getattr(self, f"{kind}_id") is not None)

    @property
    def scale(self) -> int:
        """Its highest step."""
        return SCALE[self.kind]

    @property
    def entry(self) -> Any:
        """What was entered."""
        return getattr(self, self.kind)

    @property
    def entered_at(self) -> datetime | None:
        """To the second; None for a rating of a file, which knows only when it was given."""
        return self.entry.entered_at if self.kind == "rating" else self.entry.logged_at

    @property
    def entered_by(self) -> User | None:
        return self.entry.entered_by if self.kind == "rating" else self.entry.logged_by
