"""A defect that was found, everybody whom it concerns, and who of them has been told."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Category, Customer, Import, Visit
from customers.querysets import OfCustomer
from desk.models.complaints import Complaint
from desk.models.voice import Matter
from outbox.models import Message, Template
from outbox.models import State as MessageState
from staff.models import User

GONE = (MessageState.SENT, MessageState.DELIVERED)
LOST = (MessageState.FAILED, MessageState.SKIPPED)


class DefectQuerySet(models.QuerySet["Defect"]):
    def visible_to(self, user: User) -> Self:
        """Those that concern a customer whom `user` may see, and those that he declared."""
        concerned = Affected.objects.visible_to(user).filter(defect=OuterRef("pk"))
        return self.filter(Exists(concerned) | Q(declared_by=user.pk, declared_by__is_active=True))

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_at=None)

    def not_searched_since(self, moment: datetime) -> Self:
        """Not looked through since then, or not since an import that has ended."""
        imported = Import.objects.filter(finished_at__gte=OuterRef("searched_at"), state=Import.State.DONE)
        return self.filter(Q(searched_at__lt=moment) | Exists(imported))


class Defect(models.Model):
    """What is wrong with something that we sold or did, within a period. All that is named has to fit.

    article: words of a line of the bill · asset: words of the vehicle's, site's or device's name
    """

    title = models.CharField(_("in short"), max_length=120)
    text = models.TextField(_("what customers read"), max_length=500)
    template = models.ForeignKey(Template, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The same in the other of our two languages, for customers who read that.
    title_other = models.CharField(max_length=120, blank=True)
    text_other = models.TextField(max_length=500, blank=True)
    template_other = models.ForeignKey(
        Template, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    article = models.CharField(_("words of the bill"), max_length=80, blank=True)
    asset = models.CharField(_("vehicle, site or device"), max_length=80, blank=True)
    technician = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    complaint = models.ForeignKey(
        Complaint, on_delete=models.SET_NULL, null=True, blank=True, related_name="defects"
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.SET_NULL, null=True, blank=True, related_name="defects"
    )
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    searched_at = models.DateTimeField()
    notified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    notified_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(unique=True)

    objects = DefectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="defect_period"),
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(technician__isnull=False) | ~Q(article="", asset=""),
                name="defect_of_something",
            ),
            models.CheckConstraint(
                condition=Q(notified_at=None) | Q(withdrawn_at=None), name="defect_told_is_not_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(notified_at=None, notified_by=None)
                | Q(notified_at__isnull=False, notified_by__isnull=False),
                name="defect_notified_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"DF-{self.pk}"


class DefectLook(models.Model):
    """A later look that has found somebody more. by: None where the program looked by itself."""

    defect = models.ForeignKey(Defect, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found = models.PositiveIntegerField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(found__gt=0), name="defect_look_has_found")]

    def __str__(self) -> str:
        return f"{self.defect_id}: {self.found}"


class AffectedQuerySet(OfCustomer):
    def standing(self) -> Self:
        """Not left out by hand."""
        return self.filter(excluded_at=None)

    def told(self) -> Self:
        """By a message that has gone, or by telephone."""
        return self.standing().filter(Q(message__state__in=GONE) | Q(told_at__isnull=False))

    def still_to_tell(self) -> Self:
        has_gone = Message.objects.filter(pk=OuterRef("message"), state__in=GONE)
        return self.standing().filter(~Exists(has_gone), told_at=None)

    def to_call(self) -> Self:
        """No message reaches them: somebody has to call."""
        lost = Q(message=None) | Q(message__state__in=LOST)
        return self.standing().filter(lost, told_at=None, tried_at__isnull=False)

    def untried(self) -> Self:
        """Of defects that are being told, whoever has not been written to yet."""
        return self.standing().filter(
            tried_at=None, told_at=None, defect__notified_at__isnull=False, defect__withdrawn_at=None
        )

    def by_day(self, *, before: tuple[date, int] | None = None) -> Self:
        """The latest visit first; `before`: day and key of the last one shown."""
        found = self.order_by("-day", "-pk")
        if before is None:
            return found
        day, key = before
        return found.filter(Q(day__lt=day) | Q(day=day, pk__lt=key), day__lte=day)


class Affected(models.Model):
    """One customer whom a defect concerns. day, visit: the latest visit that fits."""

    defect = models.ForeignKey(Defect, on_delete=models.CASCADE, related_name="affected", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    visit = models.ForeignKey(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    day = models.DateField()
    excluded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    excluded_at = models.DateTimeField(null=True, blank=True)
    excluded_for = models.CharField(_("why"), max_length=200, blank=True, default="", db_default="")
    # When it was tried to write to him; without a message he stands in the list of those to call.
    tried_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    objects: Any = AffectedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["defect", "-day", "-id"], name="affected_by_day"),
            models.Index(fields=["defect", "id"], condition=Q(tried_at=None), name="affected_untried"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["defect", "customer"], name="affected_once_by_a_defect"),
            models.CheckConstraint(
                condition=Q(excluded_at=None, excluded_by=None, excluded_for="")
                | Q(excluded_at__isnull=False, excluded_by__isnull=False) & ~Q(excluded_for=""),
                name="affected_left_out_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None) | Q(told_at__isnull=False, told_by__isnull=False),
                name="affected_told_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} by DF-{self.defect_id}"
