"""Triage (E1): the ranked list with one customer's detail beside it."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from customers.models import Customer
from outbox import gateways
from outbox.models import Channel
from retention import queue
from retention.brief import Brief
from retention.forms import ANSWERS, OutcomeForm, ReassignForm, SnoozeForm
from retention.models import Action, ActionQuerySet
from retention.words import VERBS, event_detail, event_title, snooze_reason
from signals.policies import scoring_policy
from staff.access import StaffRequest, role_required
from staff.roles import KEEPERS

# However long the list has grown by "show more", it is redrawn up to this many rows.
MOST_ROWS = 300


@require_GET
@role_required(*KEEPERS)
def triage(request: StaffRequest) -> HttpResponse:
    """The whole page; by htmx the list and the detail, or one more page of rows."""
    if request.htmx and "after" in request.GET:
        return more_rows(request)
    current = Action.objects.visible_to(request.user).filter(pk=number(request, "current")).first()
    return render_triage(request, current=current)


@require_GET
@role_required(*KEEPERS)
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One row's customer: beside the list, or on a phone as a page of its own."""
    action = get_object_or_404(visible(request), pk=pk)
    if not request.htmx:
        return render_triage(request, current=action, shows="detail")
    return render(request, "retention/_detail.html", about(request, action))


@require_GET
@role_required(*KEEPERS)
def dock(request: StaffRequest, pk: int) -> HttpResponse:
    """The form to log a call, a message or a visit."""
    action = get_object_or_404(visible(request), pk=pk)
    return render(request, "retention/_dock.html", dock_context(request, action))


@require_GET
@role_required(*KEEPERS)
def badge(request: StaffRequest) -> HttpResponse:
    """How many wait, for the navigation."""
    tabs = queue.views(request.user, on=queue.business_day())
    first = queue.first_view(tabs)
    return HttpResponse(next(str(tab.count) for tab in tabs if tab.key == first) if tabs else "")


def render_triage(
    request: StaffRequest, *, current: Action | None = None, shows: str = "list", status: int = 200
) -> HttpResponse:
    """The list of the asked view with the detail of `current`, else of the first row."""
    on = queue.business_day()
    tabs = queue.views(request.user, on=on)
    view = chosen_view(request, tabs)
    limit = min(max(number(request, "shown"), queue.PAGE), MOST_ROWS)
    rows, after = queue.rows(view, request.user, on=on, limit=limit)
    calls, night = queue.calls_of(request.user, on=on), queue.newest_night()
    current = current or (rows[0] if rows else None)
    context = list_context(request, view=view, rows=rows, after=after) | {
        "tabs": tabs,
        "tab": next(tab for tab in tabs if tab.key == view),
        "calls": calls,
        "on": on,
        "line": queue.capacity_line(rows, left=calls.left) if view == "mine" else None,
        "night": night,
        "late": queue.is_late(night),
        "horizon_days": (night and night.policy.get("horizon_days")) or scoring_policy().horizon_days,
        "current": current,
        "action": None,
        "shows": shows,
        "snooze_form": SnoozeForm(on=on),
        "reassign_form": ReassignForm(by=request.user) if request.user.leads else None,
    }
    if not rows:
        context |= empty_context(request, view, on)
    if current:
        context |= about(request, reread(request, current), view=view, total=context["tab"].count)
    template = "retention/_triage.html" if request.htmx else "retention/triage.html"
    return render(request, template, context, status=status)


def more_rows(request: StaffRequest) -> HttpResponse:
    on = queue.business_day()
    view = request.GET.get("view", "mine")
    if view not in queue.conditions(request.user, on=on):
        view = "mine"
    rows, after = queue.rows(view, request.user, on=on, after=request.GET["after"])
    return render(request, "retention/_rows.html", list_context(request, view=view, rows=rows, after=after))


def list_context(request: StaffRequest, *, view: str, rows: list[Action], after: str) -> dict:
    return {
        "view": view,
        "rows": [(action, VERBS[Action.Kind(action.kind)], snooze_reason(action)) for action in rows],
        "after": after,
        "writes": request.user.may_write,
        "shows_owner": view != "mine" and request.user.leads,
    }


def empty_context(request: StaffRequest, view: str, on: date) -> dict:
    """Why there is nothing: no customers yet, all done, or nothing of this kind."""
    if not Customer.objects.visible_to(request.user).exists():
        return {"empty": "first"}
    won = queue.won_today(request.user, on=on)
    return {"empty": "done" if view in ("mine", "team") and won["worked"] else "none", "won": won}


def about(request: StaffRequest, action: Action, *, view: str = "", total: int | None = None) -> dict:
    """What the detail shows."""
    on = queue.business_day()
    view = view or request.GET.get("view", "mine")
    if view not in queue.conditions(request.user, on=on):
        view = "mine"
    if total is None:
        total = queue.in_view(view, request.user, on=on).count()
    return dock_context(request, action) | {
        "view": view,
        "place": queue.place_of(action, view, request.user, on=on),
        "total": total,
        "may_reassign": request.user.leads and request.user.may_write,
    }


def dock_context(
    request: StaffRequest, action: Action, form: OutcomeForm | None = None, brief: Brief | None = None
) -> dict:
    """The form to log with, or what was done once nothing is left to do."""
    on = queue.business_day()
    usual = VERBS[Action.Kind(action.kind)].channel
    asked = form.data.get("channel") if form else request.GET.get("channel")
    channel = asked if asked in ANSWERS else usual
    return closed_context(request, action) | {
        "action": action,
        "brief": brief or Brief(customer=action.customer, on=on, action=action, reader=request.user),
        "form": form or OutcomeForm(on=on, channel=channel),
        "channel": channel,
        "pending": action.state in Action.PENDING,
        "sms_goes_out": bool(gateways.name_for(Channel.SMS)),
        "writes": request.user.may_write,
        "on": on,
        "view": request.POST.get("view") or request.GET.get("view") or "mine",
        "origin": request.POST.get("origin") or request.GET.get("origin") or "",
        "snoozed_for": snooze_reason(action) if action.state == Action.State.SNOOZED else "",
    }


def closed_context(request: StaffRequest, action: Action) -> dict:
    """What was done last, and the way back for whoever did it today."""
    if action.state in Action.PENDING:
        return {}
    last = action.events.filter(undone=False).select_related("by").order_by("-pk").first()
    if last is None:
        return {}
    mine = last.by_id == request.user.pk and last.day == queue.business_day()
    return {
        "last_event": last,
        "last_title": event_title(last),
        "last_detail": event_detail(last),
        "undo_url": reverse("retention:undo", args=[last.batch]) if mine else "",
    }


def visible(request: StaffRequest) -> ActionQuerySet:
    """Actions of customers whom this person sees, with what a page shows of them."""
    return Action.objects.visible_to(request.user).select_related(
        "customer__standing", "customer__branch", "customer__owner", "assignee", "closed_by"
    )


def reread(request: StaffRequest, action: Action) -> Action:
    return visible(request).get(pk=action.pk)


def chosen_view(request: StaffRequest, tabs: list[queue.View]) -> str:
    """The asked one, when this person has it."""
    asked = request.GET.get("view") or request.POST.get("view") or ""
    return asked if asked in {tab.key for tab in tabs} else queue.first_view(tabs)


def number(request: StaffRequest, name: str) -> int:
    """A whole number from the address or the form; 0 when there is none."""
    text = request.GET.get(name) or request.POST.get(name) or ""
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def address(view: str) -> str:
    return f"{reverse('retention:triage')}?view={view}"
