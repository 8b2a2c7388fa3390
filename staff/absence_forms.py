"""Forms about who is away, and who leaves."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.absences import may_enter_for
from staff.models import Absence, User
from staff.roles import Role


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class ChangeAbsenceForm(forms.Form):
    """Which days, why, and who stands in."""

    starts_on = day_field(pgettext_lazy("absence", "First day away"))
    ends_on = day_field(pgettext_lazy("absence", "Last day away"))
    kind = forms.ChoiceField(label=pgettext_lazy("absence", "Why"), choices=Absence.Kind.choices)
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Stands in"),
        required=False,
        empty_label=_("The team lead"),
        help_text=_("Hears of everything that falls due meanwhile. What is theirs stays theirs."),
    )

    def __init__(self, *args: Any, person: User | None, **kwargs: Any) -> None:
        """person: whose absence it is; None while it is still to be chosen."""
        super().__init__(*args, **kwargs)
        deputies = User.objects.at_work().exclude(role=Role.AUDITOR).order_by("name")
        if person is not None:
            deputies = deputies.exclude(pk=person.pk)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]


class AbsenceForm(ChangeAbsenceForm):
    """A new absence, of oneself or of somebody one leads."""

    field_order = ("person", "starts_on", "ends_on", "kind", "deputy")

    token = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ModelChoiceField(
        User.objects.none(), label=pgettext_lazy("absence", "Who is away"), empty_label=None
    )

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        people = may_enter_for(by).order_by("name")
        only = by if list(people[:2]) == [by] else None
        initial = {"token": uuid.uuid4(), "person": by.pk, "starts_on": today, "ends_on": today}
        super().__init__(*args, person=only, initial=initial, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        if only:
            self.fields["person"].widget = forms.HiddenInput()


class LeavingForm(forms.Form):
    """The last day, and when managers were told of it."""

    last_day = day_field(_("Last day"))
    told_on = day_field(_("Told managers on"))
