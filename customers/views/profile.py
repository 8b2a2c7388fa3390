"""Changing a customer's profile: himself, his tags, what he cares about."""

from typing import Any

import structlog
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS
from customers import conflicts, history, people, versions
from customers.models import Customer, Tag
from customers.profile_forms import ProfileForm, Versioned
from customers.views.merged import follows_merges
from staff.access import StaffRequest, writers_only

log = structlog.get_logger(__name__)

PROFILE = "retention:customer_profile"


def seen_customer(request: StaffRequest, pk: int) -> Customer:
    """The customer, if this person may see him; otherwise he is not there."""
    seen = Customer.objects.visible_to(request.user).select_related("branch", "owner")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(FORM_METHODS)
@writers_only
@follows_merges
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole profile in one form; a save that lost is settled field by field."""
    customer = seen_customer(request, pk)
    form = ProfileForm(request.POST or None, instance=seen_customer(request, pk), by=request.user)
    context = {"customer": customer, "form": form}
    if request.method == "POST" and form.is_valid():
        return saved(request, form, record=customer, customer=customer)
    note_phone(request, form, customer)
    return render(request, "customers/profile_edit.html", context, status=422 if form.errors else 200)


def saved(request: StaffRequest, form: Versioned, *, record: Any, customer: Customer) -> HttpResponse:
    """Save and go back to the profile; 409 with both sides where somebody else was faster."""
    try:
        done = versions.save_seen(record=record, values=form.values(), seen=form.seen)
    except versions.Overtaken as lost:
        return conflict(request, form, lost, customer=customer)
    if done.taken_over:
        named = ", ".join(str(form.fields[name].label) for name in done.taken_over)
        messages.success(
            request, _("Saved. What others changed meanwhile is kept: %(fields)s.") % {"fields": named}
        )
    elif done.changed:
        messages.success(request, _("Saved."))
    return redirect(PROFILE, customer.pk)


def conflict(
    request: StaffRequest, form: Versioned, lost: versions.Overtaken, *, customer: Customer
) -> HttpResponse:
    context = {
        "customer": customer,
        "conflicts": conflicts.conflicts(form, lost),
        "settled": conflicts.settled(form, lost),
        "taken_over": [form.fields[name].label for name in lost.merge.taken_over],
        "last": history.last_change(lost.current),
    }
    return render(request, "customers/conflict.html", context, status=409)


def note_phone(request: StaffRequest, form: Versioned, customer: Customer) -> None:
    """A form that holds a whole number shows it; that somebody looked is logged, the number is not."""
    if "phone" in form.fields and form.instance.phone:
        log.info("phone_shown", customer=customer.pk, place="form", user=request.user.pk)


@require_POST
@writers_only
def sensitivity(request: StaffRequest, pk: int) -> HttpResponse:
    """A person says what the customer cares about."""
    customer = seen_customer(request, pk)
    said = request.POST.get("sensitivity", "")
    if said not in Customer.Sensitivity.values:
        raise Http404
    people.confirm_sensitivity(customer=customer, sensitivity=said, by=request.user)
    messages.success(request, _("Confirmed."))
    return redirect(PROFILE, pk)


@require_POST
@writers_only
def tag(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a tag on the customer, or take it off with off=1."""
    customer = seen_customer(request, pk)
    found = get_object_or_404(Tag, pk=number(request.POST.get("tag", "")))
    if request.POST.get("off"):
        people.take_tag(customer=customer, tag=found)
    elif found.retired_at is None:
        people.put_tag(customer=customer, tag=found)
    return redirect(PROFILE, pk)


def number(text: str) -> int:
    """A key out of a form; -1, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else -1
