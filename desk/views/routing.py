"""Who gets what: loads and skills, the list of skills, the rules, key accounts, what nobody has."""

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS, saved, saved_over
from customers import history
from desk.models import Complaint, RoutingPolicy, RoutingPolicyEvent, Seat, Skill
from desk.routing import policies, reads, seats, specialists, starting
from desk.routing.forms import PolicyForm, SeatForm, SkillForm, SpecialistForm
from desk.routing.preview import outcome
from desk.routing.services import give_by_hand
from desk.work import with_people
from staff.access import StaffRequest, everybody, role_required
from staff.roles import DECIDERS, LEADERS, LEADS, READERS

HISTORY = history.Source("policy", RoutingPolicyEvent, RoutingPolicy, lazy("Policy of routing"), of="pgh_obj")


@require_GET
@everybody
def routing(request: StaffRequest) -> HttpResponse:
    """Loads and skills of the people one works with, what was given out last, and what nobody has."""
    context = {
        "rows": reads.rows(request.user),
        "unrouted": reads.unrouted(request.user),
        "lately": reads.lately(request.user),
        "policy": policies.routing_policy(),
        "may_change": request.user.leads and request.user.may_write,
    }
    return render(request, "desk/routing.html", context)


@require_GET
@role_required(*LEADERS)
def badge(request: StaffRequest) -> HttpResponse:
    """How many things nobody has, for the navigation."""
    found = reads.unrouted(request.user)
    return render(request, "staff/_badge.html", {"count": found["complaint_count"] + found["inquiry_count"]})


@require_http_methods(FORM_METHODS)
@role_required(*LEADS)
def seat(request: StaffRequest, pk: int) -> HttpResponse:
    """What one person is good at."""
    person = get_object_or_404(reads.workers(request.user), pk=pk)
    found = Seat.objects.filter(person=person).first() or Seat(person=person, version=0)
    usual = policies.routing_policy().capacity
    form = SeatForm(request.POST or None, instance=found, usual=usual)
    if request.method == "POST" and saved(form, seats.save_seat, person=person):
        toasts.success(request, _("The skills of %(name)s are saved.") % {"name": person})
        return redirect("desk:routing")
    context = {"form": form, "person": person}
    return render(request, "desk/seat.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@role_required(*READERS)
def skills(request: StaffRequest) -> HttpResponse:
    """The list of skills, and one more."""
    form = SkillForm(request.POST or None)
    if request.method == "POST" and saved(form, seats.add_skill):
        return redirect("desk:skills")
    context = {"form": form, "skills": reads.skills()}
    return render(request, "desk/skills.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*DECIDERS)
def skill_retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Off the list, or back on it (back=1)."""
    found = get_object_or_404(Skill, pk=pk)
    (seats.bring_back if request.POST.get("back") else seats.retire)(skill=found)
    return redirect("desk:skills")


@require_http_methods(FORM_METHODS)
@role_required(*READERS)
def policy(request: StaffRequest) -> HttpResponse:
    """The rules. Two who change them at once: the later one is told."""
    asked = request.POST if request.method == "POST" else None
    form = PolicyForm(asked, instance=policies.routing_policy())
    if request.method == "POST" and saved_over(form, policies.change, by=request.user):
        toasts.success(request, _("Saved. What comes from now on goes by these rules."))
        return redirect("desk:routing_policy")
    return policy_page(request, form)


@require_POST
@role_required(*DECIDERS)
def switch_on(request: StaffRequest) -> HttpResponse:
    """The usual rules, from now on; where they name a skill that is off the list, their page is shown."""
    try:
        given = starting.switch_on(by=request.user)
    except ValidationError as error:
        toasts.error(request, " ".join(error.messages))
        return redirect("desk:routing_policy")
    words = ngettext(
        "The rules are on: %(n)d thing that nobody had was given out.",
        "The rules are on: %(n)d things that nobody had were given out.",
        given,
    )
    toasts.success(request, words % {"n": given})
    return redirect("desk:routing")


@require_POST
@role_required(*DECIDERS)
def preview(request: StaffRequest) -> HttpResponse:
    """Who would have got what in the last month under what stands in the form; nothing is saved."""
    form = PolicyForm(request.POST, instance=policies.routing_policy())
    found = outcome(form.instance, user=request.user) if form.is_valid() else None
    if request.htmx:
        context = {"outcome": found, "form": form}
        return render(request, "desk/_routing_outcome.html", context, status=200 if found else 422)
    return policy_page(request, form, outcome=found)


def policy_page(request: StaffRequest, form: PolicyForm, **more: Any) -> HttpResponse:
    context = {
        "policy": policies.routing_policy(),
        "form": form,
        "entries": history.of_sources(HISTORY),
        "may_change": request.user.decides,
        **more,
    }
    return render(request, "desk/routing_policy.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@role_required(*LEADS)
def specialist(request: StaffRequest, pk: int) -> HttpResponse:
    """Whom a key account knows by name."""
    customer = get_object_or_404(with_people(request.user), pk=pk)
    named = specialists.specialist_of(pk)
    form = SpecialistForm(request.POST or None, initial={"person": named.person_id if named else None})
    if request.method == "POST" and saved(
        form, specialists.name_specialist, customer=customer, by=request.user
    ):
        toasts.success(request, _("The specialist of %(name)s is saved.") % {"name": customer.name})
        return redirect("retention:customer", pk)
    context = {"form": form, "customer": customer}
    return render(request, "desk/specialist.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*LEADS)
def give(request: StaffRequest, pk: int) -> HttpResponse:
    """A lead gives an unrouted complaint to somebody."""
    complaint = get_object_or_404(
        Complaint.objects.visible_to(request.user).select_related("customer"), pk=pk
    )
    key = request.POST.get("person", "")
    person = (
        reads.workers(request.user).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    )
    if person is None or complaint.solved_at is not None:
        raise Http404
    give_by_hand(thing=complaint, person=person, by=request.user)
    toasts.success(request, _("%(complaint)s went to %(name)s.") % {"complaint": complaint, "name": person})
    return redirect("desk:routing")
