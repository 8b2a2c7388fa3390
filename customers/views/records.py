"""How a form for a customer's record is shown, refused and answered: in a dialog by htmx, else as a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from churn_crm import clock
from churn_crm.ui.saving import refuse
from customers.models import Customer
from customers.record_forms import RecordForm
from staff.access import StaffRequest

UNFIT = 422
# The section that shows the records fetches itself again when it hears this.
CHANGED = "records-changed"


@dataclass(frozen=True)
class Sheet:
    """A form with its heading, its button and the section of the customer page it belongs to.

    back: URL name of that section.
    """

    customer: Customer
    form: RecordForm
    heading: str
    button: str
    back: str
    note: str = ""


def customer_of(request: StaffRequest, pk: int) -> Customer:
    """The customer, if this person may see him; otherwise he is not there."""
    seen = Customer.objects.visible_to(request.user).select_related("branch")
    return get_object_or_404(seen, pk=pk)


def today_of(customer: Customer) -> Any:
    return clock.today(customer.branch.time_zone)


def answer(
    request: StaffRequest, sheet: Sheet, save: Callable[[dict[str, Any]], tuple[str, str]]
) -> HttpResponse:
    """GET: the form. POST: save what it says, or show it again with what was wrong and all that was entered.

    save: cleaned data → (what the toast says, address of Undo or ""); its ValidationError is the form's.
    """
    form = sheet.form
    if request.method != "POST":
        return shown(request, sheet)
    if form.is_valid():
        try:
            words, undo = save(dict(form.cleaned_data))
        except ValidationError as error:
            refuse(form, error)
        else:
            return done(request, words, back=reverse(sheet.back, args=[sheet.customer.pk]), undo=undo)
    return shown(request, sheet, status=UNFIT)


def shown(request: StaffRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    template = "customers/_record_form.html" if request.htmx else "customers/record_form.html"
    return render(request, template, {"sheet": sheet, "form": sheet.form}, status=status)


def done(request: StaffRequest, words: str, *, back: str, undo: str = "") -> HttpResponse:
    if not request.htmx:
        messages.success(request, words)
        return redirect(back)
    response = trigger_client_event(HttpResponse(status=204), "close-dialog", {})
    return changed(response, words, undo=undo)


def changed(response: HttpResponse, words: str, undo: str = "") -> HttpResponse:
    toast = {"text": words} | ({"undo": undo} if undo else {})
    return trigger_client_event(trigger_client_event(response, "toast", toast), CHANGED, {})


def undone(request: StaffRequest, *, back: str, undo: Callable[[], object]) -> HttpResponse:
    """Take something back; 409 with the reason where that cannot be."""
    try:
        undo()
    except ValidationError as error:
        response = HttpResponse(status=409)
        return trigger_client_event(response, "toast", {"text": " ".join(error.messages)})
    return done(request, _("Undone"), back=back)
