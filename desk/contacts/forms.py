"""The forms of contacts and promises at the desk."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from churn_crm import clock
from customers.models import Customer
from desk.contacts.services import during
from desk.forms import numbered
from desk.models import Interaction
from desk.promises.deadlines import usual_due
from desk.workdays import workdays_of
from staff.models import User

LONGEST = 86_400  # seconds


class MomentField(forms.DateTimeField):
    """A time of day in a zone that is known only with the customer: see `in_zone_of`."""

    widget = forms.DateTimeInput
    zone: ZoneInfo | None = None

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M")
        widget.input_type = "datetime-local"
        super().__init__(widget=widget, **options)

    def in_zone_of(self, customer: Customer) -> None:
        self.zone = ZoneInfo(customer.branch.time_zone)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().to_python(value)


def mood() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Mood"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=Interaction.Mood.choices,
        widget=forms.RadioSelect,
    )


def channel() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Channel"),
        choices=Interaction.Channel.choices,
        required=False,
        initial=Interaction.Channel.PHONE,
    )


def seconds() -> forms.IntegerField:
    return forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=LONGEST, label=_("Seconds")
    )


class ContactForm(forms.Form):
    """What is said of the contact beside what came of it. Everything may be left out."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    channel = channel()
    mood = mood()
    seconds = seconds()

    def clean(self) -> dict[str, Any]:
        """Only a call has a length."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("channel") not in ("", None, Interaction.Channel.PHONE):
            cleaned["seconds"] = None
        return cleaned


class PromisedForm(forms.Form):
    """A promise beside what else is logged; nothing is promised while the words are empty."""

    what = forms.CharField(label=_("Promise made on this call"), max_length=300, required=False)
    due_at = MomentField(label=_("By when"), required=False)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.fields["due_at"]
        assert isinstance(due, MomentField)  # noqa: S101 (declared above)
        due.in_zone_of(customer)
        self.initial = dict(self.initial)  # several forms may begin with the same
        if "due_at" not in self.initial:
            self.initial["due_at"] = offered_due(customer)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("what"):
            self.errors.clear()  # a time without words promises nothing
            return {}
        due = cleaned.get("due_at")
        if "due_at" in cleaned and due is None:
            self.add_error("due_at", ValidationError(_("Say by when."), code="required"))
        elif due is not None and due <= clock.now():
            self.add_error("due_at", ValidationError(_("That time is over."), code="over"))
        return cleaned


def offered_due(customer: Customer) -> datetime:
    return usual_due(clock.now(), zone=customer.branch.time_zone, is_workday=workdays_of(customer.branch))


class PromiseForm(PromisedForm):
    """A promise by itself."""

    prefix = "promise"

    token = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("What was promised"),
        max_length=300,
        error_messages={"required": _("Write down what was promised.")},
    )
    person: Any = forms.ModelChoiceField(User.objects, label=_("Who keeps it"), required=False)

    field_order = ("token", "what", "due_at", "person")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())
        self.fields["person"].queryset = colleagues(by)  # type: ignore[attr-defined]
        self.fields["person"].empty_label = _("I do")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data if "what" in self.errors else super().clean()


def colleagues(by: User) -> Any:
    """Who may be promised for: the people at work of the same branch, and those without one."""
    at_work = User.objects.at_work().exclude(pk=by.pk)
    return at_work.filter(branch__in=[by.branch_id]) if by.branch_id else at_work


class InteractionForm(forms.Form):
    """A contact by itself."""

    prefix = "interaction"

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What it was about, in a few words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what it was about.")},
    )
    topic = forms.ChoiceField(
        label=_("Topic"),
        choices=[
            ("", _("Choose a topic")),
            *numbered([one for one in Interaction.Topic.choices if one[0] != "follow_up"]),
        ],
        error_messages={"required": _("Choose the topic that fits best.")},
    )
    channel = channel()
    direction = forms.ChoiceField(
        label=_("Who contacted whom"),
        choices=Interaction.Direction.choices,
        initial=Interaction.Direction.IN,
        required=False,
        widget=forms.RadioSelect,
    )
    mood = mood()
    # A call of ours may have reached nobody; who comes to us is heard without being ticked.
    answered = forms.BooleanField(label=_("The customer answered our question"), required=False)
    solved = forms.BooleanField(label=_("Solved at first contact"), required=False)
    wanted = forms.CharField(
        label=_("What was asked for"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    offered = forms.CharField(
        label=_("What was offered"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    revenue = forms.DecimalField(
        label=_("Revenue from it"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    seconds = seconds()

    def __init__(self, *args: Any, token: uuid.UUID | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"token": token or uuid.uuid4()})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """What was asked for and offered goes to the inquiry; only a call has a length."""
        cleaned = super().clean() or self.cleaned_data
        asked = {name: cleaned.pop(name, "") for name in ("wanted", "offered")}
        if cleaned.get("topic") == Interaction.Topic.INQUIRY:
            cleaned["inquiry"] = asked
        if cleaned.get("channel") not in ("", None, Interaction.Channel.PHONE):
            cleaned["seconds"] = None
        return cleaned


class Along:
    """What goes along with what is logged: the contact it belongs to, and what was promised meanwhile.

    kind: the form that it stands in · token: of a contact that goes on · initial: what a promise begins with.
    """

    def __init__(
        self,
        kind: str,
        *,
        customer: Customer,
        data: Any = None,
        token: uuid.UUID | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.contact = ContactForm(
            data, prefix=f"{kind}_contact", initial={"token": token, "channel": "phone"}
        )
        self.promised = PromisedForm(data, prefix=f"{kind}_promise", customer=customer, initial=initial)

    def is_valid(self) -> bool:
        return all([self.contact.is_valid(), self.promised.is_valid()])

    @property
    def token(self) -> uuid.UUID | None:
        token: uuid.UUID | None = self.contact.cleaned_data.get("token")
        return token

    @property
    def promise(self) -> dict[str, Any] | None:
        return self.promised.cleaned_data or None

    def around(self, log: Callable[..., Any]) -> Callable[..., Any]:
        """The service `log`, which notes the contact and the promise as well."""
        return during(log, contact=self.contact.cleaned_data, promise=self.promise)


def desk_forms(customer: Customer, *, by: User, contact: uuid.UUID | None, described: bool) -> dict[str, Any]:
    """The forms of contacts and promises of the desk, and what goes along with the others.

    contact: the contact that goes on, if one does; described: it has its own words already.
    """
    contact = contact or uuid.uuid4()
    due = {"due_at": offered_due(customer)}  # looked up once for all forms
    along = {
        kind: Along(kind, customer=customer, token=contact, initial=due)
        for kind in ("complaint", "score", "promise")
    }
    return {
        "interaction_form": InteractionForm(token=None if described else contact),
        "promise_form": PromiseForm(customer=customer, by=by, initial=due),
        "along": along | {"interaction": Along("interaction", customer=customer, initial=due)},
        "contact": contact,
    }
