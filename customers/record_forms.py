"""What the forms for records share: the token by which Save saves once, and days."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _

from customers import conflicts
from customers.reconciling import plain

NOTHING = "–"
# The field with what the record held when the form was made.
SEEN = "seen"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day. With `past` a day until today, which the form knows as `self.on`."""

    widget = DayInput

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.past = past


class RecordForm(forms.Form):
    """A form about a customer. on: today in the branch's zone; fields of the past may not lie after it.

    held: what the record that is changed holds now, by field; None for a new one. See customers.meanwhile.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    ids = "record_%s"

    def __init__(
        self,
        data: Any = None,
        *,
        on: date,
        initial: dict[str, Any] | None = None,
        held: Mapping[str, Any] | None = None,
    ) -> None:
        shown = {"token": uuid4()} | (initial or {}) | dict(held or {})
        super().__init__(data, initial=shown, auto_id=self.ids)
        self.on, self.held = on, dict(held or {})
        if held is not None:
            seen = forms.JSONField(widget=forms.HiddenInput, required=False, initial=plain(self.held))
            self.fields[SEEN] = seen
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
                field.empty_label = NOTHING
        for name in self.past_days():
            self.fields[name].widget.attrs["max"] = on.isoformat()

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What stands above the rows; forms without rows have only these."""
        return self.visible_fields()

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What is rarely filled in, folded away; open where something is in it or wrong with it."""
        return []

    @property
    def more_open(self) -> bool:
        return any(bound.errors or bound.value() for bound in self.more_fields)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Lines of fields that repeat, under one heading each."""
        return []

    def label_of(self, name: str) -> str:
        return str(self.fields[name].label)

    def sent(self, name: str, value: Any) -> str:
        """A value as the browser would send it."""
        return conflicts.sent(self, name, value)

    def in_words(self, name: str, value: Any) -> str:
        return conflicts.in_words(self, name, value)

    def enter(self, name: str, value: Any) -> None:
        """Put a value into a bound form, as if it had been entered there."""
        data: Any = self.data
        data[name] = self.sent(name, value)

    def past_days(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, DayField) and field.past]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.past_days():
            if data.get(name) and data[name] > self.on:
                self.add_error(name, _("That day is still to come."))
        return data
