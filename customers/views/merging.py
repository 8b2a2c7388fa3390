"""Merge two customers, with a look at what will change first; and take it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.merging import fields, service
from customers.merging.plan import keeps, plan
from customers.merging.tombstones import survivor_of
from customers.models import Customer, Merge
from customers.views.merged import led_on
from staff.access import StaffRequest, role_required
from staff.roles import LEADERS

UNFIT = 422


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*LEADERS)
def merge(request: StaffRequest, first: int, second: int) -> HttpResponse:
    """Asks who stays and which values, says what moves; then merges."""
    try:
        pair = both(request, first, second)
    except Http404:
        return led_to_survivors(request, first, second)
    survivor, gone = keeps(*pair, request.GET.get("keep", ""))
    if request.method != "POST":
        return answer(request, survivor, gone, {})
    choices = chosen(request)
    try:
        record = service.merge(survivor=survivor.pk, gone=gone.pk, by=request.user, choices=choices)
    except service.Refused as error:
        return answer(request, survivor, gone, choices, refused=error.messages)
    return redirect(f"{reverse('customers:duplicates')}?merged={record.pk}")


def both(request: StaffRequest, first: int, second: int) -> tuple[Customer, Customer]:
    """The two, if the person may see both."""
    seen = Customer.objects.visible_to(request.user).select_related("branch", "owner", "standing")
    found = {customer.pk: customer for customer in seen.filter(pk__in=(first, second))}
    if len(found) < 2:
        raise Http404
    return found[first], found[second]


def led_to_survivors(request: StaffRequest, first: int, second: int) -> HttpResponse:
    """The pair as it is now, or the one that both have become. Raises Http404 for customers never merged."""
    now = [
        gone_to.pk if (gone_to := survivor_of(key, seen_by=request.user)) else key for key in (first, second)
    ]
    if now == [first, second] or request.method == "POST":
        raise Http404
    if now[0] == now[1]:
        return redirect("retention:customer", now[0])
    return led_on(request, first=now[0], second=now[1])


def chosen(request: StaffRequest) -> dict[str, str]:
    """Column → whose value; what is not offered is not heard."""
    given = {field.attname: request.POST.get(f"field-{field.attname}", "") for field in service.choosable()}
    return {name: value for name, value in given.items() if value in (fields.MINE, fields.THEIRS)}


def answer(
    request: StaffRequest,
    survivor: Customer,
    gone: Customer,
    choices: dict[str, str],
    refused: list[str] | None = None,
) -> HttpResponse:
    context = {
        "plan": plan(survivor, gone, given=choices),
        "refused": refused,
        "may_change": request.user.may_write,
    }
    return render(request, "customers/merge.html", context, status=UNFIT if refused else 200)


@require_POST
@role_required(*LEADERS)
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Both are there again. What was edited since is listed."""
    record = get_object_or_404(Merge.objects.visible_to(request.user), pk=pk)
    try:
        record = service.undo(record=record.pk, by=request.user)
    except service.Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        names = {"gone": record.gone_name, "code": record.gone_code}
        messages.success(request, _("%(gone)s, %(code)s, is a customer of his own again.") % names)
    return redirect(f"{reverse('customers:duplicates')}?show=merged")
