"""What people's work comes to: first-contact resolution and kept promises, each with its list."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from desk.complaints import compensated, reasons
from desk.contacts import reads, resolution
from desk.contacts.policy import contact_policy
from desk.cursors import read_cursor
from desk.promises import rates
from desk.views.answers import today_of
from desk.views.promises import number
from staff.access import StaffRequest, everybody

TABS = (
    ("all", pgettext_lazy("contacts", "All")),
    ("first", _("First contacts")),
    ("back", pgettext_lazy("contacts", "Came back")),
)


@require_GET
@everybody
def figures(request: StaffRequest) -> HttpResponse:
    """One's own figures, and those of whom one leads."""
    on = today_of(request.user)
    form = reasons.ReasonsForm(request.GET, user=request.user, on=on)
    context = {
        "days": contact_policy().resolved_days,
        "agents": resolution.by_agent(request.user, on=on),
        "agent_teams": resolution.by_team(request.user, on=on) if request.user.leads else [],
        "branches": resolution.by_branch(request.user, on=on),
        "months": resolution.by_month(request.user, on=on),
        "people": rates.by_person(request.user, on=on),
        "teams": rates.by_team(request.user, on=on) if request.user.leads else [],
        "enough": resolution.ENOUGH,
        "compensated": compensated.by_cause(request.user, on=on),
        "waiting": compensated.waiting(request.user),
        "form": form,
    }
    if form.is_valid():
        found = reasons.within(request.user, form.cleaned_data)
        summary = reasons.summary(found)
        context["lines"] = [(line, form.query(**line.only)) for line in summary.pop("lines")]
        context |= summary
    return render(request, "desk/figures.html", context)


@require_GET
@everybody
def complaints_behind(request: StaffRequest) -> HttpResponse:
    """The complaints behind a figure; after a cursor only further rows."""
    form = reasons.BehindForm(request.GET, user=request.user, on=today_of(request.user))
    if not form.is_valid():
        raise Http404
    cursor = request.GET.get("cursor", "")
    found = reasons.behind(reasons.within(request.user, form.cleaned_data), form.cleaned_data)
    context = {
        **reasons.page(found, before=read_cursor(cursor)),
        "form": form,
        "count": None if cursor else found.count(),
    }
    return render(request, "desk/_behind_rows.html" if cursor else "desk/complaints_behind.html", context)


@require_GET
@everybody
def interactions(request: StaffRequest) -> HttpResponse:
    """The contacts, or those behind a figure; after a cursor only further rows."""
    cursor = request.GET.get("cursor", "")
    context = reads.listed(
        request.user,
        show=request.GET.get("show", ""),
        agent=number(request.GET.get("agent", "")),
        on=today_of(request.user),
        before=read_cursor(cursor),
    )
    context["agent_link"] = f"&agent={context['agent'].pk}" if context["agent"] else ""
    context |= {"days": contact_policy().resolved_days, "tabs": TABS}
    return render(request, "desk/_interaction_rows.html" if cursor else "desk/interactions.html", context)
