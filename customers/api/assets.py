"""Vehicles, sites and devices; how far they have run, and what is due on them."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from customers import assets as services
from customers.agreements.entering import today_of
from customers.api import asking, base, records, seen
from customers.api.serializers import AssetSerializer
from customers.asset_forms import AssetForm, DueDoneForm, DueForm, MileageForm, RetireForm
from customers.models import Asset, AssetDue, Customer, MileageReading
from customers.querysets import within_scope
from staff.api import asker
from staff.models import User
from staff.problems import Conflict


class ReadingSerializer(serializers.ModelSerializer[MileageReading]):
    class Meta:
        model = MileageReading
        fields = ("id", "day", "km")


class DueSerializer(serializers.ModelSerializer[AssetDue]):
    class Meta:
        model = AssetDue
        fields = ("id", "asset", "kind", "by_date", "by_km", "projected_on", "due_on", "done_on", "follows")
        read_only_fields = ("due_on",)


def assets_of(user: User) -> QuerySet[Any, Any]:
    return Asset.objects.visible_to(user).select_related("customer__branch")


def dues_of(user: User) -> QuerySet[Any, Any]:
    return AssetDue.objects.visible_to(user).select_related("asset__customer__branch")


OneAssetSerializer = seen.shown(AssetSerializer)
OneDueSerializer = seen.shown(DueSerializer)


@base.asks(AssetForm, AssetSerializer, "Add a vehicle, site or device.")
class Assets(records.EnterableOfCustomer):
    """What we look after for him."""

    serializer_class = AssetSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Asset.objects.all()

    def form(self, customer: Customer) -> AssetForm:
        return AssetForm(on=today_of(customer))

    def enter(self, customer: Customer, form: AssetForm) -> Asset:
        said = asking.cleaned(form)
        return services.add_asset(customer=customer, by=asker(self.request), on=form.on, **said)


@base.asks(
    seen.asked(asking.shape(AssetForm, "mileage")),
    OneAssetSerializer,
    "Change what is named, over what was `seen`. The mileage has a list of its own.",
    method="patch",
    status=200,
)
class OneAsset(seen.Changeable):
    """One vehicle, site or device."""

    serializer_class = OneAssetSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return assets_of(asker(self.request))

    def form(self, row: Asset) -> AssetForm:
        return AssetForm(on=today_of(row.customer), asset=row)

    def change(self, row: Asset, form: AssetForm) -> None:
        said = asking.cleaned(form)
        del said["token"]
        services.change_asset(asset=row, **said)


@base.asks(
    RetireForm, AssetSerializer, "Sold, scrapped or closed on that day; its history stays.", status=200
)
class Retire(records.Act):
    """An asset that is no longer in use."""

    serializer_class = AssetSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return assets_of(asker(self.request))

    def form(self, row: Asset) -> RetireForm:
        return RetireForm(on=today_of(row.customer))

    def do(self, row: Asset, form: RetireForm) -> None:
        services.retire_asset(asset=row, on=asking.cleaned(form)["retired_on"])


@base.asks(None, AssetSerializer, "Back into use.", status=200)
class Revive(records.Act):
    """An asset that is in use again."""

    serializer_class = AssetSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return assets_of(asker(self.request))

    def do(self, row: Asset, form: Any) -> None:
        services.retire_asset(asset=row, on=None)


class OfOneAsset(records.Enterable):
    """An asset's rows of one kind, to which POST adds."""

    belongs_by = "asset"

    def parent(self) -> Asset:
        found: Asset = get_object_or_404(assets_of(asker(self.request)), pk=self.kwargs["pk"])
        return found


@base.asks(MileageForm, ReadingSerializer, "Note the mileage on a day; the same day again corrects it.")
class Mileage(OfOneAsset):
    """What the odometer showed, by day."""

    serializer_class = ReadingSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return MileageReading.objects.all()

    def form(self, asset: Asset) -> MileageForm:
        return MileageForm(on=today_of(asset.customer))

    def enter(self, asset: Asset, form: MileageForm) -> MileageReading:
        said = asking.cleaned(form)
        return services.read_mileage(asset=asset, day=said["day"], km=said["km"], by=asker(self.request))


class OneReading(records.Removable):
    """One reading of the odometer that one entered oneself."""

    serializer_class = ReadingSerializer

    def rows(self) -> QuerySet[Any, Any]:
        user = asker(self.request)
        readings = MileageReading.objects.filter(within_scope(user, customer="asset__customer__"))
        return readings.filter(entered_by=user).select_related("asset")

    def take_back(self, row: MileageReading) -> None:
        services.forget_mileage(asset=row.asset, day=row.day)


@base.asks(DueForm, DueSerializer, "Say when something falls due; the open one of its kind is moved.")
class Dues(OfOneAsset):
    """What is due on it, and what was done."""

    serializer_class = DueSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return AssetDue.objects.all()

    def form(self, asset: Asset) -> DueForm:
        return DueForm(on=today_of(asset.customer))

    def enter(self, asset: Asset, form: DueForm) -> AssetDue:
        return set_due(asset, form)


def set_due(asset: Asset, form: DueForm) -> AssetDue:
    said = asking.cleaned(form)
    del said["token"]
    return services.set_due(asset=asset, **said)


@base.asks(
    seen.asked(asking.shape(DueForm, "kind")),
    OneDueSerializer,
    "Move it to another day or mileage, over what was `seen`.",
    method="patch",
    status=200,
)
class OneDue(seen.Changeable):
    """One thing that is due, or was done."""

    serializer_class = OneDueSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return dues_of(asker(self.request))

    def form(self, row: AssetDue) -> DueForm:
        return DueForm(on=today_of(row.asset.customer), due=row)

    def change(self, row: AssetDue, form: DueForm) -> None:
        if row.done_on:
            raise Conflict(_("It is done. Add what is due next."))
        set_due(row.asset, form)


@base.asks(DueDoneForm, DueSerializer, "It was done; the next one is planned by the rules.", status=200)
class DueDone(records.Act):
    """What was due and is done. Done already: nothing happens."""

    serializer_class = DueSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return dues_of(asker(self.request))

    def form(self, row: AssetDue) -> DueDoneForm:
        vehicle = row.asset.kind == Asset.Kind.VEHICLE
        return DueDoneForm(on=today_of(row.asset.customer), vehicle=vehicle)

    def do(self, row: AssetDue, form: DueDoneForm) -> None:
        said = asking.cleaned(form)
        services.finish_due(due=row, on=said["done_on"], by=asker(self.request), km=said.get("km"))


@base.asks(
    None,
    DueSerializer,
    "It was not done after all; what it planned goes. 409 when something came after it.",
    status=200,
)
class DueReopened(records.Act):
    """What is due again."""

    serializer_class = DueSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return dues_of(asker(self.request))

    def do(self, row: AssetDue, form: Any) -> None:
        with base.taking_back():
            services.reopen_due(due=row, by=asker(self.request))
