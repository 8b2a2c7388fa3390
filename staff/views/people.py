"""Who works here: the list, a person's page, invitation, switching off and on."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import services
from staff.access import StaffRequest, role_required
from staff.duties import duties, duty
from staff.forms import HandOverForm, PersonForm
from staff.invitations import invitation, send_invitation
from staff.models import Leaving, Team, User
from staff.roles import READERS, Role


@require_safe
@role_required(*READERS)
def people(request: StaffRequest) -> HttpResponse:
    """Everybody by branch, those who are switched off last."""
    found = list(User.objects.select_related("branch", "team").order_by("-is_active", "branch__name", "name"))
    owned = duty("customers").count([person.pk for person in found])
    last_days = leaving_of(request.user)
    rows = [(person, owned.get(person.pk, 0), last_days.get(person.pk)) for person in found]
    teams = Team.objects.select_related("branch")
    return render(
        request, "staff/people.html", {"rows": rows, "teams": teams, "may_change": may_change(request)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.ADMINISTRATOR)
def add_person(request: StaffRequest) -> HttpResponse:
    """A new person; then the link to hand over."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return show_link(request, services.add_person(**form.cleaned_data))
    return render(request, "staff/person.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.ADMINISTRATOR)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person, to be changed."""
    found = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, instance=get_object_or_404(User, pk=pk))
    if request.method == "POST" and form.is_valid() and saved(form, found):
        messages.success(request, _("%(name)s is changed.") % {"name": form.cleaned_data["name"]})
        return redirect("staff:people")
    return render(
        request, "staff/person.html", {"form": form, "person": found}, status=422 if form.errors else 200
    )


def saved(form: PersonForm, found: User) -> bool:
    """Save, or write beside the form why not."""
    try:
        services.change_person(person=found, **form.cleaned_data)
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
@role_required(Role.ADMINISTRATOR)
def person_link(request: StaffRequest, pk: int) -> HttpResponse:
    """A new link for somebody who cannot get in."""
    return show_link(request, get_object_or_404(User.objects.at_work(), pk=pk))


def show_link(request: StaffRequest, person: User) -> HttpResponse:
    link = invitation(request=request, person=person)
    if person.email:
        send_invitation(person=person, link=link)
    return render(request, "staff/person_link.html", {"person": person, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.ADMINISTRATOR)
def switch_off(request: StaffRequest, pk: int) -> HttpResponse:
    """Asks who takes over, then takes the login away."""
    leaving = get_object_or_404(User.objects.at_work(), pk=pk)
    form = HandOverForm(request.POST or None, leaving=leaving)
    if request.method == "POST" and form.is_valid():
        try:
            services.switch_off(person=leaving, by=request.user, hand_over_to=form.cleaned_data["to"])
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is switched off.") % {"name": leaving})
            return redirect("staff:people")
    owned = [found.words(count) for found in duties() if (count := found.count([pk]).get(pk, 0))]
    context = {"form": form, "person": leaving, "owned": owned}
    return render(request, "staff/switch_off.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(Role.ADMINISTRATOR)
def switch_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Gives the login back."""
    person = get_object_or_404(User, pk=pk)
    services.switch_on(person=person)
    messages.success(request, _("%(name)s may log in again.") % {"name": person})
    return redirect("staff:people")


def leaving_of(user: User) -> dict[int, date]:
    """Person → last day, for who may know of it."""
    return dict(Leaving.objects.visible_to(user).standing().values_list("person", "last_day"))


def may_change(request: StaffRequest) -> bool:
    return request.user.role == Role.ADMINISTRATOR
