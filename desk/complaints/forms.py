"""What is asked before something is done with a complaint. Each form carries a token and a version."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm import clock
from desk.complaints import outside
from desk.complaints.policies import NAMES, book, faults
from desk.models import Compensation, Complaint, ComplaintEvent, ComplaintPolicy
from staff.business_time import add
from staff.models import Team, User
from staff.roles import Role

USUAL_DEADLINE = timedelta(hours=4)  # business hours that a department is offered
MINUTE = "%Y-%m-%dT%H:%M"
# By which people of ours speak to customers; on our web page only customers write.
WAYS = [one for one in ComplaintEvent.Way.choices if one[0] != ComplaintEvent.Way.WEB]


class VerbForm(forms.Form):
    """token: pressing twice does it once · version: what the person looked at."""

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, complaint: Complaint, name: str = "verb", **options: Any) -> None:
        super().__init__(data, auto_id=f"{name}-{complaint.pk}-%s", **options)
        self.complaint = complaint
        self.initial = {"token": uuid.uuid4(), "version": complaint.version, **self.initial}

    def clean_token(self) -> uuid.UUID:
        return self.cleaned_data["token"] or uuid.uuid4()


LONGEST = 4000  # of what a complaint says


def words(
    label: Any, *, required: bool = True, rows: int = 2, missing: Any = None, most: int = 2000
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else None,
    )


class WayForm(VerbForm):
    """By which way it was said."""

    way = forms.ChoiceField(label=_("By"), choices=WAYS)


class RespondForm(WayForm):
    text = words(_("What the customer was told"), required=False)


class AskForm(WayForm):
    text = words(_("The question"), missing=_("Write down the question."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].help_text = _("SMS and e-mail are sent; the rest was asked by you just now.")


class AnswerForm(WayForm):
    text = words(_("What the customer answered"), required=False)


class NoteForm(VerbForm):
    text = words(_("Note"), missing=_("Write something down."))


class EscalateForm(VerbForm):
    text = words(_("What is needed"), required=False)


class ReopenForm(VerbForm):
    # What was typed as a new complaint may turn out to be why an old one is open again.
    text = words(_("Why it is open again"), required=False, most=LONGEST)


def moment(label: Any, *, hint: Any = "", **options: Any) -> forms.DateTimeField:
    """A day with a time, as a browser asks for it; it may be left out."""
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=hint,
        input_formats=[MINUTE, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        **options,
    )


class OutsideForm(VerbForm):
    """Who sent it to us; the same again when the sender sets another deadline."""

    sender = forms.ChoiceField(label=_("Sender"), choices=[])
    number = forms.CharField(label=_("Its number"), max_length=60, required=False)
    due = moment(_("Answer until"), hint=_("The sender's deadline is never paused."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender"].choices = outside.names()  # type: ignore[attr-defined]
        if self.complaint.sender:
            known = {"sender": self.complaint.sender, "number": self.complaint.sender_number}
            self.initial = {**self.initial, **known}


class AnswerSenderForm(VerbForm):
    text = words(_("What the sender was told"), missing=_("Write down what the sender was told."))
    at = moment(_("When"), hint=_("Just now if left empty."))


class CompensateForm(VerbForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Compensation.Kind.choices)
    amount = forms.DecimalField(
        label=_("Amount, or what it is worth"),
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    text = forms.CharField(
        label=_("What for"), max_length=300, error_messages={"required": _("Say what it is for.")}
    )


def why_it_came(*, hint: Any = "") -> forms.CharField:
    """Why it came about, in words that are offered; left empty it is not known yet."""
    offered = {"list": "root-causes", "placeholder": _("Not known yet")}
    return forms.CharField(
        label=_("Root cause"),
        max_length=300,
        required=False,
        help_text=hint,
        widget=forms.TextInput(attrs=offered),
    )


class SolveForm(VerbForm):
    resolution = forms.CharField(
        label=_("What solved it"),
        max_length=4000,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": _("Say in a few words what solved it.")},
    )
    root_cause = why_it_came(hint=_("Why it came about, so that it does not come again."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["root_cause"].widget.attrs["list"] = self.offered

    @property
    def offered(self) -> str:
        """Where the root causes stand that are offered: a page may show several of these forms."""
        return f"root-causes-{self.complaint.pk}"


class HandOverForm(VerbForm):
    """To a department, to a person, or to a person of a department; until when is asked of everybody."""

    team = forms.ModelChoiceField(
        Team.objects, label=_("Department"), required=False, empty_label=_("No department")
    )
    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Person"), required=False, empty_label=_("Nobody in particular")
    )
    until = forms.DateTimeField(
        label=pgettext_lazy("deadline", "Until"),
        input_formats=[MINUTE, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        error_messages={"required": _("Until when? A delay needs a name.")},
    )
    text = words(_("What is to be done"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers = User.objects.at_work().exclude(role=Role.AUDITOR)
        self.fields["person"].queryset = workers  # type: ignore[attr-defined]
        if not self.is_bound:
            branch = self.complaint.customer.branch
            self.initial["until"] = add(clock.now(), USUAL_DEADLINE, book([branch]).hours[branch.pk])


FIELDS = tuple(
    name
    for name in (field.name for field in ComplaintPolicy._meta.concrete_fields)
    if name not in ("id", "only", "version", "changed_by", "changed_at")
)
# Severity: its fields, the gravest first.
BY_SEVERITY = tuple(
    (severity.label, tuple(f"{what}_{NAMES[severity]}" for what in ("respond", "solve", "always")))
    for severity in reversed(Complaint.Severity)
)
GROUPS = (
    (
        _("By echelon"),
        _("Share of the time above. A VIP or an account with a named specialist has the shorter one."),
        ("share_1", "share_2", "share_3", "share_key"),
    ),
    (
        _("Warning and escalation"),
        _("Agent, team lead, manager: at a breach the next one hears of it, whoever is away."),
        ("warn_share", "again_hours"),
    ),
    (
        pgettext_lazy("complaint", "Pause"),
        _("Only a question that went to the customer stops the clock, for three working days at most."),
        ("pause_days", "remind_days"),
    ),
    (
        pgettext_lazy("complaint", "Compensation"),
        _("What a role may give without asking, in the branch's currency. Beyond it the next one decides."),
        tuple(
            f"{what}_{role}"
            for role in ("agent", "account_manager", "team_lead", "manager")
            for what in ("give", "give_year")
        ),
    ),
    (
        _("Complaints from outside"),
        _("Their deadlines are warned of and escalated like ours, and never paused."),
        ("senders",),
    ),
    (
        _("Progress on the web"),
        _("Under its link the customer sees how far the complaint is, and answers."),
        ("link_days",),
    ),
    (_("The same again"), _("What looks like an earlier complaint offers to reopen it."), ("alike_days",)),
)


class PolicyForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ComplaintPolicy
        fields = FIELDS
        widgets = {"senders": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for name, wrong in faults(ComplaintPolicy(**{name: data[name] for name in FIELDS})).items():
                self.add_error(name, wrong)
        return data

    def validate_constraints(self) -> None:
        """Said in words above; the database would only name them."""

    @property
    def severities(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(label, [self[name] for name in names]) for label, names in BY_SEVERITY]

    @property
    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(heading, meaning, [self[name] for name in names]) for heading, meaning, names in GROUPS]
