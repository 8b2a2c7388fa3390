"""The forms of a customer's profile, his contacts and our lines."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import custom, phones
from customers.custom import DayInput
from customers.duplicates.warning import Alike, carrying
from customers.models import Contact, Customer, CustomField, StaffLine
from customers.versions import OWN
from staff.models import User

# Heading → fields, in the order in which they are asked for and shown.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Who they are"), ("name", "latin_name", "kind", "industry", "since", "source")),
    (_("How to reach them"), ("phone", "email", "wechat", "region")),
    (_("Personal"), ("gender", "born_on", "family", "education", "occupation")),
    (_("What matters to them"), ("expectations", "drivers", "preferences", "note")),
)
LONG = ("expectations", "drivers", "preferences", "note")
EARLIEST_BIRTH = 1900


class Versioned(forms.ModelForm):
    """A form that knows which version it was made from, and hides phones from who may not see them."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, by: User, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = phones.region_of(currency)
        self.fields["version"].initial = self.instance.version
        if self.instance.pk and self.instance.phone and not by.sees_phones:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        """E.164; a number that came from elsewhere and was left as it is stays as it is."""
        written = self.cleaned_data["phone"]
        return (
            written
            if written == self.initial.get("phone")
            else phones.understood(written, region=self.region)
        )

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"]

    def values(self) -> dict[str, Any]:
        """What was entered, by field, ready for `versions.save_seen`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ProfileForm(Versioned):
    class Meta:
        model = Customer
        fields = (*(name for _heading, names in GROUPS for name in names), "vip")
        labels = {"phone": _("Phone"), "vip": _("VIP")}
        widgets = {
            "kind": forms.RadioSelect,
            "since": DayInput(),
            "born_on": DayInput(),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in LONG},
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        customer: Customer = kwargs["instance"]
        super().__init__(*args, by=by, currency=customer.branch.currency, **kwargs)
        for name, field in self.fields.items():
            field.label = sentence(str(field.label)) if name != "version" else ""
        self.fields["gender"].choices = [("", "–"), *Customer.Gender.choices]  # type: ignore[attr-defined]
        if not by.leads:
            del self.fields["vip"]
        self.definitions = {f"{OWN}{one.key}": one for one in CustomField.objects.in_use()}
        for name, definition in self.definitions.items():
            held = customer.custom.get(definition.key)
            self.fields[name] = custom.form_field(definition, held=held)
            self.fields[name].initial = custom.initial(definition, held)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        born = found.get("born_on")
        if born and born.year < EARLIEST_BIRTH:
            self.add_error("born_on", _("Nobody is that old."))
        return found

    def values(self) -> dict[str, Any]:
        return {
            name: custom.stored(self.definitions[name], value) if name in self.definitions else value
            for name, value in super().values().items()
        }

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """(heading, fields) as the page shows them; the business's own fields last."""
        first = (GROUPS[0][0], (*GROUPS[0][1], "vip"))
        named = (first, *GROUPS[1:], (_("Own fields"), tuple(self.definitions)))
        found = [(heading, [self[name] for name in names if name in self.fields]) for heading, names in named]
        return [(heading, fields) for heading, fields in found if fields]


def sentence(label: str) -> str:
    """A label begins with a capital; Chinese and abbreviations are left alone."""
    return label[:1].upper() + label[1:]


class ContactForm(Versioned):
    class Meta:
        model = Contact
        fields = ("name", "role", "phone", "email", "bond", "decides", "left_on")
        labels = {"decides": _("Decides")}
        widgets = {"bond": forms.RadioSelect, "left_on": DayInput()}
        help_texts = {"left_on": _("Empty while this person is still there.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = sentence(str(field.label)) if name != "version" else ""


class IdentityForm(forms.Form):
    """A platform's id of the customer. Who carries it already is shown before it is given to two."""

    source = forms.CharField(
        label=_("System"), max_length=40, help_text=_("The shop platform, as imports name it: taobao, jd.")
    )
    value = forms.CharField(label=_("Buyer id"), max_length=120)
    sure = forms.BooleanField(label=_("Both customers carry this id"), required=False)

    def __init__(
        self, *args: Any, customer: Customer, by: User, known: Iterable[str] = (), **kwargs: Any
    ) -> None:
        """known: names of systems, to choose from while typing."""
        super().__init__(*args, **kwargs)
        self.customer, self.by = customer, by
        self.known = list(known)
        self.fields["source"].widget.attrs["list"] = "systems"
        self.alike: Alike | None = None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        sure = found.pop("sure", False)
        if (
            {"source", "value"} & set(self.changed_data)
            and found.get("source")
            and found.get("value")
            and not sure
        ):
            self.warn(found["source"], found["value"])
        return found

    def warn(self, source: str, value: str) -> None:
        """Refuse it once where another customer carries it."""
        carriers = carrying(by=self.by, source=source, value=value, but=self.customer.pk)
        if carriers.seen or carriers.hidden:
            self.alike = carriers
            self.add_error("value", _("Another customer carries this id."))

    @property
    def asked(self) -> list[forms.BoundField]:
        """Whether one is sure is asked only where there is a doubt."""
        return [self[name] for name in self.fields if name != "sure" or self.alike]


class LineForm(forms.Form):
    """One of us more whom the customer knows."""

    user = forms.ModelChoiceField(
        User.objects.none(), label=pgettext_lazy("one of us", "Person"), empty_label=_("Choose a person")
    )
    kind = forms.ChoiceField(label=_("As"), choices=StaffLine.Kind.choices)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        """Offered are the people of the customer's branch, and those who work for all branches."""
        super().__init__(*args, **kwargs)
        people = User.objects.at_work()
        near = people.filter(branch=customer.branch_id) | people.filter(branch=None)
        self.fields["user"].queryset = near.order_by("name")  # type: ignore[attr-defined]
