"""The business's own fields: how a value is asked for, stored as JSON, and shown."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from churn_crm.ui import figures
from customers.models import CustomField

Kind = CustomField.Kind
YES, NO = "yes", "no"
LONGEST = 400
FIGURES = (Kind.NUMBER, Kind.MONEY, Kind.DAY)
DECIMALS = {Kind.NUMBER: 6, Kind.MONEY: 2}


class DayInput(forms.DateInput):
    """The browser's own date field; its value is always written 2026-01-31."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


def form_field(definition: CustomField, *, held: Any = None) -> forms.Field:
    """What asks for the value. held: the stored value, which stays choosable when its option is gone."""
    asked: dict[str, Any] = {"label": definition.name, "required": False}
    match definition.kind:
        case Kind.NUMBER:
            return forms.DecimalField(max_digits=18, decimal_places=DECIMALS[Kind.NUMBER], **asked)
        case Kind.MONEY:
            return forms.DecimalField(max_digits=14, decimal_places=DECIMALS[Kind.MONEY], **asked)
        case Kind.DAY:
            return forms.DateField(widget=DayInput(), **asked)
        case Kind.YES_NO:
            return forms.ChoiceField(choices=[("", "–"), (YES, lazy("Yes")), (NO, lazy("No"))], **asked)
        case Kind.CHOICE:
            words = [*definition.options, *([held] if held and held not in definition.options else [])]
            return forms.ChoiceField(choices=[("", "–"), *((word, word) for word in words)], **asked)
    return forms.CharField(max_length=LONGEST, **asked)


def stored(definition: CustomField, value: Any) -> Any:
    """A form's value as JSON; None where there is none. One value has one form, so that it can be found.

    text, choice: words · number: "12.5" · money: "1280.00" · date: "2026-01-31" · yes or no: true, false
    """
    if value in (None, ""):
        return None
    match definition.kind:
        case Kind.NUMBER:
            return f"{value.normalize():f}"
        case Kind.MONEY:
            return f"{value:.2f}"
        case Kind.DAY:
            return value.isoformat()
        case Kind.YES_NO:
            return value == YES
    return value


def initial(definition: CustomField, held: Any) -> Any:
    """A stored value as the form takes it."""
    if definition.kind == Kind.YES_NO and held is not None:
        return YES if held else NO
    return held


def shown(definition: CustomField, held: Any, *, currency: str) -> str:
    """A stored value in the reader's words; empty for none."""
    if held is None:
        return ""
    match definition.kind:
        case Kind.NUMBER:
            return number_format(Decimal(held), use_l10n=True, force_grouping=True)
        case Kind.MONEY:
            return str(figures.money(Decimal(held), currency, cents=True))
        case Kind.DAY:
            return str(figures.day(date.fromisoformat(held)))
        case Kind.YES_NO:
            return yes_or_no(held)
    return str(held)


def bare(definition: CustomField, held: Any) -> Any:
    """A stored value for a file: numbers and days as such, a yes in the reader's words, None for none."""
    match definition.kind:
        case _ if held is None:
            return None
        case Kind.NUMBER | Kind.MONEY:
            return Decimal(held)
        case Kind.DAY:
            return date.fromisoformat(held)
        case Kind.YES_NO:
            return yes_or_no(held)
    return held


def yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")
