"""What happened to a complaint, one row each. Nothing is changed afterwards; the clocks are read from it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.complaints import clock, states
from desk.models.complaints import Complaint
from outbox.models import Message, Reply
from staff.models import Team, User


class ComplaintEvent(models.Model):
    """at: when it happened, not when it was written down. by: None is the program."""

    class Kind(models.TextChoices):
        LOGGED = states.LOGGED, pgettext_lazy("complaint", "Logged")
        TAKEN = states.TAKEN, pgettext_lazy("complaint", "Taken")
        HANDED_OVER = states.HANDED_OVER, pgettext_lazy("complaint", "Handed over")
        LET_LIE = states.LET_LIE, pgettext_lazy("complaint", "Left lying")
        NOTED = states.NOTED, pgettext_lazy("complaint", "Noted")
        CORRECTED = states.CORRECTED, pgettext_lazy("complaint", "Corrected")
        RESPONDED = states.RESPONDED, pgettext_lazy("complaint", "Customer answered")
        QUESTION = states.QUESTION, pgettext_lazy("complaint", "Question written")
        ASKED = states.ASKED, pgettext_lazy("complaint", "Question asked")
        NOT_ASKED = states.NOT_ASKED, pgettext_lazy("complaint", "Question not delivered")
        REMINDED = states.REMINDED, pgettext_lazy("complaint", "Customer reminded")
        CAME = states.CAME, pgettext_lazy("complaint", "Answer of the customer")
        PAUSE_ENDED = states.PAUSE_ENDED, pgettext_lazy("complaint", "Pause over, no answer")
        WARNED = states.WARNED, pgettext_lazy("complaint", "Warned")
        ESCALATED = states.ESCALATED, pgettext_lazy("complaint", "Escalated")
        SOLVED = states.SOLVED_IT, pgettext_lazy("complaint", "Solved")
        TAKEN_BACK = states.TAKEN_BACK, pgettext_lazy("complaint", "Solution taken back")
        REOPENED = states.REOPENED_IT, pgettext_lazy("complaint", "Reopened")
        OUTSIDE = states.OUTSIDE, pgettext_lazy("complaint", "Came from outside")
        SENDER_TOLD = states.SENDER_TOLD, pgettext_lazy("complaint", "Sender answered")
        SENDER_NEAR = states.SENDER_NEAR, pgettext_lazy("complaint", "Deadline of the sender near")
        SENDER_OVER = states.SENDER_OVER, pgettext_lazy("complaint", "Deadline of the sender missed")

        COMP_GIVEN = states.COMP_GIVEN, pgettext_lazy("complaint", "Compensation given")
        COMP_ASKED = states.COMP_ASKED, pgettext_lazy("complaint", "Compensation asked for")
        COMP_APPROVED = states.COMP_APPROVED, pgettext_lazy("complaint", "Compensation approved")
        COMP_REFUSED = states.COMP_REFUSED, pgettext_lazy("complaint", "Compensation refused")
        COMP_BACK = states.COMP_BACK, pgettext_lazy("complaint", "Compensation taken back")
        LINKED = states.LINKED, pgettext_lazy("complaint", "Progress link sent")
        UNLINKED = states.UNLINKED, pgettext_lazy("complaint", "Progress link taken back")
        CONFIRMED = states.CONFIRMED, pgettext_lazy("complaint", "Customer says it is solved")

    class Way(models.TextChoices):
        CALL = "call", pgettext_lazy("channel", "Call")
        SMS = "sms", _("SMS")
        EMAIL = "email", pgettext_lazy("channel", "E-mail")
        WECHAT = "wechat", _("WeChat")
        CHAT = "chat", pgettext_lazy("channel", "Chat")
        HERE = "here", pgettext_lazy("channel", "In person")
        WEB = "web", pgettext_lazy("channel", "Our web page")

    class Clock(models.TextChoices):
        RESPONSE = clock.RESPONSE, _("First response")
        RESOLUTION = clock.RESOLUTION, pgettext_lazy("complaint", "Solution")
        DEADLINE = clock.DEADLINE, pgettext_lazy("complaint", "Deadline of the department")
        SENDER = clock.SENDER, pgettext_lazy("complaint", "Deadline of the sender")

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    clock = models.CharField(max_length=10, choices=Clock.choices, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reply = models.ForeignKey(Reply, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # From the form: pressing twice is one event.
    token = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["complaint", "at", "id"], name="complaint_event_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "reply"],
                condition=Q(reply__isnull=False),
                name="complaint_answer_counts_once",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="append_only", fields=["complaint", "kind", "at", "text", "due", "clock", "token"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of CP-{self.complaint_id}"

    @property
    def by_himself(self) -> bool:
        """Whether the customer wrote it on our web page; what an agent notes of it has a name."""
        return self.way == self.Way.WEB and self.by_id is None
