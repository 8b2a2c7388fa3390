"""Declaring a defect: what it is about, when, and what customers are told."""

import uuid
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Category
from desk.models import Complaint, Matter
from desk.telling import language_in, only_variables
from outbox.models import Purpose, Template
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
        validators=[only_variables],
    )
    template = forms.ModelChoiceField(
        Template.objects.none(),
        label=_("Template"),
        required=False,
        empty_label=_("The words above"),
        help_text=_("Where a gateway takes approved templates only."),
    )
    title_other = forms.CharField(
        label=_("In short, in the other language"),
        max_length=120,
        required=False,
        help_text=_("The subject of an e-mail."),
    )
    text_other = forms.CharField(
        label=pgettext_lazy("a defect", "The same in the other language"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=pgettext_lazy(
            "a defect",
            "English or Chinese: each customer reads his own, who has none of his reads the first.",
        ),
        validators=[only_variables],
    )
    template_other = forms.ModelChoiceField(
        Template.objects.none(),
        label=_("Template in the other language"),
        required=False,
        empty_label=_("The words above"),
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
        fields["template"].queryset = fields["template_other"].queryset = good
        fields["matter"].queryset = Matter.objects.visible_to(by).open().order_by("-pk")
        fields["matter"].label_from_instance = lambda matter: f"{matter} {matter.title}"

    def clean(self) -> dict[str, Any]:
        """What is said in the language of the first is of no use as the other."""
        cleaned = super().clean() or self.cleaned_data
        for name, language in (("text", language_in), ("template", attrgetter("language"))):
            first, other = cleaned.get(name), cleaned.get(f"{name}_other")
            if first and other and language(first) == language(other):
                self.add_error(f"{name}_other", _("Write one in English and one in Chinese."))
        return cleaned
