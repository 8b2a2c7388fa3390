"""What stands before every page: the first day, the second factor, the person's zone and language."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from staff.roles import SECOND_FACTOR_ROLES
from staff.services import administrator_exists

Answer = Callable[[HttpRequest], HttpResponse]


class FirstDayMiddleware:
    """Until there is an administrator every page leads to the one that makes the first."""

    OPEN = ("healthz", "readyz", "set_language", "staff:first_day")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.begun = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.begun or request.user.is_authenticated or is_one_of(request, self.OPEN) or self.has_begun():
            return self.get_response(request)
        return redirect("staff:first_day")

    def has_begun(self) -> bool:
        """Asked until it is true, then remembered: the last administrator cannot be switched off."""
        begun = administrator_exists()
        self.begun = begun and settings.ENVIRONMENT != "test"
        return begun


class SecondFactorMiddleware:
    """Managers and administrators set up a second factor before anything else, where it is required."""

    OPEN = (
        "healthz",
        "readyz",
        "set_language",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if lacks_second_factor(request) and not is_one_of(request, self.OPEN):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


class PersonalZoneMiddleware:
    """Times in the zone of the person's branch; words in his language unless the browser chose one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = user.branch.time_zone if user.branch else settings.TIME_ZONE
        with timezone.override(zone):
            return self.get_response(request)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Does this person's role need a second factor that is not there yet?"""
    user = request.user
    return (
        settings.SECOND_FACTOR_REQUIRED
        and user.is_authenticated
        and user.role in SECOND_FACTOR_ROLES
        and not is_mfa_enabled(user)
    )


def is_one_of(request: HttpRequest, names: tuple[str, ...]) -> bool:
    """Is this request for one of these URL names, or for a static file?"""
    return request.path in {address(name) for name in names} or request.path.startswith(
        f"/{settings.STATIC_URL.lstrip('/')}"
    )


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
