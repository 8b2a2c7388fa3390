"""What is asked before something is done with a rectification."""

import uuid
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm import clock
from desk.contacts.forms import MomentField
from desk.models import Rectification
from desk.promises.deadlines import usual_due
from desk.workdays import workdays_of
from staff.models import Branch, User
from staff.roles import Role

A_WEEK = timedelta(days=6)  # until the evening of the next working day after


def workers() -> Any:
    """Who can be given something to put right."""
    return User.objects.at_work().exclude(role=Role.AUDITOR)


def words(label: Any, missing: Any = None, *, required: bool = True, most: int = 1000) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": missing} if missing else None,
    )


def due(label: Any) -> MomentField:
    return MomentField(label=label, error_messages={"required": _("Say by when.")})


class DueForm(forms.Form):
    """A deadline in the zone of a branch; it begins a week ahead, on a working day at six."""

    due_at = due(_("By when"))

    def __init__(self, data: Any = None, *, branch: Branch | None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields.get("due_at")
        if branch and isinstance(field, MomentField):
            field.zone = ZoneInfo(branch.time_zone)
            in_a_week = usual_due(clock.now() + A_WEEK, zone=branch.time_zone, is_workday=workdays_of(branch))
            self.initial.setdefault("due_at", in_a_week)


class AskForm(DueForm):
    """Something to put right. branch: of what it springs from; None where it is asked for by hand."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("What has to be put right"),
        max_length=300,
        error_messages={"required": _("Say what has to be put right.")},
    )
    person: Any = forms.ModelChoiceField(
        User.objects.none(),
        label=pgettext_lazy("a rectification", "Who puts it right"),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who puts it right.")},
    )
    branch: Any = forms.ModelChoiceField(
        Branch.objects, label=_("Branch"), error_messages={"required": _("Choose a branch.")}
    )
    due_at = due(_("By when"))

    field_order = ("token", "what", "person", "branch", "due_at")

    def __init__(self, data: Any = None, *, branch: Branch | None, by: User, **options: Any) -> None:
        super().__init__(data, branch=branch or by.branch or Branch.objects.first(), **options)
        self.initial.setdefault("token", uuid.uuid4())
        self.fields["person"].queryset = workers()  # type: ignore[attr-defined]
        if branch:
            del self.fields["branch"]
        else:
            self.initial.setdefault("branch", by.branch_id)


class VerbForm(DueForm):
    """One thing that is done with a rectification."""

    text = words(pgettext_lazy("why something is done", "Why"), _("Write down why, for those who wonder."))

    def __init__(self, data: Any = None, *, rectification: Rectification, name: str = "verb") -> None:
        super().__init__(data, branch=rectification.branch, auto_id=f"{name}-{rectification.pk}-%s")


class TextForm(VerbForm):
    due_at = None  # type: ignore[assignment]


class DoneForm(TextForm):
    text = words(_("What was done"), _("Say what was done."))


class PassForm(TextForm):
    text = words(_("What the second look found"), required=False)


class FailForm(VerbForm):
    text = words(_("What is still not in order"), _("Say what is still not in order."))
    due_at = due(_("New deadline"))

    field_order = ("text", "due_at")


class MoveForm(VerbForm):
    due_at = due(_("New deadline"))

    field_order = ("due_at", "text")


class WithdrawForm(TextForm):
    """Why it need not be done."""


class GiveForm(TextForm):
    text = None  # type: ignore[assignment]
    person: Any = forms.ModelChoiceField(
        User.objects.none(), label=_("Person"), error_messages={"required": _("Choose a person.")}
    )

    def __init__(self, *args: Any, rectification: Rectification, **options: Any) -> None:
        super().__init__(*args, rectification=rectification, **options)
        self.fields["person"].queryset = workers().exclude(pk=rectification.person_id)  # type: ignore[attr-defined]
