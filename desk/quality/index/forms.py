"""The form of the policy of the quality index."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.models import QualityPolicy
from desk.quality.index.policies import BURDENS, LONGEST, SHORTEST, WEIGHTS, faults

# (heading, what it means, its fields), as they stand on the page.
GROUPS = (
    (
        _("Weights of the factors"),
        _("They add up to 100. A factor that is missing gives its weight to the others; it is never zero."),
        WEIGHTS,
    ),
    (
        _("Complaints"),
        _(
            "How much one complaint weighs, as an answer of 0; a visit after which nobody complained "
            "is an answer of 100 and weighs little."
        ),
        (*BURDENS, "quiet_visit"),
    ),
    (
        _("Window"),
        _("The index looks back from the end of a day; every day anew."),
        ("window_days",),
    ),
    (
        _("Too few answers"),
        _("Below these there is no figure. Figures of people need 30 at least."),
        ("least_places", "least_customers"),
    ),
)
FIELDS = [name for _heading, _meaning, names in GROUPS for name in names]
# Field: least and most.
LIMITS = {
    **dict.fromkeys(WEIGHTS, (0, 100)),
    "window_days": (SHORTEST, LONGEST),
    "least_places": (1, 1000),
    "least_customers": (1, 100),
}


class QualityPolicyForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = QualityPolicy
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, (least, most) in LIMITS.items():
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=least, max_value=most
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for name, wrong in faults(QualityPolicy(**{name: data[name] for name in FIELDS})).items():
                self.add_error(name, wrong)
        return data

    def validate_constraints(self) -> None:
        """Said in words above; the database would only name them."""

    @property
    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(heading, meaning, [self[name] for name in names]) for heading, meaning, names in GROUPS]
