"""Contacts with customers: by which way, about what, and whether that was the end of it."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import DateField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Inquiry
from customers.querysets import OfCustomer
from desk.complaints import states
from desk.models.complaint_events import ComplaintEvent
from outbox.models import Reply
from staff.models import User


class InteractionQuerySet(OfCustomer):
    def of_agent(self, user: User) -> "InteractionQuerySet":
        return self.filter(agent=user)

    def on(self, day: date) -> "InteractionQuerySet":
        return self.filter(day=day)

    def told_by_nothing_else(self) -> "InteractionQuerySet":
        """Those of which nothing came that stands on the timeline itself, and those with words.

        An answer that a customer wrote stands there with the outbox.
        """
        alone = Q(complaint=None, satisfactionscore=None, promise=None, inquiry=None, reply=None)
        return self.filter(~Q(text="") | alone).distinct()

    def judged(self, *, within: int) -> "InteractionQuerySet":
        """Adds `repeats` and `came_back`: he came with the same topic in the `within` days before and after.

        That we called him about it, to answer or to ask, is not his coming. With a complaint he also comes
        where it is opened again, or written down by himself on our web page.
        """
        same = Interaction.objects.order_by().filter(
            customer=OuterRef("customer"), topic=OuterRef("topic"), direction=Interaction.Direction.IN
        )
        days = timedelta(days=within)
        earlier = Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk"))
        later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
        complains, again = Q(topic=Interaction.Topic.COMPLAINT), complained_again()
        before = again.filter(at__lt=OuterRef("at"), on__gte=OuterRef("day") - days)
        after = again.filter(at__gt=OuterRef("at"), on__lte=OuterRef("day") + days)
        return self.annotate(
            repeats=Exists(same.filter(earlier, day__gte=OuterRef("day") - days))
            | complains & Exists(before),
            came_back=Exists(same.filter(later, day__lte=OuterRef("day") + days)) | complains & Exists(after),
        )

    def first_contacts(self, *, within: int, until: date) -> "InteractionQuerySet":
        """What customers came with for the first time, and whose `within` days are over on `until`."""
        asked = self.filter(direction=Interaction.Direction.IN, day__lt=until - timedelta(days=within))
        return asked.exclude(topic__in=Interaction.NOT_ASKED).judged(within=within).filter(repeats=False)

    def newest_first(self, *, before: tuple[date, int] | None = None) -> "InteractionQuerySet":
        """By business day; `before` is the day and key of the last one shown."""
        found = self.order_by("-day", "-pk")
        if before is None:
            return found
        day, key = before
        return found.filter(Q(day__lt=day) | Q(day=day, pk__lt=key), day__lte=day)


def complained_again() -> models.QuerySet[Any]:
    """What tells, beside contacts, that the outer contact's customer came with a complaint; `on` which day.

    What an agent opens again on the day of a contact may be what came of that contact: it is no other coming.
    """
    zone = F("complaint__customer__branch__time_zone")
    day = Cast(Func(zone, F("at"), function="timezone"), DateField())
    of_him = ComplaintEvent.objects.order_by().filter(complaint__customer=OuterRef("customer")).alias(on=day)
    himself = Q(kind__in=(states.REOPENED_IT, states.LOGGED), way=ComplaintEvent.Way.WEB, by=None)
    return of_him.filter(himself | Q(kind=states.REOPENED_IT) & ~Q(on=OuterRef("day")))


class Interaction(models.Model):
    """One contact with a customer, whatever came of it."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        CHAT = "chat", _("Chat")
        EMAIL = "email", _("E-mail")
        WECHAT = "wechat", _("WeChat")
        VISIT = "visit", _("In person")
        WEB = "web", _("Web")
        SMS = "sms", _("SMS")

    class Direction(models.TextChoices):
        IN = "in", pgettext_lazy("a contact", "They to us")
        OUT = "out", pgettext_lazy("a contact", "We to them")

    class Topic(models.TextChoices):
        PROGRESS = "progress", _("How far the work is")
        BOOKING = "booking", _("Booking")
        PRICE = "price", pgettext_lazy("what a contact is about", "Price or quote")
        BILL = "bill", _("Bill or payment")
        TECHNICAL = "technical", _("Technical question")
        WARRANTY = "warranty", _("Warranty")
        PARTS = "parts", pgettext_lazy("what a contact is about", "Parts")
        INQUIRY = "inquiry", _("Inquiry before buying")
        COMPLAINT = "complaint", _("Complaint")
        FEEDBACK = "feedback", pgettext_lazy("what a contact is about", "Feedback")
        FOLLOW_UP = "follow_up", _("Third-day call")
        OTHER = "other", pgettext_lazy("what a contact is about", "Something else")

    class Mood(models.IntegerChoices):
        UPSET = 1, pgettext_lazy("mood", "Upset")
        CALM = 2, pgettext_lazy("mood", "Calm")
        PLEASED = 3, pgettext_lazy("mood", "Pleased")

    # Nobody asks anything with these, so that there is nothing to solve.
    NOT_ASKED = (Topic.FEEDBACK, Topic.FOLLOW_UP)

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction.choices, default=Direction.IN
    )
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    mood = models.PositiveSmallIntegerField(_("mood"), choices=Mood.choices, null=True, blank=True)
    solved = models.BooleanField(_("solved at first contact"), default=False)  # as the agent ticked it
    text = models.TextField(_("what was said"), max_length=4000, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    revenue = models.DecimalField(
        _("revenue from it"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    seconds = models.PositiveIntegerField(_("duration in seconds"), null=True, blank=True)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()  # the business day of the customer's branch
    # Nobody, of what a customer wrote by himself.
    agent = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # What he wrote, if that is all there was: the words stay with it.
    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # Of the contact: whatever is written down during it belongs to one interaction.
    token = models.UUIDField(unique=True)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-at"], name="interaction_customer_at"),
            # Whether a customer came back with the same topic: one look into this index a contact.
            models.Index(fields=["customer", "topic", "day"], name="interaction_topic"),
            models.Index(fields=["agent", "-day"], name="interaction_agent_day"),
            models.Index(fields=["-day", "-id"], name="interaction_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(agent__isnull=False) | Q(reply__isnull=False, direction="in"),
                name="interaction_of_an_agent_or_a_reply",
            ),
            models.CheckConstraint(condition=Q(mood=None) | Q(mood__in=(1, 2, 3)), name="interaction_mood"),
            models.CheckConstraint(
                condition=Q(revenue=None) | Q(revenue__gte=0), name="interaction_revenue_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}, {self.day}"

    @property
    def words(self) -> str:
        """What was said, or written."""
        return self.text or (self.reply.text if self.reply else "")

    @property
    def minutes(self) -> str:
        """Its duration as 2:41; empty when nobody measured it."""
        return "" if self.seconds is None else f"{self.seconds // 60}:{self.seconds % 60:02d}"
