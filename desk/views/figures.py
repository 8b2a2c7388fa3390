"""What people's work comes to: first-contact resolution and kept promises, each with its list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from desk.complaints import compensated
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
    }
    return render(request, "desk/figures.html", context)


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
