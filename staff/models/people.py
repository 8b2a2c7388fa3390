"""Who works here: the business, its branches and teams, and the people."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from staff.models.absences import Absence, Leaving
from staff.roles import DECIDERS, HOME, LEADERS, SCOPES, Role, Scope


class Business(models.Model):
    """The one business this installation serves."""

    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("place"), max_length=120, blank=True)
    only = models.BooleanField(default=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_business"),
            models.CheckConstraint(condition=Q(only=True), name="business_is_the_only_one"),
        ]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A place of business. Months and days are counted in its zone, money is in its currency."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    margin = models.DecimalField(
        _("default margin"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.350"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Share of revenue that stays after direct cost, 0 to 1."),
    )
    # Unknown callers and unmapped imports belong to this person. Null only while the branch is being made.
    pool_owner = models.ForeignKey(
        "staff.User", on_delete=models.PROTECT, null=True, blank=True, related_name="pooled_branches"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Account managers or agents led by a team lead."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def at_work(self, *, on: date | None = None) -> "UserQuerySet":
        """People who can be given work. With `on`: those who work on that day, neither absent nor gone."""
        if on is None:
            return self.filter(is_active=True)
        absent = Absence.objects.on(on).filter(person=OuterRef("pk"))
        return self.staying(on=on).exclude(Exists(absent))

    def staying(self, *, on: date) -> "UserQuerySet":
        """Who still belongs to the business on that day, absent or not: neither switched off nor gone."""
        gone = Leaving.objects.gone(on=on).filter(person=OuterRef("pk"))
        return self.filter(is_active=True).exclude(Exists(gone))

    def logging_in(self) -> "UserQuerySet":
        """Who can find out what is given to him: has a password, or has come another way (single sign-on)."""
        return self.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None)

    def visible_to(self, user: "User") -> "UserQuerySet":
        """The people whose names, figures and work `user` may see: himself, his team, or all."""
        if user.scope == Scope.ALL:
            return self
        if user.scope == Scope.TEAM and user.team_id:
            return self.filter(Q(team=user.team_id) | Q(pk=user.pk))
        return self.filter(pk=user.pk)

    def led_by(self, user: "User") -> "UserQuerySet":
        """Himself; whom he leads: his team, and the people of his branch who are in no team; or all."""
        if user.scope == Scope.ALL:
            return self
        found = Q(pk=user.pk)
        if user.leads and user.team_id:
            found |= Q(team=user.team_id)
        if user.leads and user.branch_id:
            found |= Q(team=None, branch=user.branch_id)
        return self.filter(found)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser):
    """A person who works here."""

    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AGENT)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")
    branch = models.ForeignKey(
        Branch, on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    calls_per_day = models.PositiveSmallIntegerField(_("calls a day"), default=24)
    sees_phones = models.BooleanField(_("may see whole phone numbers"), default=True)
    may_export = models.BooleanField(_("may export"), default=False)
    keys_on = models.BooleanField(_("keyboard shortcuts"), default=True)
    hears_of_signals = models.BooleanField(
        _("a notice of new signals in the morning"), default=True, db_default=True
    )
    language = models.CharField(_("language"), max_length=10, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session is good for one password and one role: a change of either ends it at the next request."""
        return salted_hmac(
            "staff.session", f"{self.password}|{self.role}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def scope(self) -> Scope:
        return SCOPES[Role(self.role)]

    @property
    def home(self) -> str:
        """URL name of this person's first page."""
        return HOME[Role(self.role)]

    @property
    def leads(self) -> bool:
        return self.role in LEADERS

    @property
    def decides(self) -> bool:
        """May change policies and approve."""
        return self.role in DECIDERS

    @property
    def may_write(self) -> bool:
        return self.role != Role.AUDITOR


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> "NoticeQuerySet":
        return self.filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """One line in a person's inbox. `kind` and `numbers` are put into words in the reader's language."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40)
    numbers = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    # The same fact told twice is one notice: "run late 2026-05-12".
    occasion = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "occasion"], name="one_notice_per_person_and_occasion")
        ]
        indexes = [models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, user: User) -> "ApiTokenQuerySet":
        return self.filter(user=user)

    def good(self, *, at: datetime) -> "ApiTokenQuerySet":
        """Neither revoked nor expired, of somebody who works here."""
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)

    def telling_of_leaving(self) -> "ApiTokenQuerySet":
        """Adds `frozen`: whether its owner leaves, so that nothing is to be read out by it."""
        return self.annotate(frozen=Exists(Leaving.objects.standing().filter(person=OuterRef("user"))))


class ApiToken(models.Model):
    """Lets a program act as the person who made it. Only a digest is kept: a lost token is made anew."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of a secret of 256 random bits
    begins = models.CharField(max_length=12)  # shown, so that a person can tell tokens apart
    writes = models.BooleanField(_("may write"), default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """When a branch is open. A branch without a row keeps the hours of staff.opening.USUAL_WEEK."""

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, related_name="opening_hours")
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.branch_id}: {self.version}"


class SpecialDay(models.Model):
    """A day on which a branch keeps other hours than its week says, or none."""

    hours = models.ForeignKey(OpeningHours, on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField(_("day"))

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["hours", "day"], name="one_special_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class OpeningSpan(models.Model):
    """From one minute of the day until another, on a weekday (Monday is 0) or on a special day."""

    hours = models.ForeignKey(OpeningHours, on_delete=models.CASCADE, related_name="spans")
    weekday = models.PositiveSmallIntegerField(null=True)
    special = models.ForeignKey(SpecialDay, on_delete=models.CASCADE, null=True)
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=False, weekday__lte=6, special=None)
                | Q(weekday=None, special__isnull=False),
                name="span_of_a_weekday_or_a_special_day",
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=models.F("closes"), closes__lte=1440), name="span_within_a_day"
            ),
            models.UniqueConstraint(fields=["hours", "weekday", "opens"], name="one_span_of_a_weekday"),
            models.UniqueConstraint(fields=["special", "opens"], name="one_span_of_a_special_day"),
        ]

    def __str__(self) -> str:
        return f"{self.opens}–{self.closes}"
