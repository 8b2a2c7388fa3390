"""Forms of one detector: for everybody, and for the customers of a segment."""

from types import ModuleType
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm.ui import figures
from signals.detectors.limits import Limits, limits
from signals.segment_forms import SegmentFields
from signals.wording import PAIRS, label, parameters

MOST = 1_000_000


class DetectorForm(forms.Form):
    """On or off, weight, and one field for each parameter of the detector."""

    enabled = forms.BooleanField(label=gettext_lazy("On"), required=False)
    weight = forms.FloatField(
        label=gettext_lazy("Weight"),
        min_value=0,
        max_value=1,
        widget=forms.NumberInput(attrs={"min": 0, "max": 1, "step": "0.05"}),
        help_text=gettext_lazy(
            "The share of what its group may take that a signal of full strength takes, 0 to 1."
        ),
    )

    def __init__(self, *args: Any, detector: ModuleType, rule: dict[str, Any], **kwargs: Any) -> None:
        """rule: what holds now, for the first look at the form."""
        usual, limit = parameters(detector), limits(detector)
        held = {name: limit[name].within(value) for name, value in (usual | rule["parameters"]).items()}
        initial = {"enabled": rule["enabled"], "weight": rule["weight"], **held}
        super().__init__(*args, **kwargs)
        self.initial = initial
        self.usual = usual
        for name, value in usual.items():
            self.fields[name] = parameter_field(label(detector.KIND, name), name, value, limit[name])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for low, high in PAIRS:
            if {low, high} <= data.keys() and data[low] >= data[high]:
                self.add_error(high, _("Above “%(other)s”.") % {"other": self.fields[low].label})
        return data

    @property
    def rule(self) -> dict[str, Any]:
        """What was said, as nights follow it: only what differs from the defaults is kept."""
        data = self.cleaned_data
        changed = {name: data[name] for name, usual in self.usual.items() if data[name] != usual}
        return {"enabled": data["enabled"], "weight": data["weight"], "parameters": changed}

    @property
    def of_all(self) -> list[Any]:
        return [self[name] for name in ("enabled", "weight")]

    @property
    def of_parameters(self) -> list[Any]:
        return [self[name] for name in self.usual]


class SegmentForm(SegmentFields, DetectorForm):
    """The same for the customers of a segment."""

    @property
    def of_all(self) -> list[Any]:
        return [*self.of_segment, *super().of_all]


def parameter_field(words: str, name: str, usual: float, limit: Limits) -> forms.Field:
    """Strengths and shares lie between 0 and 1; whole numbers stay whole."""
    share = name.startswith(("of_", "share_")) or name == "steady"
    most = MOST if limit.most is None else limit.most
    said: dict[str, Any] = {
        "label": words,
        "min_value": limit.least,
        "max_value": 1 if share else most,
        "help_text": limits_in_words(limit),
    }
    if isinstance(usual, int):
        return forms.IntegerField(**said)
    return forms.FloatField(widget=forms.NumberInput(attrs={"step": "0.05" if share else "any"}), **said)


def limits_in_words(limit: Limits) -> str:
    """Empty where any figure from 0 on changes something."""
    if limit.most is not None:
        return _("At most %(most)s: no more is looked at.") % {"most": figures.figure(limit.most)}
    if limit.least:
        return _("At least %(least)s: no less is looked at.") % {"least": figures.figure(limit.least)}
    return ""
