"""The doors for gateways: receipts and replies. What does not come by a way of the gateway is not read."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.crypto import constant_time_compare
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
    door = _opened(gateway, secret)
    return _answered(
        request, door, lambda told: receipts.take(gateway=gateway, receipts=list(door.read_receipts(told)))
    )


@csrf_exempt
@require_POST
def replies_in(request: HttpRequest, gateway: str, secret: str) -> HttpResponse:
    """What customers wrote back."""
    door = _opened(gateway, secret)
    return _answered(
        request, door, lambda told: replies.take(gateway=gateway, replies=list(door.read_replies(told)))
    )


def _opened(name: str, secret: str) -> Gateway:
    """The gateway, if it has a door and the secret is its own; one that was used before may still report."""
    own = settings.HOOK_SECRETS.get(name, "")
    if not own or not constant_time_compare(secret, own):
        raise Http404
    try:
        return gateways.by_name(name)
    except ImproperlyConfigured:
        raise Http404 from None


def _answered(request: HttpRequest, door: Gateway, take: Callable[[Incoming], int]) -> HttpResponse:
    """Let `take` read the request; a forged one is refused, and a replay is acknowledged like the first."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        return HttpResponse(status=TOO_LARGE)
    try:
        take(_incoming(request))
    except Forged as error:
        logger.warning("hook_refused", gateway=door.name, why=str(error))
        return HttpResponseForbidden()
    body, content_type = door.acknowledgement()
    return HttpResponse(body, content_type=content_type)


def _incoming(request: HttpRequest) -> Incoming:
    """As the gateway sent it: a proxy changes the address that we see, not the one that was called."""
    path = request.get_full_path()
    return Incoming(
        url=f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        secret=request.resolver_match.kwargs["secret"] if request.resolver_match else "",
        remote=_remote(request),
    )


def _remote(request: HttpRequest) -> str:
    """Who called. Of the forwarded addresses only the last was written by our own proxy."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
