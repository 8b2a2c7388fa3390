"""The page of the first day: who we are, and the first administrator."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from staff.forms import FirstDayForm
from staff.models import Branch, Business
from staff.services import FirstDay, Refused, administrator_exists, set_up_business

NEXT_PAGE = "customers:imports"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_day(request: HttpRequest) -> HttpResponse:
    """The form that begins an empty installation; shut as soon as there is an administrator."""
    if administrator_exists():
        return redirect("home")
    form = FirstDayForm(request.POST or None, initial=what_is_known())
    if request.method != "POST" or not form.is_valid():
        return render(request, "staff/first_day.html", {"form": form}, status=422 if form.errors else 200)
    try:
        administrator = set_up_business(
            first_day=FirstDay(**form.cleaned_data, language=get_language() or "")
        )
    except Refused:
        return redirect("home")
    login(request, administrator, backend=settings.AUTHENTICATION_BACKENDS[-1])
    # The password was typed just now: setting up the second factor need not ask for it again.
    record_authentication(request, administrator, method="password", username=administrator.username)
    return redirect(next_page())


def what_is_known() -> dict[str, object]:
    """What an import before the first day has already made, else the settings' defaults."""
    business, branch = Business.objects.first(), Branch.objects.order_by("pk").first()
    return {
        "business": business.name if business else "",
        "time_zone": branch.time_zone if branch else settings.TIME_ZONE,
        "currency": branch.currency if branch else "CNY",
    }


def next_page() -> str:
    """To the first import; home where there is no such page."""
    try:
        return reverse(NEXT_PAGE)
    except NoReverseMatch:
        return reverse("home")
