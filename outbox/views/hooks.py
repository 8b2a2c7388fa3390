"""The doors for gateways: receipts and replies. What is not proven to come from the gateway is not read."""

from collections.abc import Callable

import structlog
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from outbox import gateways, receipts, replies
from outbox.gateways.base import Forged, Gateway, Incoming

logger = structlog.get_logger(__name__)
LONGEST_BODY = 1_000_000
TOO_LARGE = 413


@csrf_exempt
@require_POST
def receipts_in(request: HttpRequest, gateway: str, secret: str) -> HttpResponse:
    """What became of our messages."""
    door = gateway_in_use(gateway)
    return answered(
        request, door, secret, lambda told: receipts.take(gateway=gateway, receipts=door.read_receipts(told))
    )


@csrf_exempt
@require_POST
def replies_in(request: HttpRequest, gateway: str, secret: str) -> HttpResponse:
    """What customers wrote back."""
    door = gateway_in_use(gateway)
    return answered(
        request, door, secret, lambda told: replies.take(gateway=gateway, replies=door.read_replies(told))
    )


def gateway_in_use(name: str) -> Gateway:
    """The gateway, if it is one that this installation sends by."""
    if name not in gateways.in_use():
        raise Http404
    return gateways.by_name(name)


def answered(
    request: HttpRequest, door: Gateway, secret: str, take: Callable[[Incoming], int]
) -> HttpResponse:
    """Let `take` read the request; a forged one is refused, and a replay is acknowledged like the first."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        return HttpResponse(status=TOO_LARGE)
    try:
        take(incoming(request, secret))
    except Forged as error:
        logger.warning("hook_refused", gateway=door.name, why=str(error))
        return HttpResponseForbidden()
    body, content_type = door.acknowledgement()
    return HttpResponse(body, content_type=content_type)


def incoming(request: HttpRequest, secret: str) -> Incoming:
    return Incoming(
        url=request.build_absolute_uri(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        secret=secret,
        remote=request.META.get("REMOTE_ADDR", ""),
    )
