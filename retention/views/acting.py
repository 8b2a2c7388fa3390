"""What one does on triage and on the customer page: log, snooze, tick off, hand on, undo."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from churn_crm.ui import figures
from retention import queue, services
from retention.forms import (
    CALL_BACK,
    NO_ANSWER,
    WRONG_NUMBER,
    OutcomeForm,
    ReassignForm,
    RowsForm,
    SnoozeForm,
)
from retention.models import Action
from retention.services import Refused
from retention.views import triage
from staff.access import StaffRequest, role_required
from staff.roles import KEEPERS


@require_POST
@role_required(*KEEPERS)
def log(request: StaffRequest, pk: int) -> HttpResponse:
    """The outcome of a call, a visit or a message."""
    action = get_object_or_404(triage.visible(request), pk=pk)
    channel = request.POST.get("channel", "")
    form = OutcomeForm(
        request.POST, on=queue.business_day(), channel=channel if channel in triage.ANSWERS else "call"
    )
    if form.is_valid():
        try:
            after = write_outcome(action, form.cleaned_data, request)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            stays = request.POST.get("then") == "stay"
            return answer(request, outcome_words(after), form, ids=[pk], stays=stays)
    return refuse(request, "retention/_dock.html", triage.dock_context(request, action, form), "#dock")


def write_outcome(action: Action, data: dict, request: StaffRequest) -> Action:
    who = {
        "action": action,
        "by": request.user,
        "on": queue.business_day(),
        "token": data["token"],
        "channel": data["channel"],
        "note": data["note"],
    }
    if data["answer"] == NO_ANSWER:
        return services.log_no_answer(**who)
    if data["answer"] == CALL_BACK:
        return services.log_call_back(**who, until=data["when"])
    outcomes = {WRONG_NUMBER: Action.Outcome.WRONG_NUMBER, "sent": Action.Outcome.SENT}
    outcome = outcomes.get(data["answer"]) or data["outcome"] or Action.Outcome.OTHER
    booked = data["when"] if outcome == Action.Outcome.BOOKED else None
    return services.log_outcome(**who, outcome=outcome, booked_for=booked, promised=data["promised"])


def outcome_words(action: Action) -> str:
    """What the toast says: who, and what happens next."""
    named = {"customer": action.customer.name, "day": figures.day(action.due_on, "weekday")}
    if action.state == Action.State.SNOOZED:
        return _("%(customer)s: again on %(day)s") % named
    return _("%(customer)s: %(outcome)s") % (named | {"outcome": action.get_outcome_display()})


@require_POST
@role_required(*KEEPERS)
def snooze(request: StaffRequest) -> HttpResponse:
    form = SnoozeForm(request.POST, on=queue.business_day())

    def write(data: dict, ids: list[int]) -> str:
        count = services.snooze(
            actions=ids, until=data["day"], reason=data["reason"], **by_whom(request, data)
        )
        return ngettext("%(count)d snoozed until %(day)s", "%(count)d snoozed until %(day)s", count) % {
            "count": count or len(ids),
            "day": figures.day(data["day"], "weekday"),
        }

    return on_rows(request, form, write, template="retention/_snooze_form.html", name="snooze_form")


@require_POST
@role_required(*KEEPERS)
def reassign(request: StaffRequest) -> HttpResponse:
    """For leaders: the customer moves, with all that is to be done for him."""
    form = ReassignForm(request.POST, by=request.user)

    def write(data: dict, ids: list[int]) -> str:
        count = services.reassign(actions=ids, to=data["to"], **by_whom(request, data))
        return ngettext(
            "%(count)d customer moved to %(person)s", "%(count)d customers moved to %(person)s", count
        ) % {
            "count": count,
            "person": data["to"],
        }

    return on_rows(request, form, write, template="retention/_reassign_form.html", name="reassign_form")


@require_POST
@role_required(*KEEPERS)
def done(request: StaffRequest) -> HttpResponse:
    form = RowsForm(request.POST)

    def write(data: dict, ids: list[int]) -> str:
        count = services.mark_done(actions=ids, **by_whom(request, data))
        return ngettext("%(count)d done", "%(count)d done", count) % {"count": count or len(ids)}

    return on_rows(request, form, write)


@require_POST
@role_required(*KEEPERS)
def undo(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Take back what one did: everything of that key press."""
    try:
        services.undo(batch=batch, by=request.user, on=queue.business_day())
    except Refused as refusal:
        return said(HttpResponse(status=409), str(refusal))
    first = Action.objects.visible_to(request.user).filter(events__batch=batch).order_by("pk").first()
    if not request.htmx:
        messages.success(request, _("Undone"))
        return redirect("retention:triage")
    response = said(HttpResponse(status=204), _("Undone"))
    return trigger_client_event(response, "actions-changed", {"current": first.pk if first else ""})


def on_rows(
    request: StaffRequest,
    form: Form,
    write: Callable[[dict, list[int]], str],
    *,
    template: str = "",
    name: str = "",
) -> HttpResponse:
    """Do `write` for those of the chosen rows that this person sees; another's row is not there."""
    if form.is_valid():
        asked = form.cleaned_data["ids"]
        ids = list(Action.objects.visible_to(request.user).filter(pk__in=asked).values_list("pk", flat=True))
        try:
            if len(ids) != len(set(asked)):
                raise Refused(_("One of these is not yours, or no longer there."))
            return answer(request, write(form.cleaned_data, ids), form, ids=ids)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if not template or not request.htmx:
        return said(HttpResponse(status=409), first_error(form))
    context = {name: form, "view": request.POST.get("view", ""), "origin": request.POST.get("origin", "")}
    return refuse(request, template, context, f"#{name.replace('_', '-')}")


def by_whom(request: StaffRequest, data: dict) -> dict:
    return {"by": request.user, "on": queue.business_day(), "token": data["token"]}


def answer(
    request: StaffRequest, words: str, form: Form, *, ids: list[int], stays: bool = False
) -> HttpResponse:
    """Done: the list without the rows and the next detail, or the page's parts told to fetch themselves."""
    back = reverse("retention:undo", args=[form.cleaned_data["token"]])
    if not request.htmx:
        messages.success(request, words)
        return redirect(request.POST.get("back") or triage.address(request.POST.get("view", "mine")))
    if request.POST.get("origin") == "customer":
        response = trigger_client_event(HttpResponse(status=204), "actions-changed", {})
    else:
        response = triage.render_triage(request, current=current_after(request, ids, stays=stays))
    return trigger_client_event(said(response, words, undo=back), "close-dialog", {})


def current_after(request: StaffRequest, ids: list[int], *, stays: bool) -> Action | None:
    """Which row is looked at next: the same, or the one that takes its place."""
    wanted = triage.number(request, "current") or ids[0]
    current = triage.visible(request).filter(pk=wanted, customer__standing__rank__gte=0).first()
    if current is None or stays:
        return current
    view, on = request.POST.get("view", ""), queue.business_day()
    if view not in queue.conditions(request.user, on=on):
        return None
    if queue.in_view(view, request.user, on=on).filter(pk=current.pk).exists():
        return current
    return queue.next_after(current, view, request.user, on=on)


def refuse(request: StaffRequest, template: str, context: dict, target: str) -> HttpResponse:
    """The form again, with what was wrong and all that was entered."""
    return reswap(retarget(render(request, template, context, status=422), target), "outerHTML")


def first_error(form: Form) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def said(response: HttpResponse, text: str, undo: str = "") -> HttpResponse:
    """Tell it by a toast, with the way back if there is one."""
    return trigger_client_event(response, "toast", {"text": text} | ({"undo": undo} if undo else {}))
