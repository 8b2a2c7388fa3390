"""What is asked of whoever says something to a signal: until when, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.record_forms import DayInput
from signals.models import ChurnSignal

LONGEST = 300
WHY = pgettext_lazy("of a signal", "Why")


class SayForm(forms.Form):
    """The first field has the focus as soon as the form is there."""

    def __init__(self, data: Any = None, *, signal: ChurnSignal) -> None:
        super().__init__(data, auto_id=f"say-{signal.pk}-%s")
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class SnoozeForm(SayForm):
    """Not before that day."""

    until = forms.DateField(
        label=_("Not before"), widget=DayInput(), error_messages={"required": _("Choose a day.")}
    )
    reason = forms.CharField(
        label=WHY, max_length=LONGEST, error_messages={"required": _("Write down what you wait for.")}
    )


class SettleForm(SayForm):
    """What was behind it is settled."""

    reason = forms.CharField(
        label=pgettext_lazy("of a signal", "How it was settled"), max_length=LONGEST, required=False
    )


class FalseAlarmForm(SayForm):
    """There is nothing in it."""

    reason = forms.CharField(
        label=WHY,
        max_length=LONGEST,
        error_messages={"required": _("Write down why there is nothing in it.")},
        help_text=_("Its kind is believed a little less for it."),
    )
