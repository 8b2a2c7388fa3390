"""The list of what falls due soon."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from churn_crm import clock
from customers import due_list
from customers.due_rule_forms import RuleForms
from staff.access import StaffRequest, everybody, role_required
from staff.roles import DECIDERS


@require_GET
@everybody
def due_soon(request: StaffRequest) -> HttpResponse:
    """One page; by htmx only the rows after a cursor, or the table after another choice."""
    on = day_of(request)
    form = due_list.DueFilter(request.GET, user=request.user, on=on)
    cursor = request.GET.get("cursor", "")
    chosen = {name: str(value) for name, value in request.GET.items() if name != "cursor" and value}
    context = {
        "form": form,
        "page": due_list.page(form.found(), cursor=cursor),
        "on": on,
        "link": f"?{urlencode(chosen)}&" if chosen else "?",
    }
    if request.htmx and cursor:
        return render(request, "customers/_due_rows.html", context)
    return render(request, "customers/_due.html" if request.htmx else "customers/due.html", context)


def day_of(request: StaffRequest) -> date:
    """Today where this person works."""
    branch = request.user.branch
    return clock.today(branch.time_zone if branch else None)


@require_http_methods(["GET", "POST"])
@role_required(*DECIDERS)
def due_rules(request: StaffRequest) -> HttpResponse:
    """How often what falls due: the business's own policy."""
    forms = RuleForms(request.POST or None)
    if request.method == "POST" and forms.is_valid():
        forms.save()
        messages.success(request, _("The rules are saved. They count for what is planned from now on."))
        return redirect("customers:due_soon")
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/due_rules.html", {"forms": forms}, status=status)
