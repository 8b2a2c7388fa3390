"""Forms of the policy of health: caps for everybody with the bands, and caps for a segment."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signals.health.groups import GROUPS
from signals.health.words import GROUPS as NAMES
from signals.health.words import HOLDS
from signals.models import ScoringPolicy
from signals.segment_forms import SegmentFields

MOST = 100


class CapsForm(forms.Form):
    """How many points each group may take at most."""

    def __init__(self, *args: Any, caps: Mapping[str, int], **kwargs: Any) -> None:
        """caps: what holds now, for the first look at the form."""
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, **caps}
        for group in GROUPS:
            self.fields[group] = forms.IntegerField(
                label=str(NAMES[group]), help_text=str(HOLDS[group]), min_value=0, max_value=MOST
            )

    @property
    def caps(self) -> dict[str, int]:
        return {group: self.cleaned_data[group] for group in GROUPS}

    @property
    def of_caps(self) -> list[Any]:
        return [self[group] for group in GROUPS]


class HealthForm(CapsForm):
    """For everybody, with the bands."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    at_risk_below = forms.IntegerField(label=gettext_lazy("At risk below"), min_value=1, max_value=MOST - 1)
    well_from = forms.IntegerField(label=gettext_lazy("Well from"), min_value=2, max_value=MOST)

    def __init__(self, *args: Any, policy: ScoringPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **self.initial,
            "version": policy.version,
            "at_risk_below": policy.at_risk_below,
            "well_from": policy.well_from,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        below, well = data.get("at_risk_below"), data.get("well_from")
        if below is not None and well is not None and below >= well:
            self.add_error("well_from", _("Above “%(other)s”.") % {"other": self["at_risk_below"].label})
        return data

    @property
    def bands(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in ("at_risk_below", "well_from")}

    @property
    def whose(self) -> dict[str, Any]:
        """Everybody, as nights read it."""
        return {"branch": None, "customer_kind": "", "echelon": None}

    @property
    def of_segment(self) -> list[Any]:
        return [self["at_risk_below"], self["well_from"]]


class ProfileForm(SegmentFields, CapsForm):
    """For the customers of a segment."""
