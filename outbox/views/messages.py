"""The log of messages, one message, what people do about them, and the report of what was not sent."""

import json
import uuid
from typing import Any

import structlog
from django.contrib import messages as toasts
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from churn_crm import clock
from customers import exports as files
from outbox import exports, interventions, log, skips, switch, telling
from outbox.models import Intervention, Message, State
from staff.access import StaffRequest, everybody, signed_in, writers_only

logger = structlog.get_logger(__name__)
MOST_AT_ONCE = 500
DONE = {
    "take_back": lambda n: ngettext("%(n)d message taken back", "%(n)d messages taken back", n),
    "arrived": lambda n: ngettext(
        "%(n)d message counts as delivered", "%(n)d messages count as delivered", n
    ),
    "again": lambda n: ngettext("%(n)d message is sent again", "%(n)d messages are sent again", n),
    "drop": lambda n: ngettext("%(n)d message given up", "%(n)d messages given up", n),
}


@require_GET
@everybody
def listing(request: StaffRequest) -> HttpResponse:
    """The log; by htmx only the table after another choice, or the rows after a cursor."""
    form = log.LogFilter(request.GET, user=request.user)
    cursor = request.GET.get("cursor", "")
    shown = log.page(form.found(), cursor=cursor)
    query = form.query()
    context: dict[str, Any] = {
        "form": form,
        "query": query,
        "rows": [row_of(message) for message in shown.rows],
        "next": f"?{query}&cursor={shown.cursor}" if shown.cursor else "",
        "choices": choices_for(form, request),
    }
    if request.htmx and cursor:
        return render(request, "outbox/_message_rows.html", context)
    context |= {"state": form.asked.get("state", ""), "token": uuid.uuid4()} | standing(request)
    template = "outbox/_messages.html" if request.htmx else "outbox/messages.html"
    return render(request, template, context)


def row_of(message: Message) -> tuple[Message, tuple[str, str], str]:
    """(message, (kind of chip, icon), why it waits or was not sent)."""
    return message, telling.MARKS[State(message.state)], telling.waits_for(message)


def choices_for(form: log.LogFilter, request: StaffRequest) -> list[interventions.Choice]:
    """What may be done with several at once: only in a list whose messages all stand alike."""
    states = log.STATES.get(form.asked.get("state", ""), ())
    return interventions.offered(states[0], request.user) if states else []


def standing(request: StaffRequest) -> dict[str, Any]:
    """The switch, and how many wait for a manager."""
    review = Message.objects.visible_to(request.user).filter(state=State.REVIEW)
    return {"switch": switch.the_switch(), "to_review": review.count()}


@require_GET
@everybody
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """One message: its text, why it exists, what was tried and what came back."""
    seen = Message.objects.visible_to(request.user)
    found = get_object_or_404(seen.select_related("customer__branch", "template", "planned_by"), pk=pk)
    context = {
        "message": found,
        "mark": telling.MARKS[State(found.state)],
        "title": telling.message_title(found),
        "to": exports.address_of(found, whole=request.user.sees_phones),
        "link": found.link if is_ours(found.link) else "",
        "attempts": found.attempts.order_by("number"),
        "receipts": [(one, telling.proof_of(one)) for one in found.receipts.order_by("at", "pk")],
        "replies": found.replies.order_by("at", "pk"),
        "interventions": found.interventions.select_related("by").order_by("pk"),
        "choices": interventions.offered(found.state, request.user),
        "token": uuid.uuid4(),
    }
    return render(request, "outbox/message.html", context)


def is_ours(link: str) -> bool:
    """A path on this server and nothing else."""
    return link.startswith("/") and not link.startswith(("//", "/\\"))


@require_POST
@writers_only
def decide(request: StaffRequest) -> HttpResponse:
    """Do one thing with the chosen messages: take back, or what is decided about unclear ones."""
    choice = interventions.choice_called(request.POST.get("verb", ""))
    keys = [int(key) for key in request.POST.getlist("pk") if key.isdecimal() and len(key) < 19]
    if choice is None or not keys:
        raise BadRequest(_("Nothing is selected."))
    mine = Message.objects.visible_to(request.user).filter(pk__in=keys[:MOST_AT_ONCE])
    batch = token_of(request)
    count = interventions.intervene(messages=mine, choice=choice, by=request.user, batch=batch)
    logger.info("messages_decided", verb=choice.verb, count=count, user=request.user.pk)
    words = DONE[choice.verb](count) % {"n": count}
    undo = reverse("outbox:messages_undo", args=[batch]) if choice.verb == "take_back" and count else ""
    return done(request, words, undo)


def done(request: StaffRequest, words: str, undo: str = "") -> HttpResponse:
    if not request.htmx:
        toasts.success(request, words, extra_tags=undo)
        only = request.POST.getlist("pk")[:1] if request.POST.get("back") == "message" else []
        return redirect("outbox:message", pk=only[0]) if only else redirect("outbox:messages")
    toast = {"text": words} | ({"undo": undo} if undo else {})
    return HttpResponse(
        status=204, headers={"HX-Trigger": json.dumps({"toast": toast, "messages-changed": {}})}
    )


def token_of(request: StaffRequest) -> uuid.UUID:
    """Of the page, so that a double click does it once."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_POST
@writers_only
def undo(request: StaffRequest, batch: uuid.UUID) -> HttpResponse:
    """Plan again what one has taken back."""
    mine = Intervention.objects.filter(batch=batch, by=request.user, verb="take_back")
    if not mine.exists():
        raise Http404
    count = interventions.put_back(batch=batch, by=request.user)
    words = ngettext("%(n)d message is planned again", "%(n)d messages are planned again", count)
    return done(request, words % {"n": count})


@require_GET
@everybody
def not_sent(request: StaffRequest) -> HttpResponse:
    """How many messages were not sent, by reason, occasion and week; each number opens its list."""
    user = request.user
    on = clock.today(user.branch.time_zone if user.branch else None)
    return render(request, "outbox/skips.html", {"report": skips.report(user=user, on=on)})


@require_POST
@signed_in
def export(request: StaffRequest) -> HttpResponseBase:
    """What the log shows as CSV, for people who may export."""
    form = log.asked(request.GET.urlencode(), request.user)
    record = files.begin(by=request.user, kind="messages", query=form.query())
    logger.info("messages_exported", export=record.pk, user=request.user.pk)
    lines = files.csv_lines(exports.rows(form.found(), record))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="messages-{clock.today():%Y-%m-%d}.csv"'
    return answer
