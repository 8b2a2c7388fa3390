"""What people enter when they act: outcomes, snoozes, hand-overs, and for which rows."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from retention.models import Action, ActionEvent
from retention.services import LONGEST_SNOOZE_DAYS
from staff.models import User
from staff.roles import KEEPERS, Role

Channel = ActionEvent.Channel
REACHED, NO_ANSWER, CALL_BACK, WRONG_NUMBER = "reached", "no_answer", "call_back", "wrong_number"
ANSWERS = {
    Channel.CALL: (
        (REACHED, lazy("Reached")),
        (NO_ANSWER, lazy("No answer")),
        (CALL_BACK, lazy("Call back")),
        (WRONG_NUMBER, lazy("Wrong number")),
    ),
    Channel.VISIT: (
        (REACHED, lazy("Met")),
        (NO_ANSWER, lazy("Nobody there")),
        (CALL_BACK, lazy("Another day")),
    ),
    Channel.SMS: (("sent", lazy("Sent by hand")),),
}
RESULTS = (
    Action.Outcome.BOOKED,
    Action.Outcome.THINKS,
    Action.Outcome.NOT_INTERESTED,
    Action.Outcome.COMPLAINED,
    Action.Outcome.LEFT,
    Action.Outcome.OTHER,
)
# The longest time ahead that a visit is booked for.
FURTHEST_BOOKING_DAYS = 400


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class OutcomeForm(forms.Form):
    """How a call, visit or message went."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=lazy("How did it go?"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=lazy("Result"), required=False, choices=[(one.value, one.label) for one in RESULTS]
    )
    when = forms.DateField(label=lazy("When"), required=False, widget=DayInput())
    promised = forms.CharField(label=lazy("We promised"), required=False, max_length=200)
    note = forms.CharField(label=lazy("Note"), required=False, max_length=2000)

    def __init__(self, data: Any = None, *, on: date, channel: str) -> None:
        answers = ANSWERS[Channel(channel)]
        initial = {"token": uuid4(), "channel": channel, "answer": answers[0][0]}
        super().__init__(data, initial=initial, auto_id="dock_%s")
        self.on = on
        cast(forms.ChoiceField, self.fields["answer"]).choices = answers
        self.fields["note"].widget.attrs["placeholder"] = _("Note: what you heard, in their words")
        self.fields["when"].widget.attrs["min"] = on.isoformat()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        answer, when = data.get("answer"), data.get("when")
        if answer == CALL_BACK:
            self.check_day(when, _("On which day?"), first=1, last=LONGEST_SNOOZE_DAYS)
        elif answer == REACHED and data.get("outcome") == Action.Outcome.BOOKED:
            self.check_day(when, _("On which day do they come?"), first=0, last=FURTHEST_BOOKING_DAYS)
        return data

    def check_day(self, when: date | None, question: str, *, first: int, last: int) -> None:
        if "when" in self.errors:
            return
        if when is None:
            self.add_error("when", question)
        elif when < self.on + timedelta(days=first):
            self.add_error(
                "when", _("That day has passed.") if when < self.on else _("Tomorrow at the earliest.")
            )
        elif when > self.on + timedelta(days=last):
            self.add_error("when", _("At most %(days)d days ahead.") % {"days": last})


class RowsForm(forms.Form):
    """For which actions: one row, or all that are selected."""

    # Several of these stand on one page, and each of their fields needs an id of its own.
    name = "rows"

    token = forms.UUIDField(widget=forms.HiddenInput)
    ids = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"token": uuid4()}, auto_id=f"{self.name}_%s")

    def clean_ids(self) -> list[int]:
        words = self.cleaned_data["ids"].split(",")
        if len(words) > 500 or not all(word.strip().isdecimal() for word in words):
            raise forms.ValidationError(_("Choose between 1 and 500 rows."))
        return [int(word) for word in words]


class SnoozeForm(RowsForm):
    """Until when, and why."""

    name = "snooze"

    until = forms.ChoiceField(label=lazy("Until"), widget=forms.RadioSelect)
    day = forms.DateField(label=lazy("Own date"), required=False, widget=DayInput())
    reason = forms.CharField(label=lazy("Why"), max_length=200)

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data)
        self.on = on
        cast(forms.ChoiceField, self.fields["until"]).choices = (
            ("1", _("Tomorrow")),
            ("3", _("3 days")),
            ("7", _("Next week")),
            ("own", _("Own date")),
        )
        self.initial["until"] = "1"
        self.fields["day"].widget.attrs |= {
            "min": (on + timedelta(days=1)).isoformat(),
            "max": (on + timedelta(days=LONGEST_SNOOZE_DAYS)).isoformat(),
        }
        self.fields["reason"].widget.attrs["placeholder"] = _("on holiday until the 20th")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        until = data.get("until")
        if until == "own" and not data.get("day") and "day" not in self.errors:
            self.add_error(
                "day", _("Choose a day from tomorrow to %(days)d days ahead.") % {"days": LONGEST_SNOOZE_DAYS}
            )
        elif until and until != "own":
            data["day"] = self.on + timedelta(days=int(until))
        return data


class ReassignForm(RowsForm):
    """To whom."""

    name = "reassign"

    to = forms.ModelChoiceField(label=lazy("To"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = takers(by)


def takers(by: User) -> QuerySet[User]:
    """People whom `by` may hand customers to: keepers at work whose work he sees. Nobody unless he leads."""
    if not by.leads:
        return User.objects.none()
    keepers = [role for role in KEEPERS if role != Role.AUDITOR]
    return User.objects.visible_to(by).at_work().filter(role__in=keepers).order_by("name")
