"""The pages on which own fields and tags (by administrators) and kinds of visits are defined."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm.ui.saving import FORM_METHODS
from customers import history, setup
from customers.models import CustomField, Tag, VisitType
from customers.setup_forms import CustomFieldForm, TagForm, VisitKindForm
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, READERS, Role

PAGE = "customers:fields"


@require_safe
@role_required(*READERS)
def fields(request: StaffRequest) -> HttpResponse:
    """Own fields in their order, tags, and who changed them last."""
    context = {
        "fields": CustomField.objects.all(),
        "tags": Tag.objects.all(),
        "may_change": request.user.role == Role.ADMINISTRATOR,
        "entries": history.of_setup(),
    }
    return render(request, "customers/fields.html", context)


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def field_add(request: StaffRequest) -> HttpResponse:
    form = CustomFieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        setup.add_field(**form.cleaned_data)
        return done(request, form)
    return show(request, form)


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def field(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CustomField, pk=pk)
    return change(request, CustomFieldForm(request.POST or None, instance=found), found)


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def tag_add(request: StaffRequest) -> HttpResponse:
    return change(request, TagForm(request.POST or None), None)


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def tag(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tag, pk=pk)
    return change(request, TagForm(request.POST or None, instance=found), found)


def change(request: StaffRequest, form: ModelForm, found: CustomField | Tag | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, form)
    return show(request, form, found)


def show(request: StaffRequest, form: ModelForm, found: Any = None) -> HttpResponse:
    context = {"form": form, "found": found, "is_tag": isinstance(form, TagForm)}
    return render(request, "customers/field.html", context, status=422 if form.errors else 200)


def done(request: StaffRequest, form: ModelForm) -> HttpResponse:
    messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
    return redirect(PAGE)


@require_POST
@role_required(Role.ADMINISTRATOR)
def field_move(request: StaffRequest, pk: int) -> HttpResponse:
    """One place up, or down with way=down."""
    found = get_object_or_404(CustomField, pk=pk)
    setup.move_field(field=found, up=request.POST.get("way") != "down")
    return redirect(PAGE)


@require_POST
@role_required(Role.ADMINISTRATOR)
def field_retire(request: StaffRequest, pk: int) -> HttpResponse:
    return retire(request, get_object_or_404(CustomField, pk=pk))


@require_POST
@role_required(Role.ADMINISTRATOR)
def tag_retire(request: StaffRequest, pk: int) -> HttpResponse:
    return retire(request, get_object_or_404(Tag, pk=pk))


def retire(request: StaffRequest, found: CustomField | Tag) -> HttpResponse:
    """Retire, or bring back with back=1."""
    if request.POST.get("back"):
        setup.bring_back(what=found)
    else:
        setup.retire(what=found)
    return redirect(PAGE)


@require_safe
@role_required(*READERS)
def visit_kinds(request: StaffRequest) -> HttpResponse:
    """The kinds of visits, which of them count, and who changed them last."""
    context = {
        "kinds": VisitType.objects.order_by("retired_at", "name"),
        "may_change": request.user.decides,
        "entries": history.of_visit_kinds(),
    }
    return render(request, "customers/visit_kinds.html", context)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def visit_kind_add(request: StaffRequest) -> HttpResponse:
    return save_kind(request, VisitKindForm(request.POST or None))


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def visit_kind(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(VisitType, pk=pk)
    return save_kind(request, VisitKindForm(request.POST or None, instance=found))


def save_kind(request: StaffRequest, form: VisitKindForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return redirect("customers:visit_kinds")
    status = 422 if form.errors else 200
    return render(request, "customers/visit_kind.html", {"form": form}, status=status)


@require_POST
@role_required(*DECIDERS)
def visit_kind_retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Retire, or bring back with back=1."""
    found = get_object_or_404(VisitType, pk=pk)
    (setup.bring_back if request.POST.get("back") else setup.retire)(what=found)
    return redirect("customers:visit_kinds")
