"""Forms of routing: a person's skills, the list of skills, the rules, a key account's specialist."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.models import Complaint, RoutingPolicy, Seat, Skill
from staff.models import User
from staff.roles import Role

FIELDS = tuple(
    name
    for name in (field.name for field in RoutingPolicy._meta.concrete_fields)
    if name not in ("id", "only", "version", "changed_by", "changed_at")
)
WEIGHTS = ("weight_safety", "weight_high", "weight_medium", "weight_low", "weight_inquiry", "waiting_share")


class SeatForm(forms.ModelForm):
    """What a person is good at, and how much a working day of his holds."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Seat
        fields = ("takes", "skills", "capacity")
        labels = {
            "takes": pgettext_lazy("routing", "Is given work by the rules"),
            "skills": _("Good at"),
            "capacity": _("Points a working day"),
        }
        widgets = {"skills": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        skills: Any = self.fields["skills"]
        skills.queryset = Skill.objects.filter(retired_at=None)
        self.fields["capacity"].help_text = _("Empty: %(usual)d, as the policy says.") % {"usual": usual}


class SkillForm(forms.Form):
    """A skill more on the list."""

    name = forms.CharField(
        label=_("Name"), max_length=40, error_messages={"required": _("A name is needed.")}
    )


class PolicyForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = RoutingPolicy
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        choices = [
            ("", _("Anybody")),
            *((one.code, str(one)) for one in Skill.objects.filter(retired_at=None)),
        ]
        for value, label in (*Complaint.Cause.choices, ("inquiry", _("Inquiry"))):
            self.fields[f"skill_{value}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields["on"].label = _("Give out by these rules")

    def validate_constraints(self) -> None:
        """Said in words by the fields' own limits; the database would only name them."""

    @property
    def rules(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS if name.startswith("skill_")]

    @property
    def weights(self) -> list[forms.BoundField]:
        return [self[name] for name in WEIGHTS]


class SpecialistForm(forms.Form):
    """Whom a key account knows by name."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Specialist"), required=False, empty_label=_("Nobody in particular")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.at_work().logging_in().exclude(role=Role.AUDITOR).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
