"""What everybody sets for himself."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staff.access import StaffRequest, signed_in
from staff.forms import ProfileForm

A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: StaffRequest) -> HttpResponse:
    """Name, language, shortcuts; the ways to password and second factor."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "staff/profile.html", {"form": form}, status=422 if form.errors else 200)
    user = form.save()
    translation.activate(user.language or settings.LANGUAGE_CODE)
    messages.success(request, _("Saved."))
    answer = redirect("staff:profile")
    # The switches of the side bar keep their choice in cookies, so the profile speaks to the same.
    answer.set_cookie("keys", "on" if user.keys_on else "off", max_age=A_YEAR, samesite="Lax")
    if user.language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, secure=settings.LANGUAGE_COOKIE_SECURE
        )
    return answer
