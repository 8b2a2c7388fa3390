"""Sections of the customer page about what is known of him: profile, what he cares about, history."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers import cursors, custom, history
from customers.models import Customer, CustomField, ExternalIdentity, Tag
from customers.profile_forms import GROUPS, LineForm, sentence
from customers.views.merged import follows_merges
from retention import cares
from retention.brief import Brief
from retention.models import SensitivitySuggestion
from retention.views.customer import brief_of, page_context
from staff.access import StaffRequest, everybody

CHANGES = 30
# Shown by a template of their own, or in the page's head.
APART = ("name", "phone", "email", "wechat", "region")
PERSON_ONLY = ("gender", "born_on", "family", "education", "occupation")


@require_GET
@everybody
@follows_merges
def profile(request: StaffRequest, pk: int) -> HttpResponse:
    brief = brief_of(request, pk)
    carried = list(Tag.objects.filter(customertag__customer=pk))
    context: dict[str, Any] = page_context(request, brief, "profile") | {
        "groups": groups(brief.customer),
        "own_fields": own_fields(brief.customer),
        "tags": carried,
        "identities": ExternalIdentity.objects.of([pk]).order_by("source", "value"),
        "more_tags": [tag for tag in Tag.objects.in_use() if tag not in carried],
        "line_form": LineForm(customer=brief.customer) if request.user.may_write else None,
        **cared_for(brief.customer),
    }
    return render(request, "retention/customer_profile.html", context)


def cared_for(customer: Customer) -> dict[str, Any]:
    """What the customer cares about: confirmed by whom, suggested by what."""
    found = SensitivitySuggestion.objects.of([customer.pk]).first()
    return {
        "choices": Customer.Sensitivity.choices,
        "suggestion": found,
        "evidence": cares.in_words(found.evidence) if found else [],
    }


def groups(customer: Customer) -> list[tuple[Any, list[tuple[str, str]]]]:
    """(heading, [(label, value in words)]) as the form groups them."""
    apart = APART + (PERSON_ONLY if customer.kind == Customer.Kind.COMPANY else ())
    shown = {name: shown_field(customer, name) for _heading, names in GROUPS for name in names}
    return [(heading, [shown[name] for name in names if name not in apart]) for heading, names in GROUPS]


def shown_field(customer: Customer, name: str) -> tuple[str, str]:
    field = Customer._meta.get_field(name)
    value = history.plain_in_words(field, getattr(customer, name) or "")
    return sentence(str(field.verbose_name)), value  # type: ignore[union-attr]


def own_fields(customer: Customer) -> list[tuple[str, str]]:
    """The business's own fields; a retired one only where the customer holds a value of it."""
    held = customer.custom
    return [
        (one.name, custom.shown(one, held.get(one.key), currency=customer.branch.currency))
        for one in CustomField.objects.all()
        if one.retired_at is None or one.key in held
    ]


@require_GET
@everybody
@follows_merges
def changes(request: StaffRequest, pk: int) -> HttpResponse:
    """Who changed what, newest first, by cursor."""
    brief: Brief = brief_of(request, pk)
    before = cursors.decode(request.GET.get("before", ""))
    entries = history.of_customer(brief.customer, before=before, limit=CHANGES + 1)
    last = entries[CHANGES - 1] if len(entries) > CHANGES else None
    context: dict[str, Any] = {
        "customer": brief.customer,
        "entries": entries[:CHANGES],
        "more": cursors.encode(last.at, last.key) if last else "",
    }
    if request.htmx and before:
        return render(request, "retention/_history_rows.html", context)
    return render(
        request, "retention/customer_history.html", page_context(request, brief, "history") | context
    )
