"""What falls due while somebody is away: offered to be handed on, all at once, and taken back as easily."""

import uuid

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from desk.models import Given
from desk.routing import meanwhile, services
from staff.absences import may_enter_for
from staff.access import StaffRequest, writers_only
from staff.models import Absence


@require_GET
@writers_only
def due_meanwhile(request: StaffRequest, pk: int) -> HttpResponse:
    """A fragment of the absence's page: each thing with whom the rules would give it to."""
    absence = absence_or_404(request, pk)
    offered = meanwhile.offered(absence, seen_by=request.user)
    context = {"absence": absence, "offered": offered, "token": uuid.uuid4()}
    return render(request, "desk/_due_meanwhile.html", context)


@require_POST
@writers_only
def hand_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand on what is ticked."""
    absence = absence_or_404(request, pk)
    names, batch = request.POST.getlist("thing"), token_of(request)
    chosen = meanwhile.chosen(absence, names, seen_by=request.user)
    count = services.hand_on(chosen=chosen, of=absence.person, by=request.user, batch=batch)
    words = ngettext("%(count)d handed on", "%(count)d handed on", count) % {"count": count}
    if len(chosen) < len(names):
        words = ". ".join([words, _("Some of it has changed meanwhile: look again.")])
    undo = reverse("desk:hand_on_undo", args=[batch]) if count else ""
    toasts.success(request, words, extra_tags=undo)
    return redirect("staff:absence", pk=pk)


@require_POST
@writers_only
def undo(request: StaffRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back what one has handed on together."""
    if not Given.objects.filter(batch=batch, by=request.user).exists():
        raise Http404
    count = services.take_back(batch=batch, by=request.user)
    words = ngettext("%(count)d taken back", "%(count)d taken back", count) % {"count": count}
    toasts.success(request, words)
    return HttpResponseClientRefresh() if request.htmx else redirect("staff:absences")


def absence_or_404(request: StaffRequest, pk: int) -> Absence:
    mine = Absence.objects.standing().filter(person__in=may_enter_for(request.user))
    found: Absence = get_object_or_404(mine.select_related("person__branch"), pk=pk)
    return found


def token_of(request: StaffRequest) -> uuid.UUID:
    """Of the page, so that a double click does it once."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()
