"""Links under which customers see how far their complaint is."""

from datetime import datetime
from typing import Self

from django.db import models

from desk.models.complaints import Complaint
from desk.models.surveys import LANGUAGES
from outbox.models import Message
from staff.models import Branch, User


class ProgressLinkQuerySet(models.QuerySet["ProgressLink"]):
    def good(self, *, at: datetime) -> Self:
        """Neither expired nor taken back."""
        return self.filter(expires_at__gt=at, ended_at=None)

    def by_hand(self) -> Self:
        """Sent by one of us, who may take them back."""
        return self.filter(token__isnull=False)

    def visible_to(self, user: User) -> Self:
        return self.filter(complaint__in=Complaint.objects.visible_to(user).order_by().values("pk"))


class ProgressLink(models.Model):
    """One link to one complaint. Of the secret in it only the digest is kept.

    branch: as whose guest one reads it · token: of the form by which an agent sent it; whoever filed a
    complaint by himself got his link without one.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="links")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10, choices=LANGUAGES)
    digest = models.CharField(max_length=64, unique=True)
    token = models.UUIDField(unique=True, null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = ProgressLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"PL-{self.pk}"

    @property
    def by_form(self) -> bool:
        """Given to whoever filed the complaint, who may be anybody: he learns nothing that he did not say."""
        return self.token is None
