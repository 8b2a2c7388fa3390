"""Declaring a defect: what it is about, when, and what customers are told."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Category
from desk.models import Complaint, Matter
from outbox.models import Purpose, Template
from outbox.rendering import has_stray_brace, unknown
from staff.models import User


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class DefectForm(forms.Form):
    prefix = "defect"

    token = forms.UUIDField(widget=forms.HiddenInput)
    complaint = forms.ModelChoiceField(
        Complaint.objects.none(), required=False, widget=forms.HiddenInput, label=_("Complaint")
    )
    title = forms.CharField(label=_("In short"), max_length=120)
    category = forms.ModelChoiceField(
        Category.objects.order_by("name"), label=_("Category"), required=False, empty_label=_("Any")
    )
    article = forms.CharField(
        label=_("Words of the bill"),
        max_length=80,
        required=False,
        help_text=_("An article, a part or its number, as bills name it."),
    )
    asset = forms.CharField(
        label=_("Vehicle, site or device"),
        max_length=80,
        required=False,
        help_text=_("A model or a part of its name."),
    )
    technician = forms.ModelChoiceField(
        User.objects.order_by("name"), label=_("Technician"), required=False, empty_label=_("Anybody")
    )
    first_day = day(pgettext_lazy("a period", "From"))
    last_day = day(pgettext_lazy("a period", "To"))
    text = forms.CharField(
        label=pgettext_lazy("a defect", "What customers read"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("{name} and {salutation} stand for the customer's."),
        error_messages={"required": _("Write what the customers are told.")},
    )
    template = forms.ModelChoiceField(
        Template.objects.none(),
        label=_("Template"),
        required=False,
        empty_label=_("The words above"),
        help_text=_("Where a gateway takes approved templates only."),
    )
    matter = forms.ModelChoiceField(
        Matter.objects.none(), label=_("Customer voice"), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())
        fields: dict[str, Any] = self.fields
        fields["complaint"].queryset = Complaint.objects.visible_to(by)
        good = Template.objects.filter(
            purpose=Purpose.SERVICE, approval__in=Template.GOOD, retired_at=None
        ).order_by("name", "pk")
        fields["template"].queryset = good
        fields["matter"].queryset = Matter.objects.visible_to(by).open().order_by("-pk")
        fields["matter"].label_from_instance = lambda matter: f"{matter} {matter.title}"

    def clean_text(self) -> str:
        """Braces hold variables that we know."""
        text: str = self.cleaned_data["text"]
        wrong = unknown(text)
        if wrong or has_stray_brace(text):
            raise forms.ValidationError(
                _("Braces hold variables only; unknown: %(words)s"),
                params={"words": ", ".join(wrong) or "{ }"},
            )
        return text
