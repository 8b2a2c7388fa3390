"""Templates: the list, one with its preview and approval, writing, retiring. Managers write, all read."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm.ui.saving import FORM_METHODS, refuse
from customers import search
from customers.models import Customer
from outbox import templates
from outbox.models import Template
from outbox.preview import preview, reader_for
from outbox.rendering import for_gateway, unknown
from outbox.suggestions import suggestion
from outbox.template_forms import ApprovalForm, TemplateForm, insertable
from outbox.template_history import history_of
from outbox.templates import WORDS, wording_of
from staff.access import StaffRequest, everybody, role_required
from staff.roles import DECIDERS

UNFIT, OVERTAKEN = 422, 409
REPORTS: dict[str, Callable[..., Template]] = {
    "submit": templates.submit,
    "approve": templates.approve,
    "refuse": templates.refuse,
}
TOLD = {"approve": ("gateway_code",), "refuse": ("refusal",)}


@require_safe
@everybody
def index(request: StaffRequest) -> HttpResponse:
    """Templates in use; with ?retired=1 the retired ones."""
    retired = bool(request.GET.get("retired"))
    everything = Template.objects.select_related("changed_by")
    context = {
        "templates": everything.exclude(retired_at=None) if retired else everything.in_use(),
        "retired": retired,
        "any_retired": Template.objects.exclude(retired_at=None).exists(),
        "may_change": request.user.decides,
        "suggestion": suggestion(get_language() or "en"),
    }
    return render(request, "outbox/templates.html", context)


@require_safe
@everybody
def template(request: StaffRequest, pk: int) -> HttpResponse:
    """One template: how it reads, where its approval stands, who changed what."""
    return show(request, get_object_or_404(Template, pk=pk), ApprovalForm())


def show(request: StaffRequest, found: Template, form: ApprovalForm, status: int = 200) -> HttpResponse:
    wording = wording_of({name: getattr(found, name) for name in WORDS})
    approves = templates.needs_approval(found.channel)
    context = {
        "template": found,
        "form": form,
        "preview": preview(wording=wording, customer=reader_for(request.user, number(request), wording)),
        "faults": [words for _field, words in templates.faults(wording)],
        "approves": approves,
        "may_submit": approves and found.approval in templates.SUBMITTABLE,
        "handed_in": for_gateway(found.text, wording.gateway) if approves and not unknown(found.text) else "",
        "entries": history_of(found),
        "may_change": request.user.decides,
    }
    return render(request, "outbox/template.html", context, status=status)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def add(request: StaffRequest) -> HttpResponse:
    """A new template; ?suggested=1 begins with our suggestion in the reader's language."""
    begun = {"signature": templates.usual_signature()}
    if request.GET.get("suggested"):
        begun |= suggestion(get_language() or "en")
    form = TemplateForm(request.POST or None, initial=begun)
    return written(request, form, None) or ask(request, form)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a template. Two who edit at once: the later one is told, and keeps what he wrote."""
    found = get_object_or_404(Template, pk=pk)
    form = TemplateForm(request.POST or None, template=found)
    return written(request, form, found) or ask(request, form, found)


def written(request: StaffRequest, form: TemplateForm, found: Template | None) -> HttpResponse | None:
    """Saved and back to the template; nothing where the form has to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        saved = templates.write(by=request.user, template=found, seen=form.seen, **form.values())
    except ValidationError as error:
        refuse(form, error)
        return None
    except templates.Overtaken as lost:
        return overtaken(request, form, lost.current)
    messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
    return redirect("outbox:template", saved.pk)


def overtaken(request: StaffRequest, form: TemplateForm, current: Template) -> HttpResponse:
    """The form as it was sent, over the newer version, with what the other one wrote."""
    form.data = {**form.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]
    return ask(request, form, current, status=OVERTAKEN, theirs=current)


def ask(
    request: StaffRequest, form: TemplateForm, found: Template | None = None, *, status: int = 0, **more: Any
) -> HttpResponse:
    wording = wording_of({name: form[name].value() or "" for name in WORDS})
    context = {
        "form": form,
        "template": found,
        "preview": preview(wording=wording, customer=reader_for(request.user, number(request), wording)),
        "variables": insertable(wording.language),
        "approves": templates.needs_approval("sms"),
        **more,
    }
    return render(
        request, "outbox/template_edit.html", context, status=status or (UNFIT if form.errors else 200)
    )


@require_POST
@role_required(*DECIDERS)
def try_out(request: StaffRequest) -> HttpResponse:
    """The text that is being written as a customer would read it, as a fragment; nothing is saved."""
    sent = {name: request.POST.get(name, "")[:4000] for name in WORDS}
    wording = wording_of(sent)
    context = {
        "preview": preview(wording=wording, customer=reader_for(request.user, number(request), wording)),
        "faults": [words for _field, words in templates.faults(wording)] if wording.text.strip() else [],
        "variables": insertable(wording.language),
        "trying": True,
    }
    return render(request, "outbox/_trying.html", context)


@require_safe
@everybody
def readers(request: StaffRequest) -> HttpResponse:
    """Customers on whom a text can be tried, found by ?q=, as a fragment."""
    text = request.GET.get("q", "")[:100]
    hits = search.find(Customer.objects.visible_to(request.user), text) if text.strip() else []
    asked = request.GET.get("template", "")
    context = {"hits": hits, "text": text.strip(), "template": int(asked) if asked.isdecimal() else None}
    return render(request, "outbox/_readers.html", context)


@require_safe
@everybody
def preview_on(request: StaffRequest, pk: int) -> HttpResponse:
    """A saved template on another customer, as a fragment."""
    found = get_object_or_404(Template, pk=pk)
    wording = wording_of({name: getattr(found, name) for name in WORDS})
    shown = preview(wording=wording, customer=reader_for(request.user, number(request), wording))
    return render(request, "outbox/_preview.html", {"preview": shown, "template": found})


@require_POST
@role_required(*DECIDERS)
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    """No form offers it any more; restored by the same page."""
    found = templates.retire(template=get_object_or_404(Template, pk=pk), by=request.user)
    messages.success(request, _("%(name)s is retired.") % {"name": found.name})
    return redirect("outbox:templates")


@require_POST
@role_required(*DECIDERS)
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Template, pk=pk)
    try:
        templates.restore(template=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s is in use again.") % {"name": found.name})
    return redirect("outbox:template", pk)


@require_POST
@role_required(*DECIDERS)
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """What a person did or read at the gateway: handed in, approved with its code, refused and why."""
    found = get_object_or_404(Template, pk=pk)
    what = request.POST.get("what", "")
    if what not in REPORTS:
        raise Http404
    form = ApprovalForm(request.POST)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in TOLD.get(what, ())}
        try:
            REPORTS[what](template=found, by=request.user, **told)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outbox:template", pk)
    return show(request, found, form, status=UNFIT)


def number(request: StaffRequest) -> int | None:
    """The customer that was chosen for the preview."""
    sent = request.POST.get("customer") or request.GET.get("customer") or ""
    return int(sent) if sent.isdecimal() and len(sent) < 19 else None
