"""Checklists, and what was found with them: on-site inspections and mystery visits."""

import uuid
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Asset, Customer, Visit
from customers.querysets import within_scope
from desk.models.surveys import in_language
from staff.models import Branch, User
from staff.roles import Scope


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def in_use(self) -> "ChecklistQuerySet":
        return self.filter(retired_at=None)


class Checklist(models.Model):
    """What is looked at in one kind of place. Its points stand in its versions."""

    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(unique=True, null=True, editable=False)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name_en

    def name(self, language: str) -> str:
        return in_language(self, "name", language)


class ChecklistVersion(models.Model):
    """The points as they stood at one time; never changed, because inspections hold to it."""

    checklist = models.ForeignKey(
        Checklist, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["checklist", "number"], name="checklist_version_once")]

    def __str__(self) -> str:
        return f"{self.checklist_id}/{self.number}"


class ChecklistItem(models.Model):
    """One point of a version. `key` is the same in later versions while it asks the same."""

    LIGHTEST, HEAVIEST = 1, 5

    version = models.ForeignKey(ChecklistVersion, on_delete=models.CASCADE, related_name="items")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    place = models.PositiveSmallIntegerField()
    words_zh = models.CharField(_("point in Chinese"), max_length=160)
    words_en = models.CharField(_("point in English"), max_length=160)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(LIGHTEST), MaxValueValidator(HEAVIEST)]
    )

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="one_point_per_place"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="point_weighs_1_to_5"),
        ]

    def __str__(self) -> str:
        return self.words_en

    def words(self, language: str) -> str:
        return in_language(self, "words", language)


def about_work(user: User) -> Q:
    """Rows with a branch and perhaps a customer that `user` may see for their place or their customer."""
    if user.scope == Scope.ALL:
        return Q()
    if user.scope == Scope.BRANCH:
        return Q(branch=user.branch_id) if user.branch_id else Q(pk__in=())
    return Q(customer__isnull=False) & within_scope(user, customer="customer__")


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User) -> Self:
        """Of one's branch or customers; what one inspected, and where one's own work was inspected."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        found = about_work(user)
        if not found:
            return self.all()
        return self.filter(
            found | Q(inspector=user.pk) | Q(technician=user.pk) | Q(technician__in=team(user))
        )

    def counting(self) -> Self:
        """Not withdrawn: these make the figures."""
        return self.filter(withdrawn_at=None)

    def between(self, first: date, last: date) -> Self:
        """Made on these business days, both included."""
        return self.filter(day__gte=first, day__lte=last)

    def newest_first(self, *, before: tuple[date, int] | None = None) -> Self:
        """By business day; `before` is the day and key of the last one shown."""
        found = self.order_by("-day", "-pk")
        if before is None:
            return found
        day, key = before
        return found.filter(Q(day__lt=day) | Q(day=day, pk__lt=key), day__lte=day)


def team(user: User) -> models.QuerySet[User]:
    """The people of a team lead's team; nobody for others."""
    leads = user.scope == Scope.TEAM and user.team_id is not None
    people = User.objects.filter(team=user.team_id) if leads else User.objects.none()
    return people.order_by().only("pk")


class Inspection(models.Model):
    """A look at how work is done: announced, or as a customer whom nobody knows."""

    class Kind(models.TextChoices):
        ON_SITE = "on_site", _("On-site inspection")
        MYSTERY = "mystery", _("Mystery visit")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    version = models.ForeignKey(
        ChecklistVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("checklist")
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Whose work it was; nobody where the place was looked at.
    technician = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    inspector = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asset = models.ForeignKey(
        Asset, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    day = models.DateField(pgettext_lazy("an inspection", "day"))  # the branch's business day
    made_at = models.DateTimeField()
    words = models.TextField(_("remarks"), max_length=2000, blank=True)
    # 0 to 100, of the points that applied: desk/quality/inspections/scoring.py.
    score = models.PositiveSmallIntegerField(_("score"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_because = models.CharField(max_length=300, blank=True)
    # From the form: sent twice is one inspection.
    token = models.UUIDField(unique=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-day", "-id"], name="inspection_day"),
            models.Index(fields=["branch", "day"], name="inspection_branch"),
            models.Index(
                fields=["technician", "day"],
                condition=Q(technician__isnull=False),
                name="inspection_technician",
            ),
            models.Index(
                fields=["customer", "-made_at"],
                condition=Q(customer__isnull=False),
                name="inspection_customer",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=100), name="inspection_score_to_100"),
            models.CheckConstraint(
                condition=Q(technician=None) | ~Q(technician=F("inspector")),
                name="nobody_inspects_himself",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="inspection_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"IN-{self.pk}"


class InspectedItem(models.Model):
    """What one point of the checklist came to. Not in order: a finding."""

    class Verdict(models.TextChoices):
        OK = "ok", pgettext_lazy("a point of an inspection", "In order")
        NOT_OK = "not_ok", pgettext_lazy("a point of an inspection", "Not in order")
        NOT_APPLICABLE = "na", pgettext_lazy("a point of an inspection", "Not applicable")

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="items", db_index=False)
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    words = models.CharField(_("what was found"), max_length=500, blank=True)

    class Meta:
        ordering = ["item__place"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="one_verdict_per_point"),
            models.CheckConstraint(
                condition=~Q(verdict="not_ok") | ~Q(words=""), name="a_finding_says_what_was_found"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.verdict}"
