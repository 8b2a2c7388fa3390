"""Lists of agreements: of one customer, and those that people work through."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from churn_crm import clock
from customers.agreements import approvals, worklists
from customers.agreements.entering import today_of
from customers.agreements.kinds import BY_NAME
from customers.agreements.lines import contract_line
from customers.agreements.section import page, section
from customers.models import Customer
from customers.views.merged import follows_merges
from staff.access import StaffRequest, everybody

APPROVALS_SHOWN = 100


@require_GET
@everybody
def lists(request: StaffRequest) -> HttpResponse:
    """One of the worklists (?show=); by htmx only the list, after a cursor only further rows."""
    name, cursor = request.GET.get("show", ""), request.GET.get("cursor", "")
    if name == "approvals" and sees_approvals(request):
        return approval_list(request)
    worklist = worklists.BY_LIST.get(name, worklists.WORKLISTS[0])
    lines, more = worklists.page(worklist, user=request.user, on=day_of(request), cursor=cursor)
    context = {"lines": lines, "worklist": worklist, "more": next_page(worklist.name, more)}
    if request.htmx and cursor:
        return render(request, "customers/_agreement_rows.html", context | {"named": True, "unmarked": True})
    return whole(request, worklist.name, context)


def sees_approvals(request: StaffRequest) -> bool:
    return request.user.decides or not request.user.may_write


def day_of(request: StaffRequest) -> Any:
    branch = request.user.branch
    return clock.today(branch.time_zone if branch else None)


def next_page(name: str, cursor: str) -> str:
    return f"?{urlencode({'show': name, 'cursor': cursor})}" if cursor else ""


def approval_list(request: StaffRequest) -> HttpResponse:
    """The prices that wait, with what this person may decide."""
    waiting = worklists.open_approvals(request.user)[:APPROVALS_SHOWN]
    asked = [
        (
            approval,
            contract_line(approval.contract, day_of(request)),
            approvals.may_decide(approval, request.user),
        )
        for approval in waiting
    ]
    return whole(request, "approvals", {"asked": asked})


def whole(request: StaffRequest, shown: str, context: dict[str, Any]) -> HttpResponse:
    """The list with its tabs; on a page of its own unless htmx asks."""
    context |= {
        "shown": shown,
        "worklists": worklists.WORKLISTS,
        "counts": worklists.counts(user=request.user, on=day_of(request)),
        "named": True,
    }
    template = "customers/_agreement_list.html" if request.htmx else "customers/agreements.html"
    return render(request, template, context)


@require_GET
@everybody
@follows_merges
def of_customer(request: StaffRequest, pk: int) -> HttpResponse:
    """All cards of one customer, as a fragment."""
    context = section(found(request, pk), user=request.user)
    return render(request, "customers/_agreements.html", context)


@require_GET
@everybody
@follows_merges
def rows(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Further lines of one kind of a customer, as a fragment."""
    customer = found(request, pk)
    if kind not in BY_NAME:
        raise Http404
    lines, more = page(
        BY_NAME[kind],
        customer,
        user=request.user,
        on=today_of(customer),
        cursor=request.GET.get("cursor", ""),
    )
    context = {"lines": lines, "more": f"?{urlencode({'cursor': more})}" if more else ""}
    return render(request, "customers/_agreement_rows.html", context)


def found(request: StaffRequest, pk: int) -> Customer:
    seen = Customer.objects.visible_to(request.user).select_related("branch")
    return get_object_or_404(seen, pk=pk)
