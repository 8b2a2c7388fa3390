"""A customer's contact persons, and our lines to him."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from churn_crm.ui.saving import FORM_METHODS
from customers import people
from customers.models import Contact, StaffLine
from customers.profile_forms import ContactForm, LineForm
from customers.views.merged import follows_merges
from customers.views.profile import PROFILE, note_phone, saved, seen_customer
from staff.access import StaffRequest, writers_only


@require_http_methods(FORM_METHODS)
@writers_only
@follows_merges
def contact_add(request: StaffRequest, pk: int) -> HttpResponse:
    customer = seen_customer(request, pk)
    form = ContactForm(request.POST or None, by=request.user, currency=customer.branch.currency)
    if request.method == "POST" and form.is_valid():
        people.add_contact(customer=customer, **form.values())
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
        return redirect(PROFILE, pk)
    context = {"customer": customer, "form": form}
    return render(request, "customers/contact.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@writers_only
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    found = seen_contact(request, pk)
    customer = found.customer
    form = ContactForm(
        request.POST or None,
        instance=seen_contact(request, pk),
        by=request.user,
        currency=customer.branch.currency,
    )
    if request.method == "POST" and form.is_valid():
        return saved(request, form, record=found, customer=customer)
    note_phone(request, form, customer)
    context = {"customer": customer, "contact": found, "form": form}
    return render(request, "customers/contact.html", context, status=422 if form.errors else 200)


def seen_contact(request: StaffRequest, pk: int) -> Contact:
    seen = Contact.objects.visible_to(request.user).select_related("customer__branch", "customer__owner")
    return get_object_or_404(seen, pk=pk)


@require_POST
@writers_only
def contact_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take away a contact entered by mistake; the answer offers to take that back."""
    found = seen_contact(request, pk)
    people.remove_contact(contact=found)
    undo = reverse("customers:contact_restore", args=[found.customer_id, pk])
    text = _("%(name)s is removed.") % {"name": found.name}
    messages.success(request, text, extra_tags=undo)
    return redirect(PROFILE, found.customer_id)


@require_POST
@writers_only
def contact_restore(request: StaffRequest, pk: int, contact: int) -> HttpResponse:
    """Take the removal back; the toast's Undo asks for it and the page is fetched again."""
    restored = people.restore_contact(customer=seen_customer(request, pk), pk=contact)
    if restored is None:
        raise Http404
    messages.success(request, _("%(name)s is back.") % {"name": restored.name})
    return HttpResponseClientRefresh() if request.htmx else redirect(PROFILE, pk)


@require_POST
@writers_only
def line_add(request: StaffRequest, pk: int) -> HttpResponse:
    customer = seen_customer(request, pk)
    form = LineForm(request.POST, customer=customer)
    if form.is_valid():
        people.add_line(customer=customer, user=form.cleaned_data["user"], kind=form.cleaned_data["kind"])
    else:
        messages.error(request, _("Choose one of the people offered."))
    return redirect(PROFILE, pk)


@require_POST
@writers_only
def line_remove(request: StaffRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(StaffLine.objects.visible_to(request.user), pk=pk)
    people.remove_line(line=line)
    return redirect(PROFILE, line.customer_id)
