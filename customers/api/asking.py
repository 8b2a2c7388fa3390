"""A form of the pages, asked in JSON: the same fields and the same rules, kept in one place.

What a form says of itself becomes the description of the request; what arrives is checked for its types and
then by the form, as if it had been typed.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from customers.models import Category, VisitType
from customers.record_forms import SEEN
from staff.models import Branch, User

Form = TypeVar("Form", bound=forms.BaseForm)
# People, branches and the words of the trade go by what they are called elsewhere; all else by its number.
NAMED_BY: dict[type, str] = {Branch: "code", User: "username", VisitType: "code", Category: "name"}
ONCE = "token"  # the form's, which comes as the header Idempotency-Key


@cache
def shape(form: Any, *without: str) -> type[serializers.Serializer]:
    """What the form asks for, as the description of a request; its token and `without` left out."""
    asked = {
        name: field_for(field) for name, field in form.base_fields.items() if name not in (ONCE, *without)
    }
    name = "Without" + "".join(map(str.title, without)) if without else "Asked"
    return type(form.__name__.removesuffix("Form") + name, (serializers.Serializer,), asked)


def field_for(field: forms.Field) -> serializers.Field:
    words = ". ".join(str(part).rstrip(".") for part in (field.label, field.help_text) if part)
    said: dict[str, Any] = {"required": field.required, "help_text": words}
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(**said)
    said["allow_null"] = not field.required
    for kind, make in TYPED:
        if isinstance(field, kind):
            return make(field, said)
    raise TypeError(f"{type(field).__name__} has no JSON")


def a_reference(field: Any, said: dict[str, Any]) -> serializers.Field:
    named = NAMED_BY.get(field.queryset.model)
    words = f"{said['help_text']} ({named or 'id'})".strip()
    return (a_text if named else a_number)(field, said | {"help_text": words})


def a_choice(field: Any, said: dict[str, Any]) -> serializers.Field:
    """A choice that depends on who asks is checked by the form alone."""
    offered = [(value, words) for value, words in field.choices if value != ""]
    if not offered:
        return a_text(field, said)
    return serializers.ChoiceField(offered, allow_blank=not field.required, **said)


def some_texts(field: Any, said: dict[str, Any]) -> serializers.Field:
    return serializers.ListField(child=serializers.CharField(), **said)


def a_decimal(field: Any, said: dict[str, Any]) -> serializers.Field:
    places = {"max_digits": field.max_digits, "decimal_places": field.decimal_places}
    return serializers.DecimalField(**places, **said)


def a_number(field: Any, said: dict[str, Any]) -> serializers.Field:
    ends = {
        name: end for name in ("min_value", "max_value") if (end := getattr(field, name, None)) is not None
    }
    make = serializers.FloatField if isinstance(field, forms.FloatField) else serializers.IntegerField
    return make(**ends, **said)


def a_text(field: Any, said: dict[str, Any]) -> serializers.Field:
    most = getattr(field, "max_length", None)
    return serializers.CharField(max_length=most, allow_blank=not field.required, **said)


# The first that fits: a choice of ours is a text to Django too.
TYPED: tuple[tuple[type, Callable[[Any, dict[str, Any]], serializers.Field]], ...] = (
    (forms.ModelChoiceField, a_reference),
    (forms.MultipleChoiceField, some_texts),
    (forms.ChoiceField, a_choice),
    (forms.DecimalField, a_decimal),
    (forms.IntegerField, a_number),
    (forms.DateTimeField, lambda _field, said: serializers.DateTimeField(**said)),
    (forms.DateField, lambda _field, said: serializers.DateField(**said)),
    (forms.TimeField, lambda _field, said: serializers.TimeField(**said)),
    (forms.CharField, a_text),
)


def heard(asked: type[serializers.Serializer], body: Any) -> dict[str, Any]:
    """What the body says, by name, each of its type. Raises ValidationError by field."""
    wish = asked(data=body, partial=True)
    wish.is_valid(raise_exception=True)
    return dict(wish.validated_data)


def bound(form: Form, given: Mapping[str, Any], *, token: UUID | None = None, keep: bool = False) -> Form:
    """The form, filled in. keep: what is not given stays as the form shows it.

    Raises ValidationError for a field that this person or this record does not have.
    """
    shut = [name for name in given if name not in form.fields and given[name] not in (None, "", False)]
    if shut:
        raise ValidationError({name: [_("This cannot be set here.")] for name in shut})
    data: dict[str, Any] = {ONCE: token}
    for name, field in form.fields.items():
        if name in given:
            data[name] = given[name]
            name_references(field)
        elif keep and name != ONCE:
            data[name] = form.get_initial_for_field(field, name)
            keep_reference(field, data[name])
    form.data, form.is_bound = data, True
    return form


def name_references(field: forms.Field) -> None:
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        field.to_field_name = NAMED_BY.get(field.queryset.model)


def keep_reference(field: forms.Field, value: Any) -> None:
    """What a record holds it may keep, though it is offered no more: a contact who left, an old visit."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None and value:
        field.queryset = field.queryset.model._default_manager.filter(pk=getattr(value, "pk", value))


def cleaned(form: forms.BaseForm, called: Callable[[str], str] = str) -> dict[str, Any]:
    """What the form makes of it, for a service. Raises ValidationError by field."""
    if not form.is_valid():
        raise ValidationError(errors_of(form, called))
    return {name: value for name, value in form.cleaned_data.items() if name != SEEN}


def errors_of(form: forms.BaseForm, called: Callable[[str], str] = str) -> dict[str, Any]:
    """Words by field. called: what a field of the form is called in JSON."""
    return {
        "non_field_errors" if name == NON_FIELD_ERRORS else called(name): [str(word) for word in words]
        for name, words in form.errors.items()
    }
