"""Who asks the API, and what he may do there: the same scopes and roles as in the browser."""

from typing import Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from staff.access import READING
from staff.exporting import refusal
from staff.models import ApiToken, User
from staff.tokens import token_of


class Bearer(authentication.BaseAuthentication):
    """`Authorization: Bearer crm_…`; no other word before the token is ours."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        token = token_of(secret.strip())
        if token is None:
            raise exceptions.AuthenticationFailed(
                _("This token is unknown, revoked or expired. Make a new one under Profile.")
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):
    """How the API's description names the token."""

    target_class = Bearer
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class MayUse(permissions.BasePermission):
    """Somebody is logged in; auditors and read-only tokens read. Nothing is read out by a frozen token."""

    message: str | None = None

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method in READING and token_is_frozen(request):
            self.message = refusal()
            return False
        if request.method in READING or request.method not in view.allowed_methods:
            return True  # what the view does not offer is answered by 405, whoever asks
        return asker(request).may_write and token_writes(request)


def written_by(*roles: str) -> type[permissions.BasePermission]:
    """Besides what MayUse asks: everybody reads, these roles write."""

    class WrittenBy(permissions.BasePermission):
        def has_permission(self, request: Request, view: Any) -> bool:
            if request.method in READING or request.method not in view.allowed_methods:
                return True
            return request.user.is_authenticated and asker(request).role in roles

    return WrittenBy


class ForOneself(permissions.BasePermission):
    """How somebody likes to read: an auditor's to choose as well, since it changes nothing for others."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        return (
            request.method in READING or request.method not in view.allowed_methods or token_writes(request)
        )


def token_writes(request: Request) -> bool:
    """False for a token that was made to read only; a session has none."""
    token = cast(ApiToken | None, request.auth)
    return token is None or token.writes


def token_is_frozen(request: Request) -> bool:
    """True for the token of somebody who leaves: what a program reads page by page is an export too."""
    return bool(getattr(request.auth, "frozen", False))


def asker(request: Request) -> User:
    """The person behind a request that MayUse has let in."""
    return cast(User, request.user)


def only(*roles: str) -> type[permissions.BasePermission]:
    """Besides what MayUse asks, one of these roles; an auditor among them reads."""

    class Only(permissions.BasePermission):
        def has_permission(self, request: Request, view: Any) -> bool:
            if request.method not in view.allowed_methods:
                return True  # answered by 405
            return request.user.is_authenticated and asker(request).role in roles

    return Only
