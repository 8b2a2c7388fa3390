"""The form of the policy of contacts, promises and third-day calls."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import VisitType
from desk.models import ContactPolicy

# (heading, what it means, its fields), as they stand on the page.
GROUPS = (
    (
        _("Solved at first contact"),
        _("Measured by what happened after, whatever was ticked."),
        ("resolved_days",),
    ),
    (
        _("Promises"),
        _(
            "After the due time there is one working day to record whether a promise was kept; "
            "then it is broken."
        ),
        ("remind_minutes",),
    ),
    (
        _("Third-day calls"),
        _("Every visit of these kinds is followed up by phone."),
        ("call_types", "call_days", "call_tries", "call_late_days"),
    ),
)
FIELDS = [name for _heading, _meaning, names in GROUPS for name in names]
# Field: least and most.
LIMITS = {
    "resolved_days": (1, 90),
    "remind_minutes": (5, 1440),
    "call_days": (1, 30),
    "call_tries": (1, 9),
    "call_late_days": (1, 30),
}


class PolicyForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    call_types = forms.MultipleChoiceField(
        label=_("Kinds of visits"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ContactPolicy
        fields = FIELDS
        labels = {"call_late_days": _("Days until a call is late")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        types: Any = self.fields["call_types"]
        named = Q(retired_at=None) | Q(code__in=self.instance.call_types)
        known = VisitType.objects.filter(named).values_list("code", "name")
        types.choices = [*known, (ContactPolicy.NO_KIND, _("Visits without a kind"))]
        for name, (least, most) in LIMITS.items():
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=least,
                max_value=most,
            )

    @property
    def kinds(self) -> list[str]:
        """The kinds of visits that are named, in words."""
        types: Any = self.fields["call_types"]
        return [str(words) for code, words in types.choices if code in self.instance.call_types]

    @property
    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(heading, meaning, [self[name] for name in names]) for heading, meaning, names in GROUPS]
