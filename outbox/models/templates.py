"""Templates: the words we send, with variables, and whether the gateway has approved them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outbox.models.words import Channel, Purpose
from staff.models import User


class TemplateQuerySet(models.QuerySet["Template"]):
    def in_use(self) -> "TemplateQuerySet":
        return self.filter(retired_at=None)

    def sendable(self) -> "TemplateQuerySet":
        """What may be sent now."""
        return self.in_use().filter(approval__in=Template.GOOD)

    def of_channel(self, channel: str) -> "TemplateQuerySet":
        return self.filter(channel=channel)


class Template(models.Model):
    """A text with {variables}. A gateway that approves texts knows it by `gateway_code`.

    A text that was approved is never changed: a change makes it a draft again.
    """

    class Approval(models.TextChoices):
        NOT_NEEDED = "not_needed", _("no approval needed")
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("with the gateway")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused by the gateway")

    GOOD = (Approval.NOT_NEEDED, Approval.APPROVED)

    name = models.CharField(_("name"), max_length=80)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.SMS)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    text = models.TextField(_("text"), max_length=4000)
    signature = models.CharField(_("signature"), max_length=40, blank=True)
    gateway_code = models.CharField(_("code at the gateway"), max_length=60, blank=True)
    approval = models.CharField(
        _("approval"), max_length=12, choices=Approval.choices, default=Approval.DRAFT
    )
    refusal = models.CharField(_("why it was refused"), max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "language"],
                condition=Q(retired_at=None),
                name="one_template_per_name_and_language",
            ),
        ]

    def __str__(self) -> str:
        return self.name
