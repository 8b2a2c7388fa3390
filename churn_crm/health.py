"""Is the process alive; can it do its work; and the page for what broke."""

import uuid

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL and Redis answer, otherwise 503 and which of them does not."""
    checks = {"database": _database_answers(), "redis": _redis_answers()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def broken(request: HttpRequest) -> HttpResponse:
    """The 500 page, with a code that also stands in the log."""
    code = uuid.uuid4().hex[:6].upper()
    log.error("page broke", code=code, path=request.path)
    return render(request, "500.html", {"code": code}, status=500)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before somebody logged in anew; the header tells our scripts, which keep what was typed."""
    response = csrf_failure(request, reason)
    response["X-Form-Expired"] = "true"
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    try:
        return bool(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping())
    except redis.RedisError:
        return False
