"""How long a complaint may take."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.history import recorded
from staff.models import User

SHARE = [MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal(1))]


def hours(label: Any, default: str) -> models.DecimalField:
    limits = [MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(999))]
    return models.DecimalField(
        label, max_digits=5, decimal_places=2, default=Decimal(default), validators=limits
    )


def share(label: Any, default: str) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=4, decimal_places=2, default=Decimal(default), validators=SHARE
    )


def most(label: Any, default: int) -> models.DecimalField:
    """An amount in the currency of the branch."""
    limits = [MinValueValidator(Decimal(0))]
    return models.DecimalField(
        label, max_digits=10, decimal_places=2, default=Decimal(default), validators=limits
    )


class ComplaintPolicy(models.Model):
    """The one policy of complaints. Hours are business hours of the branch unless it says round the clock."""

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1)
    respond_safety = hours(_("first response, hours"), "0.5")
    solve_safety = hours(_("solution, hours"), "8")
    always_safety = models.BooleanField(_("round the clock"), default=True)
    respond_high = hours(_("first response, hours"), "1")
    solve_high = hours(_("solution, hours"), "8")
    always_high = models.BooleanField(_("round the clock"), default=False)
    respond_medium = hours(_("first response, hours"), "2")
    solve_medium = hours(_("solution, hours"), "16")
    always_medium = models.BooleanField(_("round the clock"), default=False)
    respond_low = hours(_("first response, hours"), "4")
    solve_low = hours(_("solution, hours"), "24")
    always_low = models.BooleanField(_("round the clock"), default=False)
    share_1 = share(_("echelon 1, share of the time"), "0.5")
    share_2 = share(_("echelon 2, share of the time"), "1")
    share_3 = share(_("echelon 3, share of the time"), "1")
    share_key = share(_("key account, share of the time"), "0.5")
    warn_share = share(_("warn when this share is used"), "0.75")
    again_hours = hours(_("hours until the next level hears of it"), "4")
    pause_days = models.PositiveSmallIntegerField(_("longest pause, working days"), default=3)
    remind_days = models.PositiveSmallIntegerField(_("remind the customer after, working days"), default=1)
    alike_days = models.PositiveSmallIntegerField(_("look for the same complaint in, days"), default=90)
    link_days = models.PositiveSmallIntegerField(
        _("a link to the progress is good for, days"),
        default=30,
        db_default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Links that are sent from now on. Long enough for a complaint that waits for a part."),
    )
    give_agent = most(_("service agent, one complaint"), 200)
    give_year_agent = most(_("service agent, a customer and year"), 500)
    give_account_manager = most(_("account manager, one complaint"), 300)
    give_year_account_manager = most(_("account manager, a customer and year"), 1000)
    give_team_lead = most(_("team lead, one complaint"), 1000)
    give_year_team_lead = most(_("team lead, a customer and year"), 3000)
    give_manager = most(_("manager, one complaint"), 5000)
    give_year_manager = most(_("manager, a customer and year"), 20000)
    senders = models.TextField(
        _("other senders, one a line"),
        max_length=400,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Beside 12315, 12345, reviews and platforms: an association, a newspaper, a group's head."
        ),
    )
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_complaint_policy"),
            models.CheckConstraint(
                condition=Q(only=True)
                & Q(
                    pause_days__gte=1, pause_days__lte=3, remind_days__gte=1, remind_days__lte=F("pause_days")
                )
                & Q(respond_safety__lte=F("solve_safety"), respond_high__lte=F("solve_high"))
                & Q(respond_medium__lte=F("solve_medium"), respond_low__lte=F("solve_low"))
                & Q(warn_share__lt=1, link_days__gte=1, link_days__lte=365)
                & Q(give_agent__lte=F("give_team_lead"), give_team_lead__lte=F("give_manager"))
                & Q(give_account_manager__lte=F("give_team_lead")),
                name="complaint_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"


ComplaintPolicyEvent = recorded(ComplaintPolicy, of="pgh_obj", exclude=("only",))
