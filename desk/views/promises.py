"""Promises: one's own on the desk, the list of all, and recording what became of one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from churn_crm import clock
from churn_crm.ui.saving import saved
from desk.cursors import read_moment
from desk.models import Promise
from desk.promises import reads, services
from desk.promises.forms import KeptForm, PutOffForm
from desk.views.answers import UNFIT, today_of
from staff.access import StaffRequest, everybody, writers_only

# Lists that show promises fetch themselves again when they hear this.
PROMISES = "promises"
PRESSING = timedelta(hours=24)
TABS = (
    ("open", pgettext_lazy("promises", "Open")),
    ("overdue", pgettext_lazy("promises", "Late")),
    ("broken", pgettext_lazy("promises", "Broken")),
    ("late", pgettext_lazy("promises", "Kept late")),
    ("kept", pgettext_lazy("promises", "Kept")),
)


@require_GET
@everybody
def promises(request: StaffRequest) -> HttpResponse:
    """The promises of whom one leads and one's own; for htmx their list, after a cursor only further rows."""
    on = today_of(request.user)
    context = reads.listed(
        request.user,
        show=request.GET.get("show", ""),
        person=number(request.GET.get("person", "")),
        on=on,
        after=read_moment(request.GET.get("cursor", "")),
    )
    context["whose_link"] = f"&person={context['whose'].pk}" if context["whose"] else ""
    context |= {"tabs": TABS, "settled_show": context["show"] in reads.SETTLED}
    if request.GET.get("cursor"):
        return render(request, "desk/_promise_rows.html", context)
    return render(request, "desk/_promises.html" if request.htmx else "desk/promises.html", context)


@require_GET
@everybody
def mine(request: StaffRequest) -> HttpResponse:
    """One's own open promises, what is late first, as a fragment."""
    context = {"mine_promised": reads.mine(request.user, on=today_of(request.user))}
    return render(request, "desk/_my_promises.html", context)


@require_GET
@everybody
def next_of_mine(request: StaffRequest) -> HttpResponse:
    """The next of one's promises with the time left, as a fragment for home pages; nothing without any."""
    return render(request, "desk/_next_promises.html", reads.owed(request.user))


@require_GET
@everybody
def badge(request: StaffRequest) -> HttpResponse:
    """How many of one's promises are late or due within a day, for the navigation."""
    pressing = reads.pressing(request.user, until=clock.now() + PRESSING)
    return HttpResponse(str(pressing) if pressing else "")


@require_GET
@everybody
def promise(request: StaffRequest, pk: int) -> HttpResponse:
    """One promise as an item of a list."""
    return item(request, found(request, pk))


@require_GET
@writers_only
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """The form in place of the item: kept when, not kept, or another time agreed."""
    return form(request, found(request, pk))


@require_POST
@writers_only
def keep(request: StaffRequest, pk: int) -> HttpResponse:
    """Kept: now, or at the time that the form says."""
    promise = found(request, pk)
    asked = KeptForm(request.POST, promise=promise)
    if not saved(asked, services.keep, promise=promise, by=request.user):
        return form(request, promise, kept=asked, status=UNFIT)
    return answer(request, promise, _("Kept: %(what)s"), undo=True)


@require_POST
@writers_only
def break_it(request: StaffRequest, pk: int) -> HttpResponse:
    """Not kept."""
    promise = found(request, pk)
    return attempt(request, promise, services.break_it, _("Recorded as broken: %(what)s"), undo=True)


@require_POST
@writers_only
def put_off(request: StaffRequest, pk: int) -> HttpResponse:
    """The customer agreed to another time."""
    promise = found(request, pk)
    asked = PutOffForm(request.POST, promise=promise)
    if not saved(asked, services.put_off, promise=promise, by=request.user):
        return form(request, promise, later=asked, status=UNFIT)
    return answer(request, promise, _("Put off: %(what)s"))


@require_POST
@writers_only
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """What was recorded is open again."""
    return attempt(request, found(request, pk), services.take_back, _("Open again: %(what)s"))


def attempt(
    request: StaffRequest, promise: Promise, service: Callable[..., Any], text: str, *, undo: bool = False
) -> HttpResponse:
    """Call the service; what it refuses is said as it stands."""
    try:
        service(promise=promise, by=request.user)
    except ValidationError as error:
        return answer(request, promise, " ".join(error.messages).replace("%", "%%"))
    return answer(request, promise, text, undo=undo)


def answer(request: StaffRequest, promise: Promise, text: str, *, undo: bool = False) -> HttpResponse:
    """Nothing stands where the item stood; lists of promises fetch themselves again."""
    words = text % {"what": promise.what}
    if not request.htmx:
        messages.success(request, words)
        return redirect("desk:promises")
    back = reverse("desk:promise_take_back", args=[promise.pk])
    toast = {"text": words, "undo": back} if undo else {"text": words}
    response = trigger_client_event(HttpResponse(), "toast", toast)
    return trigger_client_event(trigger_client_event(response, PROMISES, {}), "badges", {})


def item(request: StaffRequest, promise: Promise) -> HttpResponse:
    return render(request, "desk/_promise_item.html", {"promise": reads.with_left([promise])[0]})


def form(
    request: StaffRequest,
    promise: Promise,
    *,
    kept: Form | None = None,
    later: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "promise": reads.with_left([promise])[0],
        "kept_form": kept or KeptForm(promise=promise),
        "later_form": later or PutOffForm(promise=promise),
        "events": promise.events.select_related("by", "before"),
    }
    return render(request, "desk/_promise_form.html", context, status=status)


def found(request: StaffRequest, pk: int) -> Promise:
    seen = Promise.objects.visible_to(request.user).select_related(*reads.RELATED)
    promise: Promise = get_object_or_404(seen, pk=pk)
    return promise


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
