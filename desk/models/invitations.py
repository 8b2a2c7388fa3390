"""Who was asked, and what was answered."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Visit
from customers.querysets import OfCustomer, within_scope
from desk.models.complaints import Complaint
from desk.models.promises import Promise
from desk.models.surveys import LANGUAGES, Question, Survey, SurveyCode, SurveyVersion
from outbox.models import Message, Reason, State
from staff.models import Branch, User

if TYPE_CHECKING:
    from django.db.models import QuerySet


class InvitationQuerySet(OfCustomer):
    def unanswered(self) -> "InvitationQuerySet":
        return self.filter(answered_at=None)

    def open(self, *, at: datetime) -> "InvitationQuerySet":
        """Not answered yet, and their link is still good."""
        return self.unanswered().filter(expires_at__gt=at)

    def that_asked(self) -> "InvitationQuerySet":
        """Without those that were skipped because he complained again: they have asked nobody."""
        again = Q(message__state=State.SKIPPED, message__reason=Reason.COMPLAINS, answered_at=None)
        return self.exclude(again)

    def that_went_out(self) -> "InvitationQuerySet":
        """Without those whose message never left, unless he has answered all the same."""
        return self.exclude(message__state__in=(State.SKIPPED, State.FAILED), answered_at=None)

    def newest_first(self) -> "InvitationQuerySet":
        return self.order_by("-made_at", "-pk")


class Invitation(models.Model):
    """One customer, asked once about one thing. Of a link only the digest is kept."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", pgettext_lazy("channel", "E-mail")
        LINK = "link", _("Link handed over")
        PHONE = "phone", pgettext_lazy("way of asking", "By phone")
        QR = "qr", _("QR code")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    # Nobody knows who scans a printed code.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, db_index=False)
    visit = models.ForeignKey(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, db_constraint=False
    )
    complaint = models.ForeignKey(
        Complaint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    code = models.ForeignKey(
        SurveyCode, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Whom the answer is about, as of the day of the question.
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, db_index=False)
    technician = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    agent = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    # What it is asked for: asking twice for the same is asking once.
    purpose_key = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    reminder_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    day = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    reminder = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-made_at"], name="invitation_customer"),
            models.Index(fields=["survey", "-day", "-id"], name="invitation_survey_day"),
            models.Index(
                fields=["complaint"], condition=Q(complaint__isnull=False), name="invitation_complaint"
            ),
            models.Index(fields=["made_at"], condition=Q(answered_at=None), name="invitation_unanswered"),
        ]

    def __str__(self) -> str:
        return f"S-{self.pk}"


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: User) -> "ResponseQuerySet":
        """Of the customers whom `user` may see; anonymous ones are for those who see everybody."""
        return self.filter(within_scope(user, customer="invitation__customer__"))

    def of(self, customers: list[int]) -> "ResponseQuerySet":
        return self.filter(invitation__customer__in=customers)

    def wants_call(self) -> "ResponseQuerySet":
        return self.filter(call_by__isnull=False, called_at=None)

    def due_first(self, *, after: tuple[datetime, int] | None = None) -> "ResponseQuerySet":
        """By the time of the call; `after`: time and key of the last one shown."""
        found = self.order_by("call_by", "pk")
        if after is None:
            return found
        at, key = after
        return found.filter(Q(call_by__gt=at) | Q(call_by=at, pk__gt=key))


class Response(models.Model):
    """What one customer answered, by the version that he was given. He may correct it for a day."""

    class Source(models.TextChoices):
        LINK = "link", _("by link")
        PHONE = "phone", _("by phone")

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="response")
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=8, choices=Source.choices)
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # of its satisfaction score
    day = models.DateField()
    answered_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Asked for a call back: the promise, whose state is written here too; until when, and who called.
    promise = models.OneToOneField(
        Promise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    call_by = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["call_by"],
                condition=Q(call_by__isnull=False, called_at=None),
                name="response_wants_call",
            ),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> "QuerySet[Answer]":
        return self.filter(within_scope(user, customer="response__invitation__customer__"))


class Answer(models.Model):
    """One question answered. number: a score or step; choices: numbers of lines; text: in their words."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    choices = models.JSONField(default=list, blank=True)
    text = models.TextField(max_length=2000, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="one_answer_per_question"),
        ]

    def __str__(self) -> str:
        return self.text or str(self.number if self.number is not None else self.choices)


class NoSurveys(models.Model):
    """A customer who wants no more surveys. His other messages are not touched by it."""

    class Source(models.TextChoices):
        LINK = "link", _("by link")
        PERSON = "person", pgettext_lazy("written down by", "by a person")

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=Source.choices)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = OfCustomer.as_manager()

    def __str__(self) -> str:
        return f"no surveys for {self.customer_id}"


class PublicHit(models.Model):
    """How often somebody knocked lately, so that nobody guesses links or floods us. Kept for an hour."""

    source = models.CharField(max_length=64)  # a digest; no address of anybody is kept
    window = models.DateTimeField()
    hits = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "window"], name="one_count_per_window")]
        indexes = [models.Index(fields=["window"], name="public_hit_window")]

    def __str__(self) -> str:
        return f"{self.hits} since {self.window:%H:%M}"
