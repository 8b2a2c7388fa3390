"""Changing a record that has no number of its version: over what was read of it, as the pages do.

One record is read together with `seen`, what it held. PATCH sends that back: a field that only others changed
since keeps what they wrote; where both changed the same one nothing is saved. See customers.meanwhile.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import meanwhile
from customers.api import asking, base, records
from customers.reconciling import Merge, plain
from customers.record_forms import SEEN, RecordForm
from staff.problems import Conflict, VersionMissing


class WithSeen(serializers.Serializer[Any]):
    """Shown by a view whose form knows what the record holds."""

    seen = serializers.SerializerMethodField(
        help_text="What it holds as PATCH compares it: to be sent back as it is, not to be read."
    )

    def get_seen(self, row: Any) -> dict[str, Any]:
        held: dict[str, Any] = plain(self.context["view"].form(row).held)
        return held


def shown(one: type[serializers.ModelSerializer[Any]]) -> type[serializers.ModelSerializer[Any]]:
    """The record as it is listed, and `seen`."""
    meta = type("Meta", (one.Meta,), {"fields": (*one.Meta.fields, SEEN)})
    return type(f"One{one.__name__}", (WithSeen, one), {"Meta": meta, "__doc__": one.__doc__})


def asked(body: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """What a change asks for besides the fields."""
    words = "What GET told under this name when the record was read"
    name = body.__name__.removesuffix("Asked")
    return type(f"{name}Changed", (body,), {SEEN: serializers.DictField(help_text=words)})


class Changeable(records.Changeable):
    """PATCH changes what it names, over what was `seen`: 428 without it, 409 where both changed the same."""

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = asking.heard(self.asked, request.data)
        with base.writing():
            row = self.locked()
            self.change(row, self.merged(row, given))
        return self.again(row)

    def locked(self) -> Any:
        """The record as it is now; who comes second waits, and then sees what the first one saved."""
        row = self.get_object()
        type(row)._default_manager.select_for_update().get(pk=row.pk)
        return self.get_object()

    def merged(self, row: Any, given: dict[str, Any]) -> RecordForm:
        """The form, filled with what is given and with what others wrote elsewhere.

        Raises VersionMissing, Conflict with both values, ValidationError.
        """
        if given.get(SEEN) is None:
            raise VersionMissing(_("Send in “seen” what was read of it."))
        form: RecordForm = self.fill(self.form(row), dict(given))
        asking.cleaned(form, self.called)
        merge = meanwhile.merged(form)
        if merge.conflicts:
            raise clash(form, merge)
        return self.fill(self.form(row), kept(form, merge, given)) if merge.taken_over else form

    def called(self, name: str) -> str:
        """What a field of the form is called in JSON."""
        return name


def kept(form: RecordForm, merge: Merge, given: dict[str, Any]) -> dict[str, Any]:
    """What is given without what only others changed; what followed from it, like a sum, is theirs too."""
    rest = {name: value for name, value in given.items() if name not in merge.taken_over}
    return rest | {name: form.held[name] for name in merge.taken_over if name not in given}


def clash(form: RecordForm, merge: Merge) -> Conflict:
    """Both values of every field that both changed, and what stands there now, to be sent with the next."""
    both = {
        name: {
            "yours": told(form.fields.get(name), form.cleaned_data[name]),
            "theirs": told(form.fields.get(name), form.held[name]),
        }
        for name in merge.conflicts
    }
    words = _("Somebody else changed the same fields since. Nothing was saved.")
    return Conflict(words, seen=plain(form.held), conflicts=both)


def told(field: forms.Field | None, value: Any) -> Any:
    """A value as JSON has it: money is a string, and see asking.NAMED_BY."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [{name: told(None, one) for name, one in row.items()} for row in value]
    if isinstance(value, Model):
        return getattr(value, asking.NAMED_BY.get(type(value), "pk"))
    if not isinstance(field, forms.ModelChoiceField) or field.queryset is None or not value:
        return value
    model = field.queryset.model
    return told(None, model._default_manager.filter(pk=value).first())
