"""Forms of the policies, with refusals in words instead of the database's constraint names."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signals.models import ScoringPolicy, TierSegment
from signals.models.policy import MONTHS
from signals.policies import scoring_policy
from signals.segment_forms import SegmentFields

IN_MONTHS = gettext_lazy("Tiers, in calendar months since the last visit")
PRIORS = ("prior_current", "prior_sms", "prior_call", "prior_recall")
WHOLE = Decimal(1)
GROUPS = (
    (IN_MONTHS, (*MONTHS, "attrition_months")),
    (gettext_lazy("Chance of leaving, until a model has learned"), (*PRIORS, "prior_days", "horizon_days")),
    (gettext_lazy("Echelons"), ("share_first", "share_second", "echelon_months", "frequency_share")),
    (gettext_lazy("Calls and urgency"), ("call_at_strength", "border_days")),
    (gettext_lazy("Learning"), ("learns", "learn_every_days")),
)


def in_order(values: Sequence[Any], *, strictly: bool) -> bool:
    """Each greater than the one before, or at least not smaller. False where one is missing."""
    if None in values:
        return False
    return all(a < b if strictly else a <= b for a, b in pairwise(values))


def refuse_disorder(data: Mapping[str, Any]) -> None:
    """Tiers begin one after the other."""
    months = [data[name] for name in MONTHS if data.get(name) is not None]
    if len(months) == len(MONTHS) and not (months[0] >= 1 and in_order(months, strictly=True)):
        raise forms.ValidationError(_("Each tier begins later than the one before, the first after a month."))


class ScoringForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ScoringPolicy
        fields = [name for _legend, names in GROUPS for name in names]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*PRIORS, "share_first", "share_second", "frequency_share", "call_at_strength"):
            self.fields[name].widget = forms.NumberInput(attrs={"min": 0, "max": 1, "step": "0.01"})
        for name in PRIORS:
            self.fields[name].help_text = gettext_lazy(
                "Chance of no purchase within the days that the priors are for, 0 to 1."
            )
        self.fields["prior_days"].help_text = gettext_lazy(
            "For the horizon they are worked out as if customers came back at an even rate."
        )
        self.fields["horizon_days"].help_text = gettext_lazy(
            "A business whose customers come weekly sets 30."
        )
        self.fields["call_at_strength"].help_text = gettext_lazy("Strength of an open signal, 0 to 1.")
        self.fields["frequency_share"].help_text = gettext_lazy(
            "0: only the margin a customer brings counts, 1: only how often he comes."
        )
        self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_disorder(data)
        priors = [data.get(name) for name in PRIORS]
        if None not in priors and not in_order([0, *priors, 1], strictly=False):
            self.add_error(
                None, _("The chance of leaving does not fall from tier to tier, and lies between 0 and 1.")
            )
        if not in_order([last_tier(data.get("months_recall")), data.get("attrition_months")], strictly=True):
            self.add_error("attrition_months", _("Natural attrition begins later than the last tier."))
        if (data.get("share_first") or 0) + (data.get("share_second") or 0) > WHOLE:
            self.add_error("share_second", _("Echelons 1 and 2 hold at most all customers."))
        return data

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """(legend, fields) as the page shows them."""
        return [(str(legend), [self[name] for name in names]) for legend, names in GROUPS]

    def clean_horizon_days(self) -> int:
        return self.within("horizon_days", 7, 730)

    def clean_prior_days(self) -> int:
        return self.within("prior_days", 7, 730)

    def clean_learn_every_days(self) -> int:
        return self.within("learn_every_days", 7, 365)

    def clean_call_at_strength(self) -> float:
        return self.within("call_at_strength", 0, 1)

    def clean_share_first(self) -> Decimal:
        return self.within("share_first", 0, 1)

    def clean_share_second(self) -> Decimal:
        return self.within("share_second", 0, 1)

    def clean_echelon_months(self) -> int:
        return self.within("echelon_months", 1, 60)

    def clean_frequency_share(self) -> Decimal:
        return self.within("frequency_share", 0, 1)

    def within(self, name: str, low: int, high: int) -> Any:
        value = self.cleaned_data[name]
        if not low <= value <= high:
            raise forms.ValidationError(_("Between %(low)s and %(high)s.") % {"low": low, "high": high})
        return value


def last_tier(of_everybody: int | None) -> int | None:
    """When the last tier begins for whom it begins last. of_everybody: for whom has no months of his own."""
    own = TierSegment.objects.aggregate(last=Max("months_recall"))["last"] or 0
    return None if of_everybody is None else max(of_everybody, own)


def months_field(name: str) -> forms.Field:
    """As the model has it."""
    return forms.fields_for_model(TierSegment, [name])[name]


class TierForm(SegmentFields):
    """Months of their own for the customers of a segment."""

    months_sms = months_field("months_sms")
    months_call = months_field("months_call")
    months_recall = months_field("months_recall")

    # Which row is changed; without one it is new.
    row = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, months: Mapping[str, int], **kwargs: Any) -> None:
        """months: what holds now, for the first look at the form."""
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, **months}
        if segment := kwargs.get("segment"):
            self.initial["row"] = segment.pk

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_disorder(data)
        attrition = scoring_policy().attrition_months
        if (data.get("months_recall") or 0) >= attrition:
            self.add_error(
                "months_recall",
                _("Earlier than natural attrition, which begins after %(months)s months.")
                % {"months": attrition},
            )
        return data

    @property
    def months(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in MONTHS}

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """(legend, fields) as the page shows them."""
        return [(_("For whom"), self.of_segment), (str(IN_MONTHS), [self[name] for name in MONTHS])]
