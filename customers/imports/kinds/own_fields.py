"""The business's own fields as columns of a file of customers: each typed as it was defined.

Which there are is read when an import begins. A value is staged as the JSON that `customers.custom` keeps.
"""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers import custom
from customers.imports import dates, values
from customers.imports.columns import Field, Reading
from customers.imports.kinds.base import NO_AMOUNT, NO_DAY, NO_FLAG, TOO_LONG, Kind
from customers.imports.values import Column
from customers.models import CustomField

Own = CustomField.Kind
NO_NUMBER: str | Promise = _("is no number; write it as 1234.5")
NO_CHOICE: str | Promise = _("cannot be chosen; there are: %(options)s")
# What the SELECT says while no own field is defined; `with_own_fields` puts theirs in its place.
KEPT = "coalesce(v.custom, jsonb_build_object()) AS custom"
# An empty cell leaves ours as it is; what becomes NULL is taken out.
WRITTEN = """jsonb_strip_nulls(
        coalesce(v.custom, jsonb_build_object()) || jsonb_build_object({values})
    ) AS custom"""


def with_own_fields(kind: Kind) -> Kind:
    """The kind with a field for each own field in use."""
    definitions = list(CustomField.objects.in_use())
    if not definitions:
        return kind
    pairs = ", ".join(
        f"'{one.key}', coalesce(s.{one.field_name}, v.custom -> '{one.key}')" for one in definitions
    )
    found = kind.write.found.replace(KEPT, WRITTEN.replace("{values}", pairs))
    fields = (*kind.fields, *(field_of(one) for one in definitions))
    return replace(kind, fields=fields, write=replace(kind.write, found=found))


def field_of(definition: CustomField) -> Field:
    return Field(
        definition.field_name,
        "jsonb",
        lambda reading: as_json(definition, reader_of(definition, reading)),
        wrong_of(definition),
        (definition.name,),
        dated=definition.kind == Own.DAY,
        label=definition.name,
    )


def reader_of(definition: CustomField, reading: Reading) -> Callable[[Column], Column]:
    """What makes plain text of the cells of this kind."""
    match definition.kind:
        case Own.NUMBER | Own.MONEY:
            return values.amounts
        case Own.DAY:
            return lambda column: dates.days(column, zone=reading.zone, order=reading.order)
        case Own.YES_NO:
            return values.flags
        case Own.CHOICE:
            return values.choices({folded(option): option for option in reversed(definition.options)})
    return values.short_text(custom.LONGEST)


def folded(text: str) -> str:
    """As `values.choices` compares."""
    return unicodedata.normalize("NFKC", text).lower()


def as_json(definition: CustomField, read: Callable[[Column], Column]) -> Callable[[Column], Column]:
    def held(text: str) -> str:
        value = custom.stored(definition, python_of(definition, text))
        return json.dumps(value, ensure_ascii=False)

    return lambda column: values.each(read(column), held)


def python_of(definition: CustomField, text: str) -> Any:
    """As a form would hand it to `custom.stored`."""
    match definition.kind:
        case Own.NUMBER | Own.MONEY:
            return round(Decimal(text), custom.DECIMALS[Own(definition.kind)])
        case Own.DAY:
            return date.fromisoformat(text)
        case Own.YES_NO:
            return custom.YES if text == "true" else custom.NO
    return text


def wrong_of(definition: CustomField) -> str | Promise:
    """Said of a cell that is not of its kind."""
    if definition.kind == Own.CHOICE:
        return str(NO_CHOICE) % {"options": ", ".join(definition.options)}
    reasons = {Own.NUMBER: NO_NUMBER, Own.MONEY: NO_AMOUNT, Own.DAY: NO_DAY, Own.YES_NO: NO_FLAG}
    return reasons.get(Own(definition.kind), TOO_LONG)
