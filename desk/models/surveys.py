"""Surveys and their questions. What customers answered stands in desk/models/invitations.py."""

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.history import recorded
from outbox.models import Channel, Template
from staff.models import Branch, User

LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]


def in_language(row: Any, field: str, language: str) -> str:
    """The row's words in that language: `field` is written as field_zh and field_en."""
    return str(getattr(row, f"{field}_{'zh' if language.startswith('zh') else 'en'}"))


class SurveyQuerySet(models.QuerySet["Survey"]):
    def in_use(self) -> "SurveyQuerySet":
        """Published at least once, and not closed."""
        return self.filter(closed_at=None, versions__published_at__isnull=False).distinct()

    def going_out(self) -> "SurveyQuerySet":
        """Those that ask by themselves when their occasion comes, with words to ask with."""
        worded = Q(template_zh__isnull=False) | Q(template_en__isnull=False)
        return self.in_use().filter(worded, by_itself=True, occasion__in=Survey.BY_ITSELF)


class Survey(models.Model):
    """A questionnaire with an occasion. Its questions stand in its versions."""

    class Occasion(models.TextChoices):
        VISIT = "visit", pgettext_lazy("occasion of a survey", "After a visit")
        COMPLAINT = "complaint", _("After a complaint was solved")
        BY_HAND = "by_hand", pgettext_lazy("occasion of a survey", "By hand")
        QR = "qr", _("QR code")

    BY_ITSELF = (Occasion.VISIT, Occasion.COMPLAINT)
    SENT_BY = [(one.value, one.label) for one in (Channel.SMS, Channel.EMAIL)]

    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    by_itself = models.BooleanField(_("goes out by itself"), default=False)
    after_days = models.PositiveSmallIntegerField(
        _("days after the occasion"), default=1, validators=[MaxValueValidator(30)]
    )
    channel = models.CharField(_("channel"), max_length=10, choices=SENT_BY, default=Channel.SMS)
    template_zh = models.ForeignKey(
        Template, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    template_en = models.ForeignKey(
        Template, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # The form's own: the same again is the same survey.
    token = models.UUIDField(unique=True, null=True, editable=False)
    edition = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # one more at each change

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_itself=False) | Q(occasion__in=("visit", "complaint")),
                name="survey_by_itself_has_an_occasion",
            )
        ]

    def __str__(self) -> str:
        return self.name_en

    def name(self, language: str) -> str:
        return in_language(self, "name", language)


class SurveyVersion(models.Model):
    """The questions as they stood at one time. Once published it is never changed again."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_version_once"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(published_at=None), name="one_draft_per_survey"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.number}"


class Question(models.Model):
    """One question of a version. `key` is the same in later versions while it asks the same."""

    class Kind(models.TextChoices):
        SATISFACTION = "satisfaction", _("Satisfaction, five faces")
        NPS = "nps", _("Recommendation, 0 to 10")
        SCALE = "scale", pgettext_lazy("kind of question", "Scale")
        ONE = "one", _("One choice")
        SEVERAL = "several", _("Several choices")
        TEXT = "text", pgettext_lazy("kind of question", "Text")

    class Test(models.TextChoices):
        IS = "is", _("is")
        AT_MOST = "at_most", _("is at most")
        AT_LEAST = "at_least", _("is at least")
        CONTAINS = "contains", pgettext_lazy("an answer", "contains")

    CHOICES = (Kind.ONE, Kind.SEVERAL)

    version = models.ForeignKey(SurveyVersion, on_delete=models.CASCADE, related_name="questions")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    words_zh = models.CharField(_("question in Chinese"), max_length=160, blank=True)
    words_en = models.CharField(_("question in English"), max_length=160, blank=True)
    required = models.BooleanField(_("must be answered"), default=False)
    # The same number of lines in both languages; an answer is the number of its line, from 1.
    options_zh = models.JSONField(_("choices in Chinese"), default=list, blank=True)
    options_en = models.JSONField(_("choices in English"), default=list, blank=True)
    most = models.PositiveSmallIntegerField(
        _("highest step"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    # A skip rule: shown only if an earlier answer passes the test.
    after = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    test = models.CharField(max_length=8, choices=Test.choices, blank=True)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    token = models.UUIDField(unique=True, null=True, editable=False)
    edition = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        ordering = ["place"]
        indexes = [models.Index(fields=["key"], name="question_key")]
        constraints = [
            # Looked at when the transaction ends, so that two may change places.
            models.UniqueConstraint(
                fields=["version", "place"],
                name="one_question_per_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(most__gte=2, most__lte=10), name="scale_of_2_to_10_steps"),
            models.CheckConstraint(
                condition=Q(after=None) | ~Q(test="") & Q(value__isnull=False), name="skip_rule_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(after=None) | ~Q(after=F("id")), name="no_skip_rule_about_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.words_en

    def words(self, language: str) -> str:
        return in_language(self, "words", language)

    def options(self, language: str) -> list[str]:
        return list(self.options_zh if language.startswith("zh") else self.options_en)


class SurveyCode(models.Model):
    """A printed code of a branch or a technician: it leads to the survey, whoever scans it."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=32, unique=True)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, db_index=False)
    technician = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "branch", "technician"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="one_code_per_place_and_person",
            )
        ]

    def __str__(self) -> str:
        return self.code


class SurveyPolicy(models.Model):
    """How often anybody is asked, over all surveys; the one place for it."""

    version = models.PositiveIntegerField(default=1, db_default=1)
    days_between = models.PositiveSmallIntegerField(
        _("one customer is asked once in days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    remind_after_days = models.PositiveSmallIntegerField(
        _("one reminder after days without an answer"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    good_for_days = models.PositiveSmallIntegerField(
        _("a link is good for days"), default=14, validators=[MinValueValidator(2), MaxValueValidator(90)]
    )
    min_answers = models.PositiveSmallIntegerField(
        _("a figure of fewer answers is marked"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    only = models.BooleanField(default=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_survey_policy"),
            models.CheckConstraint(condition=Q(only=True), name="survey_policy_is_the_only_one"),
            models.CheckConstraint(
                condition=Q(remind_after_days__lt=F("good_for_days")), name="reminder_before_the_link_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


SurveyPolicyEvent = recorded(SurveyPolicy, of="pgh_obj", exclude=("only",))
