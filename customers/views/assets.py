"""Vehicles, sites and devices of a customer: add, change, retire, read the mileage, say what is due."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers import asset_forms as forms
from customers import assets as services
from customers.models import Asset, AssetDue
from customers.views.merged import follows_merges
from customers.views.records import Sheet, answer, customer_of, locked_by_post, today_of, undone
from staff.access import StaffRequest, writers_only

SECTION = "retention:customer_assets"


def asset_of(request: StaffRequest, pk: int) -> Asset:
    seen = Asset.objects.visible_to(request.user).select_related("customer__branch")
    return get_object_or_404(seen, pk=pk)


def due_of(request: StaffRequest, pk: int) -> AssetDue:
    seen = AssetDue.objects.visible_to(request.user).select_related("asset__customer__branch")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "POST"])
@writers_only
@follows_merges
def asset_new(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    on = today_of(customer)
    form = forms.AssetForm(request.POST or None, on=on)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        asset = services.add_asset(customer=customer, by=request.user, on=on, **data)
        return _("%(asset)s is added") % {"asset": asset}, ""

    return answer(request, Sheet(customer, form, _("Add a vehicle or asset"), _("Add"), SECTION), save)


@require_http_methods(["GET", "POST"])
@writers_only
@transaction.atomic
def asset_edit(request: StaffRequest, pk: int) -> HttpResponse:
    seen = Asset.objects.visible_to(request.user).select_related("customer__branch")
    asset = get_object_or_404(locked_by_post(request, seen), pk=pk)
    form = forms.AssetForm(request.POST or None, on=today_of(asset.customer), asset=asset)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        del data["token"]
        changed = services.change_asset(asset=asset, **data)
        return _("%(asset)s is changed") % {"asset": changed}, ""

    return answer(request, Sheet(asset.customer, form, str(asset), _("Save"), SECTION), save)


@require_http_methods(["GET", "POST"])
@writers_only
def asset_retire(request: StaffRequest, pk: int) -> HttpResponse:
    asset = asset_of(request, pk)
    form = forms.RetireForm(request.POST or None, on=today_of(asset.customer))
    note = _("Its history stays. It is no longer counted among what lapses or falls due.")

    def save(data: dict[str, Any]) -> tuple[str, str]:
        services.retire_asset(asset=asset, on=data["retired_on"])
        return _("%(asset)s is retired") % {"asset": asset}, reverse("customers:asset_revive", args=[pk])

    heading = _("Retire %(asset)s") % {"asset": asset}
    return answer(request, Sheet(asset.customer, form, heading, _("Retire"), SECTION, note), save)


@require_POST
@writers_only
def asset_revive(request: StaffRequest, pk: int) -> HttpResponse:
    """Back into use."""
    asset = asset_of(request, pk)
    back = reverse(SECTION, args=[asset.customer_id])
    return undone(request, back=back, undo=lambda: services.retire_asset(asset=asset, on=None))


@require_http_methods(["GET", "POST"])
@writers_only
def mileage_new(request: StaffRequest, pk: int) -> HttpResponse:
    asset = asset_of(request, pk)
    form = forms.MileageForm(request.POST or None, on=today_of(asset.customer))

    def save(data: dict[str, Any]) -> tuple[str, str]:
        reading = services.read_mileage(asset=asset, day=data["day"], km=data["km"], by=request.user)
        undo = reverse("customers:mileage_undo", args=[reading.pk])
        return _("Mileage of %(asset)s is noted") % {"asset": asset}, undo

    heading = _("Mileage of %(asset)s") % {"asset": asset}
    return answer(request, Sheet(asset.customer, form, heading, _("Save"), SECTION), save)


@require_POST
@writers_only
def mileage_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back a reading that one entered oneself."""
    asset = get_object_or_404(
        Asset.objects.visible_to(request.user), readings__pk=pk, readings__entered_by=request.user
    )
    day = asset.readings.get(pk=pk).day
    back = reverse(SECTION, args=[asset.customer_id])
    return undone(request, back=back, undo=lambda: services.forget_mileage(asset=asset, day=day))


@require_http_methods(["GET", "POST"])
@writers_only
def due_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Say when something falls due on this asset."""
    asset = asset_of(request, pk)
    form = forms.DueForm(request.POST or None, on=today_of(asset.customer))
    return set_due(request, asset, form, _("What is due on %(asset)s") % {"asset": asset})


@require_http_methods(["GET", "POST"])
@writers_only
@transaction.atomic
def due_edit(request: StaffRequest, pk: int) -> HttpResponse:
    seen = AssetDue.objects.visible_to(request.user).select_related("asset__customer__branch")
    due = get_object_or_404(locked_by_post(request, seen), pk=pk)
    form = forms.DueForm(request.POST or None, on=today_of(due.asset.customer), due=due)
    return set_due(request, due.asset, form, f"{due} · {due.asset}")


def set_due(request: StaffRequest, asset: Asset, form: forms.DueForm, heading: str) -> HttpResponse:
    def save(data: dict[str, Any]) -> tuple[str, str]:
        del data["token"]
        due = services.set_due(asset=asset, **data)
        return _("%(due)s of %(asset)s is noted") % {"due": due, "asset": asset}, ""

    note = _("What comes first counts. From the mileage follows a day, once two readings show the pace.")
    return answer(request, Sheet(asset.customer, form, heading, _("Save"), SECTION, note), save)


@require_http_methods(["GET", "POST"])
@writers_only
def due_done(request: StaffRequest, pk: int) -> HttpResponse:
    """It was done; the next one is planned."""
    due = due_of(request, pk)
    vehicle = due.asset.kind == Asset.Kind.VEHICLE
    form = forms.DueDoneForm(request.POST or None, on=today_of(due.asset.customer), vehicle=vehicle)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        services.finish_due(due=due, on=data["done_on"], by=request.user, km=data.get("km"))
        return _("%(due)s of %(asset)s is done") % {"due": due, "asset": due.asset}, reverse(
            "customers:due_reopen", args=[pk]
        )

    heading = f"{due} · {due.asset}"
    return answer(request, Sheet(due.asset.customer, form, heading, _("Done"), SECTION), save)


@require_POST
@writers_only
def due_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    due = due_of(request, pk)
    back = reverse(SECTION, args=[due.asset.customer_id])
    return undone(request, back=back, undo=lambda: services.reopen_due(due=due, by=request.user))
