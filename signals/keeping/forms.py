"""How long snapshots are kept: what a manager may choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signals.models import ScoringPolicy

# Months. Chances are held against what was told a year and a week ago: fewer would leave that out.
FEWEST, MOST = 13, 240
LEGEND = gettext_lazy("Where each customer stood")


class KeepingForm(forms.ModelForm):
    """Every night for so long, then the last night of each month."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ScoringPolicy
        fields = ["keep_nights_months", "keep_ends_months"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].widget = forms.NumberInput(attrs={"min": FEWEST, "max": MOST})
        self.fields["keep_nights_months"].help_text = gettext_lazy(
            "Whole months, longer where the horizon is: what nights told is held against what came."
        )
        self.fields["keep_ends_months"].help_text = gettext_lazy(
            "Monthly figures and the history of scores go back so far."
        )
        self.initial["version"] = self.instance.version

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """(legend, fields) as the page shows them."""
        return [(str(LEGEND), [self[name] for name in self.Meta.fields])]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.Meta.fields:
            if name in data and not FEWEST <= data[name] <= MOST:
                between = {"low": FEWEST, "high": MOST}
                self.add_error(name, _("Between %(low)s and %(high)s.") % between)
        if not self.errors and data["keep_ends_months"] < data["keep_nights_months"]:
            self.add_error("keep_ends_months", _("Not shorter than every night is kept."))
        return data
