"""When people are away, and who leaves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.roles import DECIDERS, Scope

if TYPE_CHECKING:
    from staff.models.people import User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def standing(self) -> AbsenceQuerySet:
        """Not taken back."""
        return self.filter(removed_at=None)

    def on(self, day: date) -> AbsenceQuerySet:
        """Those that cover `day`."""
        return self.within(day, day)

    def within(self, first: date, last: date) -> AbsenceQuerySet:
        """Those that touch the days from `first` until `last`, both included."""
        return self.standing().filter(starts_on__lte=last, ends_on__gte=first)

    def visible_to(self, user: User) -> AbsenceQuerySet:
        """Those that `user` reads with their kind: his own, those of whom he leads, or all."""
        if not user.is_active:
            return self.none()
        if user.scope == Scope.ALL:
            return self
        people: Any = self.model._meta.get_field("person").related_model  # imports this module itself
        return self.filter(person__in=people.objects.led_by(user).order_by().values("pk"))


class Absence(models.Model):
    """Whole days on which a person does not work. What is his stays his; see docs/design/absence.md."""

    class Kind(models.TextChoices):
        LEAVE = "leave", pgettext_lazy("absence", "Leave")
        SICK = "sick", pgettext_lazy("absence", "Sick")
        TRAINING = "training", pgettext_lazy("absence", "Training")
        OTHER = "other", pgettext_lazy("absence", "Other")

    person = models.ForeignKey("staff.User", on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(pgettext_lazy("absence", "from"))
    ends_on = models.DateField(pgettext_lazy("absence", "until"))  # the last day away
    kind = models.CharField(pgettext_lazy("absence", "kind"), max_length=8, choices=Kind.choices)
    deputy = models.ForeignKey(
        "staff.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="stands_in_for"
    )
    entered_by = models.ForeignKey("staff.User", on_delete=models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        "staff.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    # From the form: pressing Save twice enters one.
    token = models.UUIDField(unique=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["person", "starts_on"], name="absence_person")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            ExclusionConstraint(
                name="absences_of_a_person_apart",
                condition=Q(removed_at=None),
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="absence_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.starts_on} – {self.ends_on}"

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


class LeavingQuerySet(models.QuerySet["Leaving"]):
    def standing(self) -> LeavingQuerySet:
        """Not withdrawn: he leaves, or has left."""
        return self.filter(withdrawn_at=None)

    def gone(self, *, on: date) -> LeavingQuerySet:
        """Of people whose last day lies before `on`."""
        return self.standing().filter(last_day__lt=on)

    def visible_to(self, user: User) -> LeavingQuerySet:
        """Managers and administrators only, and never one's own."""
        if not user.is_active or user.role not in DECIDERS:
            return self.none()
        return self.exclude(person=user.pk)


class Leaving(models.Model):
    """A person leaves. While it stands he exports nothing (staff.exporting); he is not told of it here."""

    person = models.ForeignKey("staff.User", on_delete=models.CASCADE, related_name="leavings")
    last_day = models.DateField(_("last day"))
    told_on = models.DateField(_("told managers on"))
    set_by = models.ForeignKey("staff.User", on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        "staff.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = LeavingQuerySet.as_manager()

    class Meta:
        ordering = ["last_day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="one_leaving_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("told_on")), name="leaving_told_before_last_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.last_day}"
