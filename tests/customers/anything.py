"""A row of any model, filled with the least that the model asks for."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from customers.models import Customer
from staff.models import User
from tests.customers.histories import DAY, moment
from tests.factories import CustomerFactory

# What the fields of a model cannot tell by themselves.
TOLD: dict[str, Any] = {
    "gone_id": 0,
    "cause": "waiting",
    "score": 3,
    "strength": 0.5,
    "confidence": 0.5,
    "currency": "CNY",
    "record_by": moment(DAY + timedelta(days=1)),
    "due_on": DAY + timedelta(days=3),
}
# What a model asks for by its constraints although the field alone may be empty.
ALSO: dict[str, tuple[str, ...]] = {
    "Doubt": ("person",),
    "Defect": ("article",),
    "Interaction": ("agent",),
    "VerificationCall": ("rating",),
}


def filled(model: type[models.Model], given: dict[str, Any]) -> models.Model:
    row = {
        field.name: value_of(field)
        for field in model._meta.concrete_fields
        if field.name not in given and (needed(field) or field.name in ALSO.get(model.__name__, ()))
    }
    return model._base_manager.create(**given, **row)


def needed(field: Any) -> bool:
    optional = field.null or field.has_default() or getattr(field, "generated", False)
    text = isinstance(field, models.CharField | models.TextField) and field.blank
    return not (optional or text or isinstance(field, models.AutoField | models.CompositePrimaryKey))


def value_of(field: Any) -> Any:
    if field.many_to_one or field.one_to_one:
        return target_of(field.related_model)
    if field.name in TOLD:
        return TOLD[field.name]
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.CharField):
        return uuid.uuid4().hex[: min(12, field.max_length or 12)]
    for kind, make in VALUES.items():
        if isinstance(field, kind):
            return make()
    raise AssertionError(f"tell tests/customers/anything.py what a {type(field).__name__} holds: {field}")


def target_of(model: type[models.Model]) -> models.Model:
    if model is User:
        return User.objects.get(username="lin")
    if model is Customer:
        return CustomerFactory(owner=User.objects.get(username="lin"))
    return model._base_manager.first() or filled(model, {})


VALUES: dict[type, Any] = {
    models.UUIDField: uuid.uuid4,
    models.DateTimeField: lambda: moment(DAY),
    models.DateField: lambda: DAY,
    models.BooleanField: lambda: True,
    models.DecimalField: lambda: Decimal(1),
    models.FloatField: lambda: 0.5,
    models.IntegerField: lambda: 1,
    models.JSONField: dict,
    models.TextField: lambda: "words",
}
