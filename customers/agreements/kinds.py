"""The five kinds of agreement: one variant, one entry, one list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.agreements import bookings, changing, contracts, forms, inquiries, packages, quotes
from customers.agreements.entering import today_of
from customers.models import Booking, Contract, Inquiry, Package, Quote
from customers.models.agreed import Agreed


@dataclass(frozen=True)
class Kind:
    """day: the field a customer's list is sorted by · related, fetched: what a line shows beside the row ·
    fixed: fields that are not asked for again
    """

    name: str
    title: str | Promise
    add: str | Promise
    saved: str | Promise
    nothing: str | Promise
    icon: str
    model: type[Agreed]
    day: str
    form: type[forms.AgreementForm]
    enter: Callable[..., Any]
    related: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()

    @property
    def rows(self) -> Any:
        """All of this kind, with what their lines show."""
        rows: Any = self.model._default_manager  # type: ignore[attr-defined]
        return rows.select_related("customer__branch", *self.related).prefetch_related(*self.fetched)

    def change_form(self, row: Any, data: Any = None) -> forms.AgreementForm:
        """The form that mends `row`, with what it holds."""
        customer, held = row.customer, changing.held(row, self.form.base_fields)
        form = self.form(data, customer=customer, on=today_of(customer), held=held)
        for name in self.fixed:
            del form.fields[name]
        return form


KINDS = (
    Kind(
        "contract",
        _("Contracts"),
        _("Add a contract"),
        _("Contract written down. It counts once it is signed."),
        _("No contract"),
        "file-text",
        Contract,
        "starts_on",
        forms.ContractForm,
        contracts.enter_contract,
        related=("decider", "followed_by"),
        fetched=("approvals__decided_by",),
        fixed=("follows",),
    ),
    Kind(
        "quote",
        _("Quotes"),
        _("Add a quote"),
        _("Quote written down"),
        _("No quote"),
        "file-dollar",
        Quote,
        "made_on",
        forms.QuoteForm,
        quotes.make_quote,
    ),
    Kind(
        "booking",
        _("Bookings"),
        _("Add a booking"),
        _("Booked"),
        _("No booking"),
        "calendar-time",
        Booking,
        "day",
        forms.BookingForm,
        bookings.book,
        related=("type", "asset"),
    ),
    Kind(
        "package",
        _("Packages and stored value"),
        _("Add a package"),
        _("Package written down"),
        _("No package"),
        "ticket",
        Package,
        "bought_on",
        forms.PackageForm,
        packages.sell,
        related=("asset",),
        fixed=("kind", "total"),  # counted by its movements
    ),
    Kind(
        "inquiry",
        _("Inquiries"),
        _("Add an inquiry"),
        _("Inquiry written down"),
        _("No inquiry"),
        "help-circle",
        Inquiry,
        "day",
        forms.InquiryForm,
        inquiries.ask,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
