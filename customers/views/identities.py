"""What shop platforms call a customer: put down, changed, taken away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS, saved
from customers import people
from customers.models import Customer, ExternalIdentity
from customers.profile_forms import IdentityForm
from customers.views.merged import follows_merges
from customers.views.profile import PROFILE, seen_customer
from staff.access import StaffRequest, writers_only

UNFIT = 422
MOST_SYSTEMS = 50


@require_http_methods(FORM_METHODS)
@writers_only
@follows_merges
def identity_add(request: StaffRequest, pk: int) -> HttpResponse:
    customer = seen_customer(request, pk)
    form = form_of(request, customer)
    if request.method == "POST" and saved(form, people.add_identity, customer=customer):
        messages.success(request, _("%(id)s is added.") % {"id": form.cleaned_data["value"]})
        return redirect(PROFILE, pk)
    return shown(request, form, customer)


@require_http_methods(FORM_METHODS)
@writers_only
def identity(request: StaffRequest, pk: int) -> HttpResponse:
    found = seen_identity(request, pk)
    form = form_of(request, found.customer, initial={"source": found.source, "value": found.value})
    if request.method == "POST" and saved(form, people.change_identity, identity=found):
        messages.success(request, _("Saved."))
        return redirect(PROFILE, found.customer_id)
    return shown(request, form, found.customer, identity=found)


@require_POST
@writers_only
def identity_remove(request: StaffRequest, pk: int) -> HttpResponse:
    found = seen_identity(request, pk)
    people.remove_identity(identity=found)
    messages.success(request, _("%(id)s is removed.") % {"id": found.value})
    return redirect(PROFILE, found.customer_id)


def seen_identity(request: StaffRequest, pk: int) -> ExternalIdentity:
    seen = ExternalIdentity.objects.visible_to(request.user).select_related("customer__branch")
    return get_object_or_404(seen, pk=pk)


def form_of(request: StaffRequest, customer: Customer, **options: Any) -> IdentityForm:
    """Offers the systems that are known from other customers in sight."""
    seen = ExternalIdentity.objects.visible_to(request.user).order_by("source")
    known = seen.values_list("source", flat=True).distinct()[:MOST_SYSTEMS]
    return IdentityForm(request.POST or None, customer=customer, by=request.user, known=known, **options)


def shown(request: StaffRequest, form: IdentityForm, customer: Customer, **context: Any) -> HttpResponse:
    context |= {"customer": customer, "form": form}
    return render(request, "customers/identity.html", context, status=UNFIT if form.errors else 200)
