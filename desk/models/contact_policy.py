"""What counts as solved at first contact, when people are reminded of promises, whom we call after visits."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.history import recorded
from staff.models import User


class ContactPolicy(models.Model):
    """The one policy of contacts, promises and third-day calls."""

    NO_KIND = "no-kind"  # stands among the kinds for visits of which nobody said theirs

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    resolved_days = models.PositiveSmallIntegerField(
        _("days without a new contact on the topic"),
        default=7,
        help_text=_("Then what a customer came with counts as solved at first contact."),
    )
    remind_minutes = models.PositiveSmallIntegerField(
        _("minutes before a promise is due"),
        default=60,
        help_text=_("Who made it is reminded then, and once more when it is due."),
    )
    # Codes of visit types. Nobody is called before somebody has named one.
    call_types = ArrayField(
        models.SlugField(max_length=30), verbose_name=_("visits"), default=list, blank=True
    )
    call_days = models.PositiveSmallIntegerField(
        _("days after the visit"),
        default=3,
        help_text=_("Calendar days, weekends included; a public holiday is left out."),
    )
    call_tries = models.PositiveSmallIntegerField(_("tries until it is given up"), default=3)
    call_late_days = models.PositiveSmallIntegerField(
        _("days late"), default=1, help_text=_("Then the team lead is told.")
    )
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_contact_policy"),
            models.CheckConstraint(
                condition=Q(
                    only=True,
                    resolved_days__gte=1,
                    resolved_days__lte=90,
                    remind_minutes__gte=5,
                    remind_minutes__lte=1440,
                    call_days__gte=1,
                    call_days__lte=30,
                    call_tries__gte=1,
                    call_tries__lte=9,
                    call_late_days__gte=1,
                    call_late_days__lte=30,
                ),
                name="contact_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


ContactPolicyEvent = recorded(ContactPolicy, of="pgh_obj", exclude=("only",))
