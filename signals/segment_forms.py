"""For whom a rule is, as every form of a policy asks it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from signals.models.segments import ECHELONS, Segment
from staff.models import Branch

WHOSE = ("branch", "echelon", "customer_kind")


class SegmentFields(forms.Form):
    """A branch, an echelon, a kind of customer, or several of these at once."""

    branch = forms.ModelChoiceField(
        Branch.objects.all(), label=gettext_lazy("Branch"), required=False, empty_label=gettext_lazy("all")
    )
    echelon = forms.TypedChoiceField(
        label=gettext_lazy("Echelon"),
        choices=[("", gettext_lazy("all")), *ECHELONS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    customer_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of customer"),
        choices=[("", gettext_lazy("all")), *Customer.Kind.choices],
        required=False,
    )

    def __init__(self, *args: Any, segment: Segment | None = None, **kwargs: Any) -> None:
        """segment: the one that is changed."""
        super().__init__(*args, **kwargs)
        if segment:
            self.initial = {**self.initial, **segment.whose}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in WHOSE):
            raise forms.ValidationError(_("Choose a branch, an echelon or a kind of customer."))
        return data

    @property
    def whose(self) -> dict[str, Any]:
        """The segment, as nights read it."""
        said = {name: self.cleaned_data[name] for name in WHOSE}
        return {**said, "branch": said["branch"] and said["branch"].pk}

    @property
    def of_segment(self) -> list[Any]:
        return [self[name] for name in WHOSE]
