"""Who may open which view. What a person sees inside it is decided by `visible_to`, not here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from staff.models import User
from staff.roles import Role

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD", "OPTIONS")


class StaffRequest(HttpRequest):
    """What a guarded view receives: somebody is logged in."""

    user: User
    htmx: HtmxDetails


def role_required(*roles: str) -> Callable[[View], View]:
    """Only people with one of these roles; an auditor among them may read and not write.

    Anonymous: to the login page. Another role, or an auditor who writes: 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_login(request)
            if request.user.role not in roles or auditor_writes(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Everybody who is logged in, auditors included, for what is the person's own: profile and inbox."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_login(request)
        return view(request, *args, **kwargs)

    return guarded


everybody = role_required(*Role)
writers_only = role_required(*(role for role in Role if role != Role.AUDITOR))


def auditor_writes(request: HttpRequest) -> bool:
    return request.user.is_authenticated and not request.user.may_write and request.method not in READING


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page and back; inside an htmx swap the whole page goes there, not the fragment."""
    htmx = getattr(request, "htmx", None)
    if htmx:
        return HttpResponseClientRedirect(login_address(htmx.current_url_abs_path or "/"))
    return redirect(login_address(request.get_full_path()))


def login_address(back: str) -> str:
    return f"{resolve_url('account_login')}?{urlencode({'next': back})}"
