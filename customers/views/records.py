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
from django_htmx.http import reswap, trigger_client_event

from churn_crm import clock
from churn_crm.ui.saving import refuse
from customers import meanwhile
from customers.models import Customer
from customers.reconciling import Merge
from customers.record_forms import SEEN, RecordForm
from staff.access import StaffRequest

UNFIT, CLASH = 422, 409
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


def locked_by_post(request: StaffRequest, rows: Any) -> Any:
    """Rows that a POST is about to change: who comes second waits, and then sees what the first one saved."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def today_of(customer: Customer) -> Any:
    return clock.today(customer.branch.time_zone)


def answer(
    request: StaffRequest, sheet: Sheet, save: Callable[[dict[str, Any]], tuple[str, str]]
) -> HttpResponse:
    """GET: the form. POST: save what it says, or show it again with what was wrong and all that was entered.

    save: cleaned data → (what the toast says, address of Undo or ""); its ValidationError is the form's.
    What somebody else changed since the form was made is merged or asked about; the caller holds the record's
    lock.
    """
    form = sheet.form
    if request.method != "POST":
        return shown(request, sheet)
    kept = ""
    if form.is_valid() and form.held:
        merge = meanwhile.merged(form)
        if merge.conflicts:
            return clashed(request, sheet, merge)
        meanwhile.take_over(form, merge.taken_over)
        kept = and_kept(form, merge)
    if form.is_valid():
        try:
            words, undo = save({name: value for name, value in form.cleaned_data.items() if name != SEEN})
        except ValidationError as error:
            refuse(form, error)
        else:
            back = reverse(sheet.back, args=[sheet.customer.pk])
            return done(request, kept or words, back=back, undo=undo)
    return shown(request, sheet, status=UNFIT)


def and_kept(form: RecordForm, merge: Merge) -> str:
    """What to say where others changed something else meanwhile."""
    named = ", ".join(form.label_of(name) for name in merge.taken_over)
    return _("Saved. What others changed meanwhile is kept: %(fields)s.") % {"fields": named} if named else ""


def clashed(request: StaffRequest, sheet: Sheet, merge: Merge) -> HttpResponse:
    """409 with both sides of what two people changed to different values; nothing is saved."""
    template = "customers/_record_clash.html" if request.htmx else "customers/record_form.html"
    context = {"sheet": sheet, "form": sheet.form, "clash": meanwhile.clash(sheet.form, merge)}
    response = render(request, template, context, status=CLASH)
    return reswap(response, "outerHTML")


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
