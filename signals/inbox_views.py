"""The signal inbox: what nights found, and what people say to it. The customer's page uses the same verbs."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from churn_crm.ui.saving import FORM_METHODS, saved
from desk.cursors import read_cursor
from signals.evidence import title
from signals.life import forms, inbox, services
from signals.models import ChurnSignal
from staff.access import StaffRequest, everybody, writers_only

UNFIT = 422
# Lists that show signals fetch themselves again when they hear this.
CHANGED = "signals"
TABS = (
    ("open", pgettext_lazy("signals", "Open")),
    ("seen", pgettext_lazy("signals", "Seen")),
    ("snoozed", pgettext_lazy("signals", "Snoozed")),
    ("settled", pgettext_lazy("signals", "Settled and false alarms")),
)


@dataclass(frozen=True)
class Verb:
    """What is said by a form: its words, its icon, the service that does it and what is told afterwards."""

    name: str
    heading: str | Promise
    button: str | Promise
    icon: str
    form: type[forms.SayForm]
    service: Any
    done: str | Promise


SNOOZE = Verb(
    "snooze",
    gettext_lazy("Snooze the signal"),
    gettext_lazy("Snooze"),
    "clock-pause",
    forms.SnoozeForm,
    services.snooze,
    gettext_lazy("Snoozed: %(what)s, %(name)s"),
)
SETTLE = Verb(
    "settle",
    gettext_lazy("Settle the signal"),
    pgettext_lazy("a signal", "Settled"),
    "check",
    forms.SettleForm,
    services.resolve,
    gettext_lazy("Settled: %(what)s, %(name)s"),
)
CALL_FALSE = Verb(
    "call_false",
    gettext_lazy("Call it a false alarm"),
    pgettext_lazy("a signal", "False alarm"),
    "bell-off",
    forms.FalseAlarmForm,
    services.call_false,
    gettext_lazy("False alarm: %(what)s, %(name)s"),
)


@require_GET
@everybody
def signals(request: StaffRequest) -> HttpResponse:
    """The page; by htmx its rows again, after a cursor further ones, or the tabs with their counts again."""
    wanted = asked(request)
    if request.htmx and "tabs" in request.GET:
        return render(request, "signals/_signal_tabs.html", told(wanted) | tabs(request, wanted))
    context = told(wanted) | listed(request, wanted)
    if request.htmx and ("cursor" in request.GET or "shown" in request.GET):
        return render(request, "signals/_signal_rows.html", context)
    context |= {**tabs(request, wanted), "kinds": inbox.kinds(request.user), "first": True}
    return render(request, "signals/inbox.html", context)


@dataclass(frozen=True)
class Asked:
    """What the address asks for: tab, kind, whose, of which night."""

    show: str
    narrowed: dict[str, Any]


def asked(request: StaffRequest) -> Asked:
    show = request.GET.get("show", "")
    return Asked(
        show if show in inbox.SHOWS else "open",
        {
            "kind": inbox.known(request.user, request.GET.get("kind", "")),
            "mine": request.GET.get("mine", "") == "1",
            "night": inbox.read_day(request.GET.get("night", "")),
            "owner": inbox.read_owner(request.GET.get("owner", "")),
        },
    )


def told(wanted: Asked) -> dict[str, Any]:
    """What is asked for, for the templates; narrowed: it as an address, without the tab."""
    kind, mine, night, owner = wanted.narrowed.values()
    narrowed = f"&kind={kind}&mine={int(mine)}" + (f"&night={night.isoformat()}" if night else "")
    narrowed += f"&owner={owner.pk}" if owner else ""
    return {
        **wanted.narrowed,
        "show": wanted.show,
        "narrowed": narrowed,
        "is_narrow": bool(kind or night or owner) or mine,
    }


def listed(request: StaffRequest, wanted: Asked) -> dict[str, Any]:
    """The rows of the tab, from the address's cursor on."""
    shown, after = request.GET.get("shown", ""), read_cursor(request.GET.get("cursor", ""))
    limit = int(shown) if shown.isdecimal() and len(shown) < 9 else 0
    found = inbox.chosen(request.user, show=wanted.show, **wanted.narrowed)
    rows, cursor = inbox.page(found, after=after, limit=min(max(limit, inbox.A_PAGE), inbox.MOST))
    return {"rows": rows, "cursor": cursor, "further": bool(after)}


