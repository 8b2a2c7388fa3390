"""What the customer list can show, on the page and in a file: one visible list, then the own fields."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from churn_crm.ui import chips, figures, marks
from customers import custom
from customers.chances import basis_in_words, chance_in_words
from customers.models import Customer, CustomerStanding, CustomField, ListColumns
from staff.models import User

NONE = "–"


@dataclass(frozen=True)
class Column:
    """shown: a cell of the page · value: the same in a file · sort: its name in SORTS, else "" ·
    css: "r" for figures, "num" for numbers that are no amounts · first: stands there unless chosen otherwise.
    """

    name: str
    label: str | Promise
    shown: Callable[[Customer], Any]
    value: Callable[[Customer], Any]
    sort: str = ""
    css: str = ""
    first: bool = False
    narrow: bool = False  # stays on a phone


def standing(customer: Customer) -> CustomerStanding | None:
    return getattr(customer, "standing", None)


def of_standing(name: str, words: Callable[[Any, Customer], Any] | None = None) -> Callable[[Customer], Any]:
    """The value of a standing's field, in words; a dash for who has none. Without words: the bare value."""

    def cell(customer: Customer) -> Any:
        found = standing(customer)
        value = getattr(found, name) if found else None
        if words is None:
            return value
        return NONE if value is None else words(value, customer)

    return cell


def money(value: Any, customer: Customer) -> str:
    return figures.money(value, customer.branch.currency)


def of_whole_standing(customer: Customer, words: Callable[[CustomerStanding], str]) -> str:
    found = standing(customer)
    return words(found) if found else ""


def chance(customer: Customer) -> str:
    """On a page the number never stands without what it rests on."""
    said = of_whole_standing(customer, chance_in_words)
    basis = of_whole_standing(customer, basis_in_words)
    return format_html("{} <small>{}</small>", said, basis) if basis else NONE


def text(name: str) -> Callable[[Customer], Any]:
    return lambda customer: getattr(customer, name) or NONE


def bare(name: str) -> Callable[[Customer], Any]:
    return lambda customer: getattr(customer, name)


def tier_in_words(customer: Customer) -> str:
    found = standing(customer)
    return chips.away(found) if found else ""


def in_a_ring(health: int, customer: Customer) -> SafeString:
    """The score beside its ring, in the colour of its band."""
    drawn = marks.ring(health, customer.standing.band)
    return format_html('<span class="cr-inline">{}<span class="num">{}</span></span>', drawn, health)


COLUMNS: tuple[Column, ...] = (
    Column(
        "phone", _("Phone"), lambda c: figures.masked_phone(c.phone), bare("phone"), css="num", first=True
    ),
    Column("branch", _("Branch"), lambda c: c.branch.name, lambda c: c.branch.name, first=True),
    Column("owner", _("Owner"), lambda c: str(c.owner), lambda c: str(c.owner), first=True),
    Column("email", _("E-mail"), text("email"), bare("email")),
    Column("wechat", _("WeChat"), text("wechat"), bare("wechat")),
    Column("region", _("Region"), text("region"), bare("region")),
    Column(
        "sensitivity",
        _("Cares about"),
        lambda c: c.get_sensitivity_display(),
        lambda c: c.get_sensitivity_display(),
    ),
    Column("since", _("Since"), lambda c: figures.day(c.since, "short"), bare("since"), css="r"),
    Column(
        "tier",
        _("Away"),
        lambda customer: of_whole_standing(customer, chips.tier_of) or NONE,
        tier_in_words,
        first=True,
        narrow=True,
    ),
    Column(
        "health",
        _("Health score"),
        of_standing("health", in_a_ring),
        of_standing("health"),
        sort="health",
    ),
    Column(
        "health_trend",
        _("Health, 28 days"),
        of_standing("trend_28", lambda value, _c: chips.trend(value, figures.points(value))),
        of_standing("trend_28"),
        css="r",
    ),
    Column(
        "last_visit",
        _("Last visit"),
        of_standing("last_visit_on", lambda value, _c: figures.day(value, "short")),
        of_standing("last_visit_on"),
        sort="last_visit",
        css="r",
        first=True,
    ),
    Column(
        "signals",
        _("Open signals"),
        of_standing("open_signals", lambda value, _c: value or NONE),
        of_standing("open_signals"),
        sort="signals",
        css="r",
    ),
    Column(
        "spend",
        _("Yearly spend"),
        of_standing("yearly_spend", money),
        of_standing("yearly_spend"),
        sort="spend",
        css="r",
    ),
    Column("chance", _("Chance of leaving"), chance, of_standing("probability"), css="r"),
    # In a file the number stands alone; this says what it rests on.
    Column(
        "chance_from",
        _("Chance from"),
        lambda customer: of_whole_standing(customer, basis_in_words),
        lambda customer: of_whole_standing(customer, basis_in_words),
    ),
    Column(
        "value",
        _("Value at risk"),
        of_standing("value_at_risk", lambda value, c: format_html("<b>{}</b>", money(value, c))),
        of_standing("value_at_risk"),
        sort="value",
        css="r",
        first=True,
        narrow=True,
    ),
)


def of_own_field(definition: CustomField) -> Column:
    """A figure stands to the right, as figures do."""

    def shown(customer: Customer) -> str:
        held = customer.custom.get(definition.key)
        return custom.shown(definition, held, currency=customer.branch.currency) or NONE

    def value(customer: Customer) -> Any:
        return custom.bare(definition, customer.custom.get(definition.key))

    css = "r" if definition.kind in custom.FIGURES else ""
    return Column(definition.field_name, definition.name, shown, value, css=css)


def offered_columns(own_fields: Iterable[CustomField]) -> list[Column]:
    """All that can be shown: ours, then the business's own fields that are in use."""
    return [*COLUMNS, *map(of_own_field, own_fields)]


FIRST = [column.name for column in COLUMNS if column.first]


def chosen_columns(reader: User, offered: list[Column]) -> list[Column]:
    """What this person wants to see of what is offered, else what everybody sees at first."""
    found = ListColumns.objects.filter(user=reader).values_list("columns", flat=True).first()
    wanted = FIRST if found is None else found
    return [column for column in offered if column.name in wanted]


def choose_columns(*, reader: User, names: list[str]) -> None:
    """Remember them for this person."""
    ListColumns.objects.update_or_create(user=reader, defaults={"columns": names})
