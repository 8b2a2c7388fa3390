"""The forms of what is defined for all: own fields, tags, kinds of visits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers import setup
from customers.models import CustomField, Tag, VisitType


class CustomFieldForm(forms.ModelForm):
    """A field of the business's own. Its kind is fixed once it is made: values hold to it."""

    options = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. Only for the kind “Choice”."),
    )

    class Meta:
        model = CustomField
        fields = ("name", "kind", "options")
        labels = {"name": _("Name"), "kind": _("Kind")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["options"] = "\n".join(self.instance.options)
        if self.instance.pk:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("Fixed, since customers hold values of this kind.")

    def clean_name(self) -> str:
        return free_name(CustomField, self.cleaned_data["name"], but=self.instance.pk)

    def clean_options(self) -> list[str]:
        """Words, each once, in their order."""
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines()]
        words = list(dict.fromkeys(line for line in lines if line))
        if any(len(word) > 80 for word in words):
            raise forms.ValidationError(_("A choice has at most 80 characters."))
        return words

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        chosen = found.get("kind") == CustomField.Kind.CHOICE
        if chosen and not found.get("options") and "options" not in self.errors:
            self.add_error("options", _("Write down what can be chosen."))
        if not chosen:
            found["options"] = []
        return found


class TagForm(forms.ModelForm):
    class Meta:
        model = Tag
        fields = ("name", "colour")
        labels = {"name": _("Name"), "colour": _("Colour")}
        widgets = {"colour": forms.RadioSelect}

    def clean_name(self) -> str:
        return free_name(Tag, self.cleaned_data["name"], but=self.instance.pk)


class VisitKindForm(forms.ModelForm):
    """A kind of visits. Its code is fixed, what it means too as soon as a visit has been counted by it."""

    class Meta:
        model = VisitType
        fields = ("name", "code", "resets_clock", "in_rhythm")
        labels = {
            "name": _("Name"),
            "code": _("Code in files"),
            "resets_clock": _("Counts as a visit: the customer is no longer silent"),
            "in_rhythm": _("Enters the rhythm: how often the customer usually comes"),
        }
        help_texts = {"code": _("As your till or garage system writes it; the name is understood, too.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        if not self.instance.pk:
            return
        self.fix("code", _("Fixed, since imports and policies name it."))
        if setup.has_visits(self.instance):
            counted = _(
                "Fixed, since visits have been counted by it. Make another kind, and retire this one."
            )
            self.fix("resets_clock", counted)
            self.fix("in_rhythm", counted)

    def fix(self, name: str, why: Any) -> None:
        self.fields[name].disabled, self.fields[name].help_text = True, why

    def clean_name(self) -> str:
        return free_name(VisitType, self.cleaned_data["name"], but=self.instance.pk)

    def clean_code(self) -> str:
        """Left empty it is made of the name."""
        return self.cleaned_data["code"] or setup.free_code(self.cleaned_data.get("name", ""))


def free_name(model: Any, name: str, *, but: int | None) -> str:
    """The name, unless another one has it, written in whatever case."""
    if model.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise forms.ValidationError(_("This name is taken."))
    return name
