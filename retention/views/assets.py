"""The section of the customer page about vehicles, sites and devices."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers.models import Asset
from customers.views.merged import follows_merges
from retention.asset_clock import asset_context
from retention.views.customer import brief_of, page_context
from staff.access import StaffRequest, everybody

RETIRED = 50


@require_GET
@everybody
@follows_merges
def assets(request: StaffRequest, pk: int) -> HttpResponse:
    """Each asset with its own clock and what is due on it, longest silent first."""
    brief = brief_of(request, pk)
    retired = Asset.objects.of([pk]).exclude(retired_on=None).order_by("-retired_on")
    context = page_context(request, brief, "assets") | asset_context(brief) | {"retired": retired[:RETIRED]}
    template = "retention/_assets_section.html" if request.htmx else "retention/customer_assets.html"
    return render(request, template, context)
