"""The form of a work-order rating: from a paper slip, from a call, or from a visit that was chosen."""

import uuid
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm import clock
from customers.models import Visit
from desk.forms import SCORES
from desk.models import WorkOrderRating
from staff.models import User

Channel = WorkOrderRating.Channel
# What people enter here; links, platforms and other systems bring theirs themselves.
ENTERED = [one for one in Channel.choices if one[0] in (Channel.PAPER, Channel.AGENT, Channel.PLATFORM)]
MOST_MINUTES = 1440


class RatingForm(forms.Form):
    """visit: the job that the form was opened from; else its order number is asked for."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.CharField(
        label=_("Order number"),
        max_length=60,
        error_messages={"required": _("Write the order number.")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    score = forms.TypedChoiceField(
        label=pgettext_lazy("of a rating", "Score, 1 to 5"),
        coerce=int,
        choices=SCORES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a score from 1 to 5.")},
    )
    timeliness = forms.TypedChoiceField(
        label=_("Timeliness, 1 to 5"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=SCORES,
        widget=forms.RadioSelect,
    )
    minutes_late = forms.IntegerField(
        label=_("Minutes late"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    words = forms.CharField(
        label=_("In their words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    channel = forms.ChoiceField(
        label=_("Where it comes from"), choices=ENTERED, initial=Channel.PAPER, widget=forms.RadioSelect
    )
    given_on = forms.DateField(
        label=_("Given on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today if it is left empty."),
    )

    def __init__(self, data: Any = None, *, by: User, visit: Visit | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("token", uuid.uuid4())
        self.by, self.visit = by, visit
        if visit:
            del self.fields["number"]

    def clean_number(self) -> str:
        """Finds the one job of that number which this person may see."""
        number: str = self.cleaned_data["number"].strip()
        seen = Visit.objects.visible_to(self.by).select_related("branch", "customer__branch")
        found = list(seen.filter(number=number).order_by("-day", "-pk")[:2])
        if len(found) != 1:
            raise ValidationError(
                _("Two orders have this number. Enter the rating from the customer.")
                if found
                else _("There is no order of this number among those that you may see.")
            )
        (self.visit,) = found
        return number

    def clean(self) -> dict[str, Any]:
        """The day becomes a moment at the branch: noon, or now for today."""
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("number", None)
        day = cleaned.pop("given_on", None)
        if self.visit and day:
            cleaned["given_at"] = moment_of(day, self.visit)
        return cleaned


def moment_of(day: Any, visit: Visit) -> datetime | None:
    """Noon of that day at the branch; None for today, which is now."""
    branch = visit.branch or visit.customer.branch
    if day == clock.today(branch.time_zone):
        return None
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(branch.time_zone))
