"""The answer to a call: a score of 1 to 5 or of 0 to 10, and the complaint of whoever is not satisfied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms import SCORES
from desk.models import Complaint

# Highest step of the scale → the choices, and up to which step somebody has a complaint: below the middle.
STEPS = {5: SCORES, 10: [(step, str(step)) for step in range(11)]}
UNHAPPY = {5: 2, 10: 4}
MISSING = {5: _("Choose a score from 1 to 5."), 10: _("Choose a step from 0 to 10.")}


class AnswerForm(forms.Form):
    """How satisfied he is. Whoever is not (1 or 2 of 5) has a complaint, which is logged in place.

    scale: its highest step, 5 or 10.
    """

    score = forms.TypedChoiceField(
        label=_("How satisfied, 1 to 5"),
        coerce=int,
        empty_value=None,
        choices=SCORES,
        widget=forms.RadioSelect,
        error_messages={"required": MISSING[5]},
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

    def __init__(self, *args: Any, scale: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        score: Any = self.fields["score"]
        score.choices = STEPS[scale]

    def clean(self) -> dict[str, Any]:
        """The words of somebody unhappy are his complaint."""
        cleaned = super().clean() or self.cleaned_data
        cause, severity = cleaned.pop("cause", ""), cleaned.pop("severity", None)
        score = cleaned.get("score")
        if score is None or score > UNHAPPY[self.scale]:
            return cleaned
        if not cause:
            self.add_error("cause", _("Choose the cause that fits best."))
        if not cleaned.get("comment"):
            self.add_error("comment", _("Write down what happened."))
        severity = severity or Complaint.Severity.MEDIUM
        cleaned["complaint"] = {"cause": cause, "severity": severity, "text": cleaned.get("comment", "")}
        return cleaned
