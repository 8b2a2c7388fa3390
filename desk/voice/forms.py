"""The forms of the voice of the customer."""

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm.ui import figures
from customers.models import Customer
from desk.models import Complaint, Matter
from desk.telling import language_in, only_variables
from staff.models import Team, User

COMPLAINTS_OFFERED = 5


def offering(listed: str) -> forms.TextInput:
    """A field to type in that offers what was used before."""
    return forms.TextInput(attrs={"list": listed, "autocomplete": "off"})


class ComplaintField(forms.ModelChoiceField):
    """The customer's complaints, told apart by number, cause and day."""

    def label_from_instance(self, complaint: Complaint) -> str:
        return f"{complaint} · {complaint.get_cause_display()} · {figures.day(complaint.day, 'short')}"


class VoiceForm(forms.Form):
    """What a customer wishes for or found broken."""

    prefix = "voice"

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Matter.Kind.choices,
        initial=Matter.Kind.SUGGESTION,
        widget=forms.RadioSelect,
    )
    product = forms.CharField(
        label=_("Product or service"),
        max_length=60,
        widget=offering("voice-products"),
        error_messages={"required": _("Say what it is about.")},
    )
    category = forms.CharField(
        label=_("Category"), max_length=60, required=False, widget=offering("voice-categories")
    )
    text = forms.CharField(
        label=_("In their words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what was said.")},
    )

    complaint = ComplaintField(
        Complaint.objects.none(),
        label=_("Complaint that it came up with"),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())
        self.fields["complaint"].queryset = complaints_of(customer)  # type: ignore[attr-defined]


def complaints_of(customer: Customer) -> Any:
    """What is open with him, and his latest; newest first."""
    his = Complaint.objects.of([customer.pk])
    latest = list(his.newest_first().values_list("pk", flat=True)[:COMPLAINTS_OFFERED])
    return his.filter(Q(pk__in=latest) | Q(solved_at=None)).newest_first()


class DescribeForm(forms.Form):
    """What a matter is called, and who sees to it. version: of what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("In short"), max_length=120)
    product = forms.CharField(label=_("Product or service"), max_length=60, widget=offering("voice-products"))
    category = forms.CharField(
        label=_("Category"), max_length=60, required=False, widget=offering("voice-categories")
    )
    team = forms.ModelChoiceField(
        Team.objects, label=_("Department"), required=False, empty_label=_("No department")
    )
    owner = forms.ModelChoiceField(
        User.objects.at_work().order_by("name"),
        label=pgettext_lazy("of a suggestion", "Who sees to it"),
        required=False,
        empty_label=_("Nobody yet"),
    )

    def __init__(self, *args: Any, written: str = "", **kwargs: Any) -> None:
        """written: the department in words, of a matter for which none was chosen yet."""
        super().__init__(*args, **kwargs)
        if written:
            self.fields["team"].help_text = _("So far: %(department)s") % {"department": written}


class MatterAnswerForm(forms.Form):
    """Done or declined, and the words that everybody reads who said it."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[(one.value, one.label) for one in Matter.ENDED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Done or declined?")},
    )
    answer = forms.CharField(
        label=_("What customers read"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("{name} and {salutation} stand for the customer's."),
        error_messages={"required": _("Write what the customers are told.")},
        validators=[only_variables],
    )
    answer_other = forms.CharField(
        label=_("The same in the other language"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("English or Chinese: each customer reads his own, who has none of his reads the first."),
        validators=[only_variables],
    )

    def clean_answer_other(self) -> str:
        """It is of no use in the language of the first."""
        other: str = self.cleaned_data["answer_other"]
        first = self.cleaned_data.get("answer")
        if other and first and language_in(other) == language_in(first):
            raise forms.ValidationError(_("Write one in English and one in Chinese."))
        return other
