"""The forms of the service desk. Each carries a token: pressing Save twice writes one record."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm import clock
from churn_crm.invisible import unturned, visible
from churn_crm.ui import figures
from customers import phones
from customers.models import Customer, Visit
from desk.complaints import outside
from desk.complaints.forms import moment, why_it_came
from desk.models import Complaint, Seat
from desk.progress import linking
from staff.models import Branch, User
from staff.roles import Scope

VISITS_OFFERED = 12
SCORES = [(score, str(score)) for score in range(1, 6)]


def numbered(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Each with its place before it, so that its digits choose it in any language: letters do not in Chinese.

    All have the same number of digits: browsers take a digit that is pressed twice for the next one with it.
    """
    digits = len(str(len(choices)))
    return [
        (value, format_lazy("{place} {label}", place=f"{place:0{digits}d}", label=label))
        for place, (value, label) in enumerate(choices, 1)
    ]


class VisitField(forms.ModelChoiceField):
    """The customer's latest visits, newest first, told apart by day, branch and amount."""

    def label_from_instance(self, visit: Visit) -> str:
        branch = visit.branch or visit.customer.branch
        amount = figures.money(visit.amount, branch.currency)
        return f"{figures.day(visit.day, 'short')} · {branch.name} · {amount}"


class AboutCustomer(forms.Form):
    """What both log forms have: the token, and the visit it is about."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    # In Chinese a visit of theirs and a visit by us are two words.
    visit = VisitField(
        Visit.objects,
        label=pgettext_lazy("the customer comes", "Visit"),
        required=False,
        empty_label=_("No particular visit"),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"token": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        visits = Visit.objects.of([customer.pk]).select_related("branch", "customer__branch")
        latest = list(visits.order_by("-day", "-pk").values_list("pk", flat=True)[:VISITS_OFFERED])
        self.fields["visit"].queryset = visits.filter(pk__in=latest).order_by("-day", "-pk")  # type: ignore[attr-defined]


class ComplaintForm(AboutCustomer):
    prefix = "complaint"

    text = forms.CharField(
        label=_("What happened, in their words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what happened.")},
    )
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[("", _("Choose a cause")), *numbered(Complaint.Cause.choices)],
        error_messages={"required": _("Choose the cause that fits best.")},
    )
    about = forms.ChoiceField(
        label=pgettext_lazy("role", "Complained about"),
        required=False,
        choices=[
            ("", pgettext_lazy("role complained about", "Nobody in particular")),
            *Complaint.About.choices,
        ],
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        coerce=int,
        choices=Complaint.Severity.choices,
        initial=Complaint.Severity.MEDIUM,
        widget=forms.RadioSelect,
    )
    solved = forms.BooleanField(label=_("Solved on this call"), required=False)
    resolution = forms.CharField(
        label=_("What solved it"),
        max_length=4000,
        error_messages={"required": _("Say in a few words what solved it.")},
    )
    root_cause = why_it_came()

    text_link = forms.BooleanField(label=_("Text a progress link"), required=False)

    # From outside: a compact block, closed until it is wanted.
    sender = forms.ChoiceField(label=_("Sender"), required=False, choices=[])
    sender_number = forms.CharField(label=_("Its number"), required=False, max_length=60)
    sender_due = moment(_("Answer until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What solved it is asked only of what was solved."""
        super().__init__(*args, **kwargs)
        people = {str(one.pk): one for one in takers_for(kwargs["customer"])}
        if people:
            self.fields["goes_to"] = forms.TypedChoiceField(
                label=_("Goes to"),
                required=False,
                choices=[("", _("As the rules say")), *((key, str(one)) for key, one in people.items())],
                coerce=people.get,
                empty_value=None,
            )
        if not linking.way_to(kwargs["customer"]):
            del self.fields["text_link"]
        solved = not self.is_bound or self.add_prefix("solved") in self.data
        self.fields["resolution"].required = solved
        self.fields["sender"].choices = [("", _("The customer himself")), *outside.names()]  # type: ignore[attr-defined]

    @property
    def about_sender(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sender", "sender_number", "sender_due")]

    @property
    def sender_shown(self) -> bool:
        """Whether the block of the sender is open: something stands in it."""
        return any(bound.errors or bound.value() for bound in self.about_sender)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("sender") and (cleaned.get("sender_number") or cleaned.get("sender_due")):
            self.add_error("sender", _("Who sent it?"))
        return cleaned


def takers_for(customer: Customer) -> Any:
    """Who can be given a complaint of this customer while it is logged: those whom the rules know."""
    near = Seat.objects.taking().filter(Q(person__branch=customer.branch_id) | Q(person__branch=None))
    return User.objects.at_work(on=clock.today(customer.branch.time_zone)).filter(
        pk__in=near.order_by().values("person")
    )


class ScoreForm(AboutCustomer):
    prefix = "score"

    score = forms.TypedChoiceField(
        label=_("How satisfied, 1 to 5"),
        coerce=int,
        choices=SCORES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a score from 1 to 5.")},
    )
    comment = forms.CharField(
        label=_("In their words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewCustomerForm(forms.Form):
    """A caller who is not known yet."""

    prefix = "new"

    token = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=160, error_messages={"required": _("A name is needed.")}
    )
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=32, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    plate = forms.CharField(label=_("Plate"), required=False, max_length=20)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Customer.Kind.choices, initial=Customer.Kind.PERSON, widget=forms.RadioSelect
    )
    branch = forms.ModelChoiceField(
        Branch.objects,
        label=_("Branch"),
        empty_label=None,
        error_messages={"required": _("Choose a branch.")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())
        self.initial.setdefault("branch", by.branch_id)
        self.fields["branch"].queryset = branches_of(by)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return unturned(self.cleaned_data["name"]).strip()

    def clean_plate(self) -> str:
        return visible(self.cleaned_data["plate"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """The phone is read as the branch's country writes it."""
        cleaned = super().clean() or self.cleaned_data
        branch = cleaned.get("branch")
        try:
            region = phones.region_of(branch.currency if branch else "")
            cleaned["phone"] = phones.understood(cleaned.get("phone", ""), region=region)
        except ValidationError as error:
            self.add_error("phone", error)
        return cleaned


def branches_of(user: User) -> Any:
    """Where this person may register a customer: agents at their own branch, whose customers they see."""
    if user.scope == Scope.BRANCH and user.branch_id:
        return Branch.objects.filter(pk=user.branch_id)
    return Branch.objects.all()
