"""Inquiries before a sale, and whether an order followed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.agreements.querysets import InquiryQuerySet
from customers.models.agreed import Agreed
from customers.models.facts import Visit


class Inquiry(Agreed):
    """Somebody asked for something. What was asked for beside what was offered shows a mismatch early."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        WECHAT = "wechat", _("WeChat")
        WEB = "web", _("Web")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("In person")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("an inquiry", "Open")
        ORDERED = "ordered", _("Order followed")
        NONE = "none", _("No order")

    day = models.DateField(_("asked on"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    topic = models.CharField(_("topic"), max_length=120)
    wanted = models.TextField(_("what was asked for"), max_length=2000, blank=True)
    offered = models.TextField(_("what was offered"), max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # Null with a state that is not open: found by the nightly settling, not said by a person.
    settled_by = models.ForeignKey(
        "staff.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    settled_on = models.DateField(null=True, blank=True)
    visit = models.ForeignKey(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = InquiryQuerySet.as_manager()

    class Meta(Agreed.Meta):
        constraints = [
            *Agreed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="inquiry_settled_with_its_day",
            ),
        ]
        indexes = [
            *Agreed.Meta.indexes,
            models.Index(fields=["customer", "-day"], name="inquiry_customer_day"),
            models.Index(fields=["day", "id"], condition=Q(state="open"), name="inquiry_open"),
            # Visits are deleted by the ORM, which looks for what points to them.
            models.Index(fields=["visit"], condition=Q(visit__isnull=False), name="inquiry_visit"),
        ]

    def __str__(self) -> str:
        return self.topic
