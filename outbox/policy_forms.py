"""The forms of the sending policy and of its switch."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outbox import policies
from outbox.models import SendingPolicy

# (heading, what it means, its fields), as they stand on the page.
GROUPS = (
    (
        _("Hours"),
        _("By the clock of the customer's branch. Outside them a message waits; it is not lost."),
        ("promotions_from", "promotions_until", "service_from", "service_until", "promotion_days"),
    ),
    (
        _("Frequency caps"),
        _("Over all playbooks together. A message above a cap waits until there is room."),
        ("cap", "cap_days", "long_cap", "long_cap_days", "day_cap"),
    ),
    (
        pgettext_lazy("policy of sending", "Cost"),
        _("When the budget of a month is used up, SMS wait for the next month."),
        ("sms_price", "sms_budget"),
    ),
    (
        _("Without a word of the customer"),
        _("A refusal or an opt-out always holds."),
        ("service_without_consent", "marketing_without_consent"),
    ),
    (
        _("Words"),
        _("An answer of one of these words alone opts out or in, whatever its capitals."),
        ("opt_out_words", "opt_in_words"),
    ),
)
FIELDS = [name for _heading, _meaning, names in GROUPS for name in names]


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PolicyForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = SendingPolicy
        fields = FIELDS
        widgets = {name: ClockInput() for name in FIELDS if name.endswith(("_from", "_until"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean_opt_out_words(self) -> str:
        return policies.tidy(self.cleaned_data["opt_out_words"])

    def clean_opt_in_words(self) -> str:
        return policies.tidy(self.cleaned_data["opt_in_words"])

    def validate_constraints(self) -> None:
        """The service says in words what the database would only name."""

    @property
    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(heading, meaning, [self[name] for name in names]) for heading, meaning, names in GROUPS]


class SwitchForm(forms.Form):
    """On or off. Whoever stops all sending says why; after a restore somebody has looked before."""

    on = forms.BooleanField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Why"), max_length=200, required=False)
    looked = forms.BooleanField(
        label=_("I have looked into the gateway's log: what it shows is not to be sent again."),
        required=False,
    )

    def __init__(self, data: Any = None, *, on: bool, restored: bool) -> None:
        super().__init__(data, initial={"on": not on})
        self.must_look = restored
        if not restored:
            del self.fields["looked"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("on") and not data.get("note", "").strip():
            self.add_error("note", ValidationError(_("Write down why, for those who wonder.")))
        if data.get("on") and self.must_look and not data.get("looked"):
            self.add_error("looked", ValidationError(_("Look into the gateway's log first.")))
        return data
