"""The phones and mailboxes behind the simulated gateway: what they received, and their owners' answers."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from outbox import simulated_phones
from outbox.models import Message
from outbox.models.messages import MessageQuerySet
from outbox.simulated_phones import GatewayIsDown
from staff.access import StaffRequest, everybody

SHOWN = 40
LONGEST = 500
REFUSED = 422


@require_GET
@everybody
def phones(request: StaffRequest) -> HttpResponse:
    """The phones of one's customers that received something, the latest first."""
    received = on_simulated_phones(request)
    latest = received.newest_first().first()
    if latest:
        return redirect("outbox:phone", latest.pk)
    return render(request, "outbox/phone.html", {"phones": [], "shown": None})


@require_GET
@everybody
def phone(request: StaffRequest, pk: int) -> HttpResponse:
    """One phone, by a message that it received: the conversation, which keeps up with what happens."""
    received = on_simulated_phones(request)
    shown = get_object_or_404(received.select_related("customer"), pk=pk)
    if request.htmx:
        return render(request, "outbox/_conversation.html", conversation(shown))
    context = {"phones": one_each(received), "most": LONGEST, **conversation(shown)}
    return render(request, "outbox/phone.html", context)


@require_POST
@everybody
def phone_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """The owner of the phone writes back."""
    shown = get_object_or_404(on_simulated_phones(request), pk=pk)
    text = request.POST.get("text", "").strip()
    refusal = refusal_of(shown, text)
    context = {"most": LONGEST, "refusal": refusal, "typed": text if refusal else "", **conversation(shown)}
    return render(request, "outbox/_phone.html", context, status=REFUSED if refusal else 200)


def on_simulated_phones(request: StaffRequest) -> MessageQuerySet:
    """What the phones of one's customers received. Raises Http404 where messages go to real phones."""
    if settings.SMS_GATEWAY != "simulated":
        raise Http404
    messages: MessageQuerySet = Message.objects.visible_to(request.user)
    return messages.filter(gateway="simulated", sent_at__isnull=False)


def one_each(received: MessageQuerySet) -> list[Message]:
    """The newest message on each of the latest phones."""
    found: dict[str, Message] = {}
    for message in received.select_related("customer").newest_first()[: SHOWN * 5]:
        found.setdefault(message.address, message)
    return list(found.values())[:SHOWN]


def conversation(shown: Message) -> dict[str, Any]:
    """What stands on the phone, or that its server is down."""
    try:
        return {"shown": shown, "lines": simulated_phones.conversation(shown.address), "down": False}
    except GatewayIsDown:
        return {"shown": shown, "lines": [], "down": True}


def refusal_of(shown: Message, text: str) -> str:
    """Send the answer off; says why it could not be, empty when it was."""
    if not text or len(text) > LONGEST:
        return _("Write 1 to %(most)d characters.") % {"most": LONGEST}
    try:
        simulated_phones.answer(shown.address, text)
    except GatewayIsDown:
        return _("The simulated gateway does not answer; `make run` starts it. The text is kept.")
    return ""
