"""The one inbox of each person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from churn_crm import clock
from staff import notices
from staff.access import StaffRequest, signed_in
from staff.models import Notice

SHOWN = 50


@require_safe
@signed_in
def inbox(request: StaffRequest) -> HttpResponse:
    """The newest notices, unread ones first to the eye by their mark."""
    found = Notice.objects.of(request.user)[:SHOWN]
    lines = [(notice, notices.words(notice)) for notice in found]
    unread = sum(notice.read_at is None for notice in found)
    return render(request, "staff/notices.html", {"lines": lines, "unread": unread, "shown": SHOWN})


@require_safe
@signed_in
def badge(request: StaffRequest) -> HttpResponse:
    """How many are unread, as the side bar shows it; nothing for none."""
    return render(request, "staff/_badge.html", {"count": Notice.objects.of(request.user).unread().count()})


@require_POST
@signed_in
def open_notice(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it points."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())
    return redirect(notice.link or "staff:notices")


@require_POST
@signed_in
def read_all(request: StaffRequest) -> HttpResponse:
    """Mark everything in the person's inbox as read."""
    Notice.objects.of(request.user).unread().update(read_at=clock.now())
    return redirect("staff:notices")
