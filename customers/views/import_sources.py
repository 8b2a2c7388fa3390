"""Sources of recurring imports: how old each one's newest fact is, and whose folder is watched."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm import clock
from customers.imports import ages, inbox
from customers.imports.kinds import kinds
from customers.imports.labels import kind_label
from customers.models import ImportSource
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, READERS


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A source whose folder shall be watched."""

    class Meta:
        model = ImportSource
        fields = ["name", "kind", "create_customers"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.name, kind_label(kind.name)) for kind in kinds()]
        self.fields["kind"] = forms.ChoiceField(label=_("What is in it"), choices=choices)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*READERS)
def sources(request: StaffRequest) -> HttpResponse:
    """All sources with their ages; a manager adds one to be watched."""
    form = SourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.instance.by = request.user
        form.save()
        messages.success(request, _("Watched from now on."))
        return redirect("customers:import_sources")
    context = {"rows": rows(), "form": form, "may_change": request.user.decides, "inbox": inbox.root()}
    status = 422 if form.errors else 200
    return render(request, "customers/import_sources.html", context, status=status)


def rows() -> list[tuple[str, ImportSource | None, ages.Age | None, str]]:
    """(name, watched source, age, kind) by name: those that are watched and those that sent something."""
    watched = {source.name: source for source in ImportSource.objects.all()}
    found = ages.ages(as_of=clock.today())
    return [
        (name, source, found.get(name), kind_label(source.kind) if source else "")
        for name in sorted({*watched, *found})
        for source in [watched.get(name)]
    ]


@require_POST
@role_required(*DECIDERS)
def switch(request: StaffRequest, pk: int) -> HttpResponse:
    """Watch it no more, or again."""
    source = get_object_or_404(ImportSource, pk=pk)
    source.active = "on" in request.POST
    source.save(update_fields=["active"])
    return redirect("customers:import_sources")
