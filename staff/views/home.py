"""The first page of each role."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from staff.access import StaffRequest, signed_in
from staff.models import User


@require_safe
@signed_in
def home(request: StaffRequest) -> HttpResponse:
    """To the page that this person's work begins on."""
    return redirect(first_page(request.user))


def first_page(user: User) -> str:
    """The URL of the role's first page; the notices where that app is not there."""
    try:
        return reverse(user.home)
    except NoReverseMatch:
        return reverse("staff:notices")
