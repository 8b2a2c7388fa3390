"""The rules of sending, the switch, and what was spent."""

from datetime import time
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outbox.models.words import Channel
from staff.models import User


class SendingPolicy(models.Model):
    """The one policy of sending. Managers change it. Hours are the customer's branch's."""

    class Days(models.TextChoices):
        ALL = "all", _("every day")
        NO_HOLIDAYS = "no_holidays", _("not on public holidays")
        WORKDAYS = "workdays", _("on workdays, make-up workdays among them")

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1)
    promotions_from = models.TimeField(_("promotions from"), default=time(9))
    promotions_until = models.TimeField(_("promotions until"), default=time(20))
    promotion_days = models.CharField(
        _("promotions go out"), max_length=12, choices=Days.choices, default=Days.NO_HOLIDAYS
    )
    service_from = models.TimeField(_("service messages from"), default=time(8))
    service_until = models.TimeField(_("service messages until"), default=time(21))
    cap_days = models.PositiveSmallIntegerField(_("days of the short cap"), default=7)
    cap = models.PositiveSmallIntegerField(_("promotions in these days"), default=1)
    long_cap_days = models.PositiveSmallIntegerField(_("days of the long cap"), default=30)
    long_cap = models.PositiveSmallIntegerField(_("promotions in those days"), default=3)
    day_cap = models.PositiveSmallIntegerField(_("messages of any kind in 24 hours"), default=5)
    sms_price = models.DecimalField(
        _("price of one part of an SMS"), max_digits=8, decimal_places=4, default=Decimal("0.0450")
    )
    sms_budget = models.DecimalField(
        _("SMS budget a month"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    # Without a word of the customer: service messages belong to the business one has with him.
    service_without_consent = models.BooleanField(
        _("service messages without a recorded consent"), default=True
    )
    marketing_without_consent = models.BooleanField(_("promotions without a recorded consent"), default=False)
    opt_out_words = models.CharField(
        _("opt-out words"),
        max_length=300,
        default="退订,退訂,拒收,TD,T,R,STOP,STOPALL,UNSUBSCRIBE,CANCEL,END,QUIT",
    )
    opt_in_words = models.CharField(
        _("opt-in words"), max_length=300, default="订阅,訂閱,START,UNSTOP,SUBSCRIBE"
    )
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_sending_policy"),
            models.CheckConstraint(
                condition=Q(only=True)
                & Q(promotions_from__lt=F("promotions_until"), service_from__lt=F("service_until"))
                & Q(cap_days__gte=1, long_cap_days__gte=F("cap_days"), long_cap__gte=F("cap")),
                name="sending_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promotions_from:%H:%M}–{self.promotions_until:%H:%M}"


class SendingSwitch(models.Model):
    """Whether anything is sent at all. Off after a restore, until a person has looked."""

    class Off(models.TextChoices):
        PERSON = "person", _("switched off by a person")
        RESTORED = "restored", _("the database was restored or moved")

    only = models.BooleanField(default=True, editable=False)
    on = models.BooleanField(default=True)
    off_for = models.CharField(max_length=10, choices=Off.choices, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("why"), max_length=200, blank=True, default="", db_default="")
    # Which database this is: another one after a restore. See outbox/switch.py.
    fingerprint = models.CharField(max_length=100, blank=True)
    salt = models.CharField(max_length=64)  # of the digests in OptOut; it goes with the data

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_sending_switch"),
            models.CheckConstraint(condition=Q(only=True), name="sending_switch_is_the_only_one"),
        ]

    def __str__(self) -> str:
        return "on" if self.on else "off"


class Spending(models.Model):
    """What a channel cost in a month, kept by those who claim."""

    month = models.DateField()  # its first day
    channel = models.CharField(max_length=10, choices=Channel.choices)
    spent = models.DecimalField(max_digits=14, decimal_places=4, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "channel"], name="one_spending_per_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.channel}: {self.spent}"
