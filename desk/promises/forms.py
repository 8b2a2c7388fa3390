"""What became of a promise: kept when, or another time agreed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from churn_crm import clock
from desk.contacts.forms import MomentField
from desk.models import Promise


class KeptForm(forms.Form):
    """Without a time it was kept just now."""

    kept_at = MomentField(label=_("Kept at"), required=False)

    def __init__(self, data: Any = None, *, promise: Promise) -> None:
        super().__init__(data, auto_id=f"kept-{promise.pk}-%s")
        at(self, "kept_at", promise, clock.now())


class PutOffForm(forms.Form):
    """The customer agreed to another time."""

    due_at = MomentField(
        label=_("New time, agreed with the customer"), error_messages={"required": _("Say by when.")}
    )
    note = forms.CharField(
        label=_("Why"),
        max_length=300,
        error_messages={"required": _("Write down why, for those who wonder.")},
    )

    def __init__(self, data: Any = None, *, promise: Promise) -> None:
        super().__init__(data, auto_id=f"put-off-{promise.pk}-%s")
        at(self, "due_at", promise, promise.due_at)


def at(form: forms.Form, name: str, promise: Promise, moment: datetime) -> None:
    """The field counts in the zone of the customer's branch, and begins with this moment."""
    field = form.fields[name]
    assert isinstance(field, MomentField)  # noqa: S101 (declared above)
    field.in_zone_of(promise.customer)
    form.initial.setdefault(name, moment)
