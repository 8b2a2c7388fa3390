"""Writing to one customer: the panel, how it would read, sending, logging WeChat by hand, taking back."""

from typing import Any

import structlog
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from churn_crm.ui.saving import refuse
from customers.models import Customer
from outbox import by_hand, composing, gateways
from outbox.compose_forms import ComposeForm
from outbox.models import Channel, Message, Reason
from outbox.wechat import chat_link
from staff.access import StaffRequest, writers_only

log = structlog.get_logger(__name__)

UNFIT, GONE = 422, 409
CUSTOMER = "retention:customer"


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def compose(request: StaffRequest, pk: int) -> HttpResponse:
    """The panel; a POST sends, or writes down what came of a chat."""
    customer = seen(request, pk)
    if request.method != "POST":
        return panel(request, ComposeForm(customer=customer))
    form = ComposeForm(request.POST, customer=customer)
    try:
        message = done(request, form) if form.is_valid() else None
    except ValidationError as error:
        refuse(form, error)
        message = None
    return panel(request, form, status=UNFIT) if message is None else told(request, message)


def done(request: StaffRequest, form: ComposeForm) -> Message:
    """Plan the message, or log the chat. Raises ValidationError."""
    draft, data = form.draft(), form.cleaned_data
    if draft.channel != Channel.WECHAT:
        return composing.send(draft=draft, by=request.user, token=data["token"])
    if not data["outcome"]:
        raise ValidationError(_("Say what came of it."))
    return by_hand.log(
        draft=draft, outcome=data["outcome"], by=request.user, token=data["token"], answer=data["answer"]
    )


@require_POST
@writers_only
def try_out(request: StaffRequest, pk: int) -> HttpResponse:
    """The panel with another channel or template, or only how the words read now; nothing is sent."""
    form = ComposeForm(request.POST, customer=seen(request, pk))
    if request.htmx.target == "compose":
        return panel(request, form)
    return render(request, "outbox/_compose_shown.html", shown(request, form))


@require_POST
@writers_only
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """While it waits; what was logged by hand also later."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    if message.gateway == gateways.HAND:
        gone = by_hand.take_back(message=message)
    else:
        gone = composing.take_back(message=message, by=request.user)
    words = _("The message is taken back") if gone else _("It has left already and cannot be taken back.")
    if not request.htmx:
        (messages.success if gone else messages.error)(request, words)
        return redirect(CUSTOMER, message.customer_id)
    response = trigger_client_event(HttpResponse(status=204 if gone else GONE), "toast", {"text": words})
    return trigger_client_event(response, "actions-changed", {})


def seen(request: StaffRequest, pk: int) -> Customer:
    people = Customer.objects.visible_to(request.user).select_related("branch", "owner")
    return get_object_or_404(people, pk=pk)


def panel(request: StaffRequest, form: ComposeForm, status: int = 200) -> HttpResponse:
    template = "outbox/_compose.html" if request.htmx else "outbox/compose.html"
    return render(request, template, {"form": form, **shown(request, form)}, status=status)


def shown(request: StaffRequest, form: ComposeForm) -> dict[str, Any]:
    """How the words read now, and what the checks say."""
    draft, customer = form.draft(), form.customer
    by_wechat = draft.channel == Channel.WECHAT
    preview = draft.preview()
    return {
        "customer": customer,
        "template": draft.template,
        "channel": draft.channel,
        "preview": preview,
        "faults": draft.faults(),
        "empty": not draft.wording.text.strip(),
        "outlook": composing.outlook(draft),
        "chat": chat_link(customer.wechat) if by_wechat else "",
        "chat_id": chat_id(request, customer) if by_wechat else "",
    }


def chat_id(request: StaffRequest, customer: Customer) -> str:
    """By what he is found on WeChat: the id, else his number for those who may see it; that is logged."""
    if customer.wechat or not request.user.sees_phones:
        return customer.wechat
    log.info("phone_shown", customer=customer.pk, place="wechat", user=request.user.pk)
    return customer.phone


def told(request: StaffRequest, message: Message) -> HttpResponse:
    """A toast with the way back, the panel closed, the page's parts told to fetch themselves."""
    words, customer = in_words(message), message.customer
    if not request.htmx:
        messages.success(request, words)
        return redirect(CUSTOMER, customer.pk)
    undo = {} if not may_go_back(message) else {"undo": reverse("outbox:take_back", args=[message.pk])}
    response = trigger_client_event(HttpResponse(status=204), "toast", {"text": words, **undo})
    return trigger_client_event(
        trigger_client_event(response, "close-dialog", {}), "actions-changed", {}, after="receive"
    )


def may_go_back(message: Message) -> bool:
    return message.gateway != gateways.HAND or by_hand.may_be_taken_back(message)


def in_words(message: Message) -> str:
    named = {"name": message.customer.name}
    if message.gateway != gateways.HAND:
        return _("Message to %(name)s is on its way") % named
    if message.reason == Reason.OPTED_OUT:
        return _("%(name)s wants no WeChat messages: written down under consent") % named
    return _("WeChat with %(name)s is logged") % named
