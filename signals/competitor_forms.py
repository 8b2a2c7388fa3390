"""The form of one competitor."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signals.models import Competitor

NAMES = 12


class CompetitorForm(forms.ModelForm):
    aliases = forms.CharField(
        label=gettext_lazy("Other names"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("As customers say them, separated by commas. At least two characters each."),
    )

    class Meta:
        model = Competitor
        fields = ["name", "aliases", "active_from", "branch", "customer_kind", "brand"]
        widgets = {"active_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "active_from": gettext_lazy("Leave it empty while he only exists."),
            "branch": gettext_lazy("Empty: at all branches."),
            "brand": gettext_lazy("Only owners of this brand, as it stands in the vehicle's name."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = ", ".join(self.instance.aliases)

    def clean_name(self) -> str:
        return long_enough(self.cleaned_data["name"])

    def clean_aliases(self) -> list[str]:
        """One name each, none twice."""
        said = re.split(r"[,，、;；\n]", self.cleaned_data["aliases"])
        names = list(dict.fromkeys(one.strip() for one in said if one.strip()))
        if len(names) > NAMES:
            raise forms.ValidationError(_("At most %(count)d names.") % {"count": NAMES})
        return [long_enough(name) for name in names]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("active_from") and (
            data.get("branch") or data.get("customer_kind") or data.get("brand")
        ):
            self.add_error("active_from", _("Since when? Whom he courts counts from a day on."))
        return data


def long_enough(name: str) -> str:
    """A single character stands in half of all sentences."""
    name = " ".join(name.split())
    if len(name) < 2:
        raise forms.ValidationError(
            _("“%(name)s” is too short to be found in what people say.") % {"name": name}
        )
    if len(name) > 60:
        raise forms.ValidationError(_("“%(name)s” is longer than 60 characters.") % {"name": name})
    return name
