"""What is said in a verification call, what is decided about a doubt, and the policy of both."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.calls.forms import MISSING, STEPS, AnswerForm
from desk.models import Doubt, TruthPolicy

DECISIONS = [(state.value, state.label) for state in Doubt.SETTLED]
ASKED = [("yes", pgettext_lazy("asked before", "Yes")), ("no", pgettext_lazy("asked before", "No, never"))]

LABELS = {
    5: _("How satisfied was he then, 1 to 5"),
    10: _("How likely is he to recommend us, 0 to 10"),
}


class VerificationForm(AnswerForm):
    """Whether he was ever asked, and what he says now. What was entered before is not shown.

    scale: 5 asks how satisfied he was, 10 whether he would recommend us.
    """

    score = forms.TypedChoiceField(
        label=_("What he says: 1 to 5 how satisfied he was, or 0 to 10 whether he would recommend us"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=STEPS[10],
        widget=forms.RadioSelect,
    )

    asked = forms.TypedChoiceField(
        label=_("Did we ask him before?"),
        coerce=lambda said: said == "yes",
        choices=ASKED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether he was asked.")},
    )
    field_order = ("asked", "score")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].label = LABELS[self.scale]

    def clean(self) -> dict[str, Any]:
        """Whoever was asked has a score; whoever was not has none."""
        asked = self.cleaned_data.get("asked")
        if asked is False:
            self.cleaned_data["score"] = None
        if asked and self.cleaned_data.get("score") is None and "score" not in self.errors:
            self.add_error("score", MISSING[self.scale])
        return super().clean()


class DecideForm(forms.Form):
    """What becomes of a doubt."""

    state = forms.ChoiceField(
        label=pgettext_lazy("about a doubt", "Decision"), choices=DECISIONS, widget=forms.RadioSelect
    )
    note = forms.CharField(label=pgettext_lazy("a decision", "Why"), max_length=300)


# (heading, what it means, its fields), as they stand on the page.
GROUPS = (
    (
        _("From when on it speaks"),
        _("Few ratings prove nothing; of many doubts some are false."),
        ("window_days", "min_observations", "false_percent"),
    ),
    (
        _("What is odd"),
        _("Below these limits an oddity is not spoken of, however unlikely it is."),
        ("burst_seconds", "source_percent", "satisfied_percent", "promoter_percent", "left_days"),
    ),
    (
        _("Verification by phone"),
        _("Drawn at random from the customers behind a doubt."),
        ("verify_at_once", "sample_size"),
    ),
)
# Field: least and most.
LIMITS = {
    "window_days": (30, 730),
    "min_observations": (8, 500),
    "false_percent": (1, 20),
    "burst_seconds": (5, 600),
    "source_percent": (10, 100),
    "satisfied_percent": (10, 100),
    "promoter_percent": (10, 100),
    "left_days": (30, 730),
    "sample_size": (3, 100),
}


class PolicyForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = TruthPolicy
        fields = [*LIMITS, "verify_at_once"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, (least, most) in LIMITS.items():
            told = self.fields[name]
            self.fields[name] = forms.IntegerField(
                label=told.label, help_text=told.help_text, min_value=least, max_value=most
            )

    @property
    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(heading, meaning, [self[name] for name in names]) for heading, meaning, names in GROUPS]
