"""The voice of the customer: what each of them wished for or found broken, and what became of it."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.querysets import OfCustomer
from desk.models.complaints import Complaint
from outbox.models import Message
from outbox.models import State as MessageState
from staff.models import Team, User

LOST = (MessageState.FAILED, MessageState.SKIPPED)


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, user: User) -> "MatterQuerySet":
        """Those of which `user` may see at least one customer."""
        voices = Voice.objects.visible_to(user).filter(matter=OuterRef("pk"))
        return self.filter(Exists(voices))

    def standing(self) -> "MatterQuerySet":
        """Not put together with another one."""
        return self.filter(merged_into=None)

    def open(self) -> "MatterQuerySet":
        return self.standing().filter(state__in=Matter.OPEN)

    def with_somebody_to_call(self) -> "MatterQuerySet":
        """Answered, and somebody has not heard of it."""
        return self.standing().filter(Exists(Voice.objects.to_call().filter(matter=OuterRef("pk"))))


class Matter(models.Model):
    """One thing that should change. Several customers may have said it; one answer reaches them all."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", _("Suggestion")
        DEFECT = "defect", _("Defect")

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("a suggestion", "New")
        ACCEPTED = "accepted", pgettext_lazy("a suggestion", "Accepted")
        DONE = "done", pgettext_lazy("a suggestion", "Done")
        DECLINED = "declined", pgettext_lazy("a suggestion", "Declined")

    OPEN = (State.NEW, State.ACCEPTED)
    ENDED = (State.DONE, State.DECLINED)

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    product = models.CharField(_("product"), max_length=60)
    category = models.CharField(_("category"), max_length=60, blank=True)
    title = models.CharField(_("in short"), max_length=120)
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    # As it was written before departments were chosen; it stands until one is.
    department = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    answer = models.TextField(_("answer"), max_length=500, blank=True)  # as customers read it
    # The same in the other of our two languages, for customers who read that.
    answer_other = models.TextField(_("answer in the other language"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)  # of its description
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("done", "declined")) | (~Q(answer="") & Q(decided_at__isnull=False)),
                name="matter_ended_with_an_answer",
            ),
            models.CheckConstraint(condition=~Q(product=""), name="matter_names_its_product"),
        ]
        indexes = [models.Index(fields=["product", "category"], name="matter_product")]

    def __str__(self) -> str:
        return f"CV-{self.pk}"

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def department_name(self) -> str:
        return self.team.name if self.team else self.department


class VoiceQuerySet(OfCustomer):
    def between(self, first: date, last: date) -> "VoiceQuerySet":
        return self.filter(day__gte=first, day__lte=last)

    def unanswered(self) -> "VoiceQuerySet":
        """Neither written to nor told by phone."""
        return self.filter(told_at=None, message=None)

    def untried(self) -> "VoiceQuerySet":
        """The matter has an answer, and nobody has looked yet whether this customer can be written to."""
        return self.unanswered().filter(tried_at=None, matter__state__in=Matter.ENDED)

    def to_call(self) -> "VoiceQuerySet":
        """The matter has an answer that this customer did not get and cannot be sent."""
        lost = Q(message=None, tried_at__isnull=False) | Q(message__state__in=LOST)
        return self.filter(lost, told_at=None, matter__state__in=Matter.ENDED)


class Voice(models.Model):
    """What one customer said of a matter, in his words."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    matter = models.ForeignKey(Matter, on_delete=models.RESTRICT, related_name="voices")
    # The matter that was made of it; where another one is named above, the two were put together.
    began = models.ForeignKey(Matter, on_delete=models.RESTRICT, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.SET_NULL, null=True, blank=True)
    text = models.TextField(_("in their words"), max_length=2000)
    day = models.DateField()
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    token = models.UUIDField(unique=True)
    # How the answer came back: written, or told by phone.
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    tried_at = models.DateTimeField(null=True, blank=True)  # written to, or found that he has to be called
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: Any = VoiceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-day"], name="voice_customer_day"),
            models.Index(fields=["day"], name="voice_day"),
            models.Index(
                fields=["matter"],
                condition=Q(tried_at=None, told_at=None, message=None),
                name="voice_untried",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} on {self.matter_id}"
