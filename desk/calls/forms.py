"""The answer to a call: a score, and the complaint of whoever is not satisfied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms import SCORES
from desk.models import Complaint

UNHAPPY = 2


class AnswerForm(forms.Form):
    """How satisfied he is. Whoever is not (1 or 2) has a complaint, which is logged in place."""

    score = forms.TypedChoiceField(
        label=_("How satisfied, 1 to 5"),
        coerce=int,
        empty_value=None,
        choices=SCORES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a score from 1 to 5.")},
    )
    comment = forms.CharField(
        label=_("In their words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    cause = forms.ChoiceField(
        label=_("Cause"), required=False, choices=[("", _("Choose a cause")), *Complaint.Cause.choices]
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=Complaint.Severity.choices,
        initial=Complaint.Severity.MEDIUM,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """The words of somebody unhappy are his complaint."""
        cleaned = super().clean() or self.cleaned_data
        cause, severity = cleaned.pop("cause", ""), cleaned.pop("severity", None)
        if (cleaned.get("score") or UNHAPPY + 1) > UNHAPPY:
            return cleaned
        if not cause:
            self.add_error("cause", _("Choose the cause that fits best."))
        if not cleaned.get("comment"):
            self.add_error("comment", _("Write down what happened."))
        severity = severity or Complaint.Severity.MEDIUM
        cleaned["complaint"] = {"cause": cause, "severity": severity, "text": cleaned.get("comment", "")}
        return cleaned
