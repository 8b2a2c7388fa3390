"""The voice of the customer: what is said how often, one matter with its decision, and noting it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from churn_crm import clock
from churn_crm.ui.saving import FORM_METHODS, saved
from customers.views.merged import follows_merges
from desk import work
from desk.models import Defect, Matter, Voice
from desk.views.answers import UNFIT, address, changed
from desk.voice import counting, services
from desk.voice.forms import DescribeForm, MatterAnswerForm, VoiceForm
from staff.access import StaffRequest, everybody, role_required, writers_only
from staff.roles import LEADS

VOICES_SHOWN = 100


@require_safe
@everybody
def index(request: StaffRequest) -> HttpResponse:
    """What is said by product and category, and the matters; after a cursor only further rows."""
    user, day = request.user, today(request)
    form, cursor = counting.MatterFilter(request.GET), request.GET.get("cursor", "")
    rows, following = counting.page(form, user, day=day, cursor=cursor)
    query = form.query()
    context: dict[str, Any] = {
        "form": form,
        "asked": form.asked,
        "rows": rows,
        "next": f"?{query}&cursor={following}" if following else "",
    }
    if request.htmx and cursor:
        return render(request, "desk/_matter_rows.html", context)
    context |= {
        "lines": counting.lines(user, day=day),
        "tabs": [(f"?{form.query(show=name)}", name, label) for name, label in counting.SHOW.items()],
        "days": counting.WINDOW.days,
    }
    return render(request, "desk/voice.html", context)


def today(request: StaffRequest) -> Any:
    return clock.today(request.user.branch.time_zone if request.user.branch else None)


@require_safe
@everybody
def matter(request: StaffRequest, pk: int) -> HttpResponse:
    """One matter: who said it, who sees to it, what is answered. One that went into another leads there."""
    found = seen(request, pk)
    if found.merged_into_id:
        return redirect("desk:matter", found.merged_into_id)
    return show(request, found)


def seen(request: StaffRequest, pk: int) -> Matter:
    """A matter of which this person may see a customer; of one that was put into another, where it went."""
    matters = Matter.objects.select_related("team", "owner", "decided_by")
    found = get_object_or_404(matters, pk=pk)
    standing = found.merged_into_id or found.pk
    get_object_or_404(Matter.objects.visible_to(request.user), pk=standing)
    return found


def show(request: StaffRequest, found: Matter, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of one suggestion. forms: those that were refused."""
    voices = Voice.objects.visible_to(request.user).filter(matter=found)
    leads = request.user.role in LEADS
    names = ("title", "product", "category", "version")
    described = {name: getattr(found, name) for name in names}
    whose = {"team": found.team_id, "owner": found.owner_id}
    context = {
        "matter": found,
        "voices": shown(voices),
        "count": voices.count(),
        "everybody": found.voices.count(),
        "merged": found.merged.order_by("pk"),
        "leads": leads,
        "defects": Defect.objects.visible_to(request.user).filter(matter=found, withdrawn_at=None),
        "alike": counting.alike(found, request.user) if leads and not found.has_ended else [],
        "names": counting.names(request.user),
        "describe_form": DescribeForm(initial=described | whose, written=found.department),
        "decision_form": MatterAnswerForm(),
        **forms,
    }
    return render(request, "desk/matter.html", context, status=status)


def shown(voices: Any) -> Any:
    """The newest of them, each with what became of the answer."""
    to_call = Exists(Voice.objects.to_call().filter(pk=OuterRef("pk")))
    related = ("customer", "complaint", "message", "logged_by", "told_by")
    return voices.annotate(is_to_call=to_call).select_related(*related).order_by("-day", "-pk")[:VOICES_SHOWN]


@require_POST
@role_required(*LEADS)
def describe(request: StaffRequest, pk: int) -> HttpResponse:
    """Name a matter and say who sees to it."""
    found = seen(request, pk)
    form = DescribeForm(request.POST)
    if not saved(form, services.describe, matter=found, by=request.user):
        return show(request, found, UNFIT, describe_form=form)
    messages.success(request, _("Saved."))
    return redirect("desk:matter", pk)


@require_POST
@role_required(*LEADS)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Done or declined: the answer goes to everybody who said it."""
    found = seen(request, pk)
    form = MatterAnswerForm(request.POST)
    if not saved(form, services.decide, matter=found, by=request.user):
        return show(request, found, UNFIT, decision_form=form)
    written = found.voices.exclude(message=None).count()
    words = ngettext(
        "Decided; %(n)d customer is written to", "Decided; %(n)d customers are written to", written
    )
    if found.voices.untried().exists():
        words = _("Decided; the first %(n)d are written to, the others within minutes")
    messages.success(request, words % {"n": written})
    return redirect("desk:matter", pk)


@require_POST
@role_required(*LEADS)
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Another matter is the same as this one; undo takes them apart again."""
    found, number = seen(request, pk), request.POST.get("other", "")
    other = seen(request, int(number) if number.isdecimal() and len(number) < 19 else 0)
    try:
        services.merge(into=found, other=other, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("desk:matter_part", args=[other.pk])
        messages.success(request, _("%(other)s is one with this") % {"other": other}, extra_tags=undo)
    return redirect("desk:matter", pk)


@require_POST
@role_required(*LEADS)
def part(request: StaffRequest, pk: int) -> HttpResponse:
    """What was put together stands apart again."""
    other = services.part(other=seen(request, pk))
    messages.success(request, _("%(matter)s stands by itself again") % {"matter": other})
    return HttpResponseClientRefresh() if request.htmx else redirect("desk:matter", other.pk)


@require_POST
@writers_only
def told(request: StaffRequest, pk: int) -> HttpResponse:
    """A customer has heard the answer by phone."""
    voice = get_object_or_404(Voice.objects.visible_to(request.user).select_related("customer"), pk=pk)
    try:
        services.told_by_phone(voice=voice, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s has been told") % {"name": voice.customer.name})
    return redirect("desk:matter", voice.matter_id)


@require_http_methods(FORM_METHODS)
@writers_only
@follows_merges
def voice_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Note a suggestion or defect: a form on the caller's card until it is left (?leave) or noted."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    if request.htmx and "leave" in request.GET:
        return render(request, "desk/_voice_link.html", {"customer": customer})
    form = VoiceForm(request.POST or None, customer=customer)
    context = {"customer": customer, "form": form, "names": counting.names(request.user)}
    if request.method != "POST" or not saved(form, services.log, customer=customer, by=request.user):
        if not request.htmx and request.method != "POST":
            return redirect(address(customer=pk))
        return render(request, "desk/_voice_form.html", context, status=UNFIT if form.errors else 200)
    text = _("Noted for %(name)s") % {"name": customer.name}
    if not request.htmx:
        messages.success(request, text)
        return redirect(address(customer=pk))
    return changed(render(request, "desk/_voice_link.html", context), text)