def tabs(request: StaffRequest, wanted: Asked) -> dict[str, Any]:
    counts = inbox.counts(request.user, **wanted.narrowed)
    return {"tabs": [(key, words, counts[key]) for key, words in TABS]}


@require_GET
@everybody
def badge(request: StaffRequest) -> HttpResponse:
    """How many signals of one's own customers nobody has said anything to, for the navigation."""
    return render(request, "staff/_badge.html", {"count": inbox.unseen(request.user)})


@require_POST
@writers_only
def acknowledge(request: StaffRequest, pk: int) -> HttpResponse:
    """Seen: somebody is on it."""
    return attempt(request, pk, services.acknowledge, _("Seen: %(what)s, %(name)s"), undo=True)


@require_POST
@writers_only
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Open again, whatever was said."""
    return attempt(request, pk, services.take_back, _("Open again: %(what)s, %(name)s"))


@require_http_methods(FORM_METHODS)
@writers_only
def snooze(request: StaffRequest, pk: int) -> HttpResponse:
    """Not before a day, and why."""
    return say(request, pk, SNOOZE)


@require_http_methods(FORM_METHODS)
@writers_only
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Settled, and how if one likes."""
    return say(request, pk, SETTLE)


@require_http_methods(FORM_METHODS)
@writers_only
def call_false(request: StaffRequest, pk: int) -> HttpResponse:
    """A false alarm, and why."""
    return say(request, pk, CALL_FALSE)


def found(request: StaffRequest, pk: int) -> ChurnSignal:
    seen = inbox.told(request.user).select_related(*inbox.RELATED)
    signal: ChurnSignal = get_object_or_404(seen, pk=pk)
    return signal


def say(request: StaffRequest, pk: int, verb: Verb) -> HttpResponse:
    """The verb's form for the dialog; what it says goes to the verb's service."""
    signal = found(request, pk)
    form = verb.form(request.POST if request.method == "POST" else None, signal=signal)
    if request.method == "POST" and saved(form, verb.service, signal=signal, by=request.user):
        return answer(request, signal, str(verb.done), undo=True)
    context = {
        "form": form,
        "verb": verb,
        "row": inbox.row(signal),
        "address": reverse(f"signals:{verb.name}", args=[pk]),
    }
    return render(request, "signals/_say.html", context, status=UNFIT if form.is_bound else 200)


def attempt(request: StaffRequest, pk: int, service: Any, text: str, *, undo: bool = False) -> HttpResponse:
    """Call the service; what it refuses is said as it stands."""
    signal = found(request, pk)
    try:
        service(signal=signal, by=request.user)
    except ValidationError as error:
        return answer(request, signal, " ".join(error.messages).replace("%", "%%"))
    return answer(request, signal, text, undo=undo)


def answer(request: StaffRequest, signal: ChurnSignal, text: str, *, undo: bool = False) -> HttpResponse:
    """A toast with the way back; the dialog closes, and what shows signals fetches itself again."""
    words = text % {"what": title(signal.kind), "name": signal.customer.name}
    if not request.htmx:
        messages.success(request, words)
        return redirect("signals:inbox")
    back = {"undo": reverse("signals:take_back", args=[signal.pk])} if undo else {}
    response = trigger_client_event(HttpResponse(status=204), "toast", {"text": words, **back})
    for event in ("close-dialog", CHANGED, "badges"):
        trigger_client_event(response, event, {})
    return response
