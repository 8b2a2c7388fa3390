"""Work-order ratings: the list with what they come to per technician, and entering one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from churn_crm.ui.saving import FORM_METHODS, saved
from customers.models import Customer, Visit
from desk.addresses import address
from desk.cursors import read_cursor
from desk.quality.ratings import means, reads, services
from desk.quality.ratings.forms import RatingForm
from desk.views.answers import UNFIT, today_of
from desk.views.promises import number
from staff.access import StaffRequest, everybody, writers_only

VISITS_SHOWN = 8


@require_safe
@everybody
def ratings(request: StaffRequest) -> HttpResponse:
    """The last 12 months; after a cursor only further rows."""
    cursor, on = request.GET.get("cursor", ""), today_of(request.user)
    context = reads.listed(
        request.user,
        technician=number(request.GET.get("technician", "")),
        bad=request.GET.get("show") == "bad",
        on=on,
        before=read_cursor(cursor),
    )
    context["whose_link"] = f"&technician={context['whose'].pk}" if context["whose"] else ""
    if cursor:
        return render(request, "desk/_rating_rows.html", context)
    context |= {"figures": reads.by_technician(request.user, on=on), "enough": means.ENOUGH}
    return render(request, "desk/ratings.html", context)


@require_http_methods(FORM_METHODS)
@writers_only
def rating_new(request: StaffRequest) -> HttpResponse:
    """From a slip by its order number, or of ?visit=. After a slip the next one can be entered at once."""
    visit = visit_of(request)
    form = RatingForm(request.POST or None, by=request.user, visit=visit)
    if request.method == "POST" and saved_of(form, request):
        assert form.visit is not None  # noqa: S101 (the form found it)
        said = {"name": form.visit.customer.name, "score": form.cleaned_data["score"]}
        messages.success(request, _("The rating of %(name)s is saved: %(score)d of 5") % said)
        if visit:
            return redirect(address(customer=visit.customer_id))
        return redirect("desk:rating_new")
    return page(request, {"form": form, "visit": visit}, wrong=bool(form.errors))


def saved_of(form: RatingForm, request: StaffRequest) -> bool:
    """The job is known only when the form is valid."""
    return form.is_valid() and saved(form, services.rate, visit=form.visit, by=request.user)


def visit_of(request: StaffRequest) -> Visit | None:
    key = number(request.GET.get("visit", ""))
    seen = Visit.objects.visible_to(request.user).select_related("branch", "technician", "customer__branch")
    return get_object_or_404(seen, pk=key) if key else None


@require_safe
@writers_only
def rating_of(request: StaffRequest, pk: int) -> HttpResponse:
    """Which of a customer's latest jobs is rated."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    visits = Visit.objects.of([customer.pk]).counting().select_related("branch", "technician")
    latest = list(visits.order_by("-day", "-pk")[:VISITS_SHOWN])
    if len(latest) == 1:
        return redirect(f"{reverse('desk:rating_new')}?visit={latest[0].pk}")
    return page(request, {"customer": customer, "visits": latest})


def page(request: StaffRequest, context: dict[str, Any], *, wrong: bool = False) -> HttpResponse:
    return render(request, "desk/rating_new.html", context, status=UNFIT if wrong else 200)
