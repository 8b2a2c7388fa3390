"""The forms of progress pages: a customer's own complaint, and the verb by which he is sent a link."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import phones
from desk.complaints.forms import VerbForm
from desk.models import Complaint, ComplaintEvent
from desk.progress import linking
from staff.models import Branch

Cause = Complaint.Cause
# Our causes, as somebody says who is annoyed: none of them accuses anybody of anything.
PLAIN = (
    ("", _("Please choose")),
    (Cause.QUALITY, _("The work or a part is not good")),
    (Cause.COMEBACK, _("The same fault is back")),
    (Cause.FUNCTION, _("Something does not work")),
    (Cause.WRONG_PART, _("It was the wrong part")),
    (Cause.WAITING, _("I had to wait")),
    (Cause.DELIVERY, _("It was not ready in time")),
    (Cause.PRICE, pgettext_lazy("a customer complains of", "The price")),
    (Cause.OVERCHARGING, pgettext_lazy("a customer complains of", "Something on the bill")),
    (Cause.ATTITUDE, _("How I was treated")),
    (Cause.DISHONESTY, _("What I was told was not so")),
    (Cause.AFTER_SALES, _("Help after the visit")),
    (Cause.NEGLECT, _("Nobody looks after me")),
)


class FilingForm(forms.Form):
    """A complaint by whoever opens the page. `website` is for programs that fill in everything."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("How may we address you?")},
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("We need a number to reach you.")},
    )
    cause = forms.ChoiceField(
        label=_("What is it about?"),
        choices=PLAIN,
        error_messages={"required": _("Choose what comes closest.")},
    )
    text = forms.CharField(
        label=_("What happened?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write down what happened.")},
    )
    danger = forms.BooleanField(label=_("Somebody could be hurt: brakes, steering, smoke"), required=False)
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch

    def clean_phone(self) -> str:
        """As the branch's country writes numbers."""
        return phones.understood(self.cleaned_data["phone"], region=phones.region_of(self.branch.currency))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("This looks as if a program had filled it in."), code="program")
        return ""

    @property
    def complaint(self) -> dict[str, Any]:
        """What is logged of it."""
        said = {name: self.cleaned_data[name] for name in ("name", "phone", "cause", "text")}
        danger = self.cleaned_data["danger"]
        return said | {"severity": Complaint.Severity.SAFETY if danger else Complaint.Severity.MEDIUM}


class LinkForm(VerbForm):
    """By which way the customer gets his link: only those by which the outbox sends."""

    way = forms.ChoiceField(
        label=_("By"),
        choices=linking.WAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["way"] = linking.way_to(self.complaint.customer) or ComplaintEvent.Way.SMS
        self.fields["way"].help_text = _("He sees how far it is, can answer, and say whether it is solved.")
