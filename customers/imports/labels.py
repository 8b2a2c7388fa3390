"""What kinds and fields are called on a page: by their own label, else by what they are called anyway."""

import re

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from customers.imports.columns import Field
from customers.imports.kinds import kind_called

KINDS = {
    "customers": _("Customers"),
    "contacts": _("Contacts"),
    "assets": _("Vehicles and assets"),
    "visits": _("Visits or orders"),
    "order_lines": _("Order lines"),
    "order_details": _("Order details"),
    "returns": _("Returns"),
    "warranty_claims": _("Warranty claims"),
    "declined_work": _("Declined work"),
    "invoices": _("Invoices"),
    "payments": _("Payments"),
    "contracts": _("Contracts"),
    "quotes": _("Quotes"),
    "bookings": _("Bookings"),
    "packages": _("Packages and stored value"),
    "inquiries": _("Inquiries"),
}
# Names that say little to people.
FIELDS = {"at": _("Date and time"), "latin_name": _("Name in Latin letters")}
HANZI = re.compile(r"[\u3400-\u9fff]")


def kind_label(name: str) -> str:
    kind = kind_called(name)
    label = (kind and kind.label) or KINDS.get(name)
    return str(label) if label else gettext(plain(name))


def field_label(field: Field) -> str:
    """In Chinese the first Chinese alias, which is what files call it; in English its name."""
    label = field.label or FIELDS.get(field.name)
    if label:
        return str(label)
    if (get_language() or "").startswith("zh"):
        return next(filter(HANZI.search, field.aliases), field.name)
    return plain(field.name)


def plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
