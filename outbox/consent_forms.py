"""What a customer says about being contacted, as a person writes it down."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm import clock
from customers.record_forms import DayField, RecordForm
from outbox.models import Channel, Consent, Purpose

WORDS = (("yes", pgettext_lazy("consent", "given")), ("no", pgettext_lazy("consent", "refused")))
NOON = time(12)
# Files, replies and the API write their own.
BY_HAND = (Consent.Source.PERSON, Consent.Source.FORM, Consent.Source.PAGE)


class ConsentForm(RecordForm):
    """One word about one channel and one purpose."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    word = forms.ChoiceField(label=_("What they said"), choices=WORDS, widget=forms.RadioSelect)
    source = forms.ChoiceField(
        label=_("How they said it"), choices=[(one.value, one.label) for one in BY_HAND]
    )
    day = DayField(label=_("When"), past=True)
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("Where it can be proved: a form's number, a recording."),
    )

    def __init__(
        self, data: Any = None, *, on: date, zone: str, initial: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(data, on=on, initial={"day": on} | initial, **kwargs)
        self.zone = zone

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        return {
            "channel": given["channel"],
            "purpose": given["purpose"],
            "given": given["word"] == "yes",
            "source": given["source"],
            "note": given["note"],
            "token": given["token"],
            "at": self.moment(given["day"]),
        }

    def moment(self, day: date) -> datetime:
        """Today it was just now; of another day we know no more than the day."""
        return clock.now() if day == self.on else datetime.combine(day, NOON, tzinfo=ZoneInfo(self.zone))


class LiftForm(RecordForm):
    """Why an address is written to again that opted out."""

    note = forms.CharField(label=_("How the customer said so"), max_length=200)
