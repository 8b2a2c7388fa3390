"""The forms of what administrators define for all profiles: own fields and tags."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import CustomField, Tag


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


def free_name(model: Any, name: str, *, but: int | None) -> str:
    """The name, unless another one has it, written in whatever case."""
    if model.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise forms.ValidationError(_("This name is taken."))
    return name
