"""Doubts about reported satisfaction, the calls by which they are verified, and the policy of both."""

from datetime import date, datetime
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Visit
from customers.models.history import recorded
from desk.models.complaints import Complaint
from desk.models.ratings import WorkOrderRating
from desk.models.scores import Recommendation, SatisfactionScore
from staff.models import Branch, User
from staff.roles import LEADERS, Role, Scope

OF_FIVE, OF_TEN = 5, 10
# What is doubted → the highest step of its scale: satisfaction is 1 to 5, a recommendation 0 to 10.
SCALE = {"score": OF_FIVE, "rating": OF_FIVE, "recommendation": OF_TEN}
ONE_RATING = (
    Q(score__isnull=False, rating=None, recommendation=None)
    | Q(score=None, rating__isnull=False, recommendation=None)
    | Q(score=None, rating=None, recommendation__isnull=False)
)


class TruthPolicy(models.Model):
    """The one policy of the truth check: how far it looks back, and from when on it speaks."""

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    window_days = models.PositiveSmallIntegerField(
        _("days looked back"), default=180, help_text=_("Ratings of these days are compared.")
    )
    min_observations = models.PositiveSmallIntegerField(
        _("ratings at least"), default=20, help_text=_("Nobody is doubted by fewer.")
    )
    false_percent = models.PositiveSmallIntegerField(
        _("false doubts at most, in percent"),
        default=5,
        help_text=_("Of all doubts that half a year raises, on average (Benjamini and Hochberg)."),
    )
    burst_seconds = models.PositiveSmallIntegerField(
        _("seconds between two ratings"),
        default=60,
        help_text=_("Ratings entered closer than that belong to one burst."),
    )
    source_percent = models.PositiveSmallIntegerField(
        _("share of one source, in percent"),
        default=60,
        help_text=_("Below it one source is no doubt, however unlikely it is."),
    )
    satisfied_percent = models.PositiveSmallIntegerField(
        _("satisfied, in percent"),
        default=80,
        help_text=_("Customers who leave contradict only those who are said to be satisfied."),
    )
    promoter_percent = models.PositiveSmallIntegerField(
        _("promoters, in percent"),
        default=60,
        help_text=_("The same of recommendations: 9 and 10 of 10 are promoters."),
    )
    left_days = models.PositiveSmallIntegerField(
        _("days without a visit"),
        default=180,
        help_text=_("Then, and after twice the customer's own interval, a customer counts as gone."),
    )
    verify_at_once = models.BooleanField(
        _("begin at once"),
        default=True,
        db_default=True,
        help_text=_("The night that raises a doubt hands out the calls; else a manager does."),
    )
    sample_size = models.PositiveSmallIntegerField(_("customers called to verify"), default=10)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_truth_policy"),
            models.CheckConstraint(condition=Q(only=True), name="truth_policy_is_the_only_one"),
            models.CheckConstraint(
                condition=Q(
                    window_days__gte=30,
                    min_observations__gte=8,
                    false_percent__gte=1,
                    false_percent__lte=20,
                    burst_seconds__gte=5,
                    source_percent__lte=100,
                    satisfied_percent__lte=100,
                    promoter_percent__lte=100,
                    left_days__gte=30,
                    sample_size__gte=3,
                ),
                name="truth_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


TruthPolicyEvent = recorded(TruthPolicy, of="pgh_obj", exclude=("only",))


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
