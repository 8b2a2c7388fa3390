"""The words of messages: what is said of channels, purposes and states on every screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    WECHAT = "wechat", _("WeChat")
    CALL = "call", pgettext_lazy("channel", "Call")  # never sent; a customer may refuse it all the same


class Purpose(models.TextChoices):
    """Service belongs to what the customer has with us; marketing wants him to buy."""

    SERVICE = "service", pgettext_lazy("purpose of a message", "Service")
    MARKETING = "marketing", _("Marketing")


class Why(models.TextChoices):
    """The reason of a message to exist, for people who read the log."""

    BY_HAND = "by_hand", _("Written by hand")
    LAPSED = "lapsed", _("Away for a while")
    RECALL = "recall", _("Recall promotion")
    DUE = "due", _("Something falls due")
    SURVEY = "survey", _("Survey")
    COMPLAINT = "complaint", _("Complaint")
    BOOKING = "booking", _("Booking")
    TEST = "test", _("Test of a template")


class State(models.TextChoices):
    """What is known of a message. See outbox/states.py for what may follow what."""

    PLANNED = "planned", pgettext_lazy("message", "planned")
    READY = "ready", pgettext_lazy("message", "ready")
    SENDING = "sending", _("being sent")
    UNKNOWN = "unknown", _("asking the gateway")
    REVIEW = "review", _("to be looked into")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")
    SKIPPED = "skipped", _("not sent")


class Reason(models.TextChoices):
    """Why a message waits, or why it was not sent."""

    # It waits.
    HOURS = "hours", _("outside the hours for messages")
    HOLIDAY = "holiday", _("public holiday")
    CAP = "cap", _("had enough messages lately")
    BUDGET = "budget", _("the month's budget is used up")
    BUSY = "busy", _("the gateway was busy")
    SWITCHED_OFF = "switched_off", _("sending is switched off")
    # It is not sent.
    OPTED_OUT = "opted_out", _("the customer opted out")
    NO_CONSENT = "no_consent", _("no consent for this")
    RETURNED = "returned", _("the customer returned")
    ERASED = "erased", _("the customer was erased")
    NO_ADDRESS = "no_address", _("no number or address")
    EXPIRED = "expired", _("its time ran out while it waited")
    CANCELLED = "cancelled", _("taken back by a person")
    UNAPPROVED = "unapproved", _("its template is not approved")
    COMPLAINS = "complains", _("the customer has an open complaint")
    ANSWERED = "answered", _("the customer has answered already")
    ENDED = "ended", _("the survey is over")
