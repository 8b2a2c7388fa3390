"""Forms for vehicles, sites and devices."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from customers import vehicles
from customers.models import Asset, AssetDue, DueKind
from customers.record_forms import DayField, RecordForm

MOST_KM = 9_999_999
# Further ahead than this a day is a slip of the finger.
FURTHEST_YEARS = 10


class Km(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_KM, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"


class AssetForm(RecordForm):
    kind = forms.ChoiceField(
        label=lazy("Kind"), choices=Asset.Kind.choices, initial=Asset.Kind.VEHICLE, widget=forms.RadioSelect
    )
    name = forms.CharField(label=lazy("Name or model"), max_length=120)
    plate = forms.CharField(label=lazy("Plate"), max_length=20, required=False)
    vin = forms.CharField(label=lazy("VIN"), max_length=32, required=False)
    vin_as_is = forms.BooleanField(label=lazy("The VIN stands like this on the vehicle"), required=False)
    mileage = Km(label=lazy("Mileage today, km"), required=False)
    since = DayField(label=lazy("With us since"), required=False, past=True)

    def __init__(self, data: Any = None, *, on: date, asset: Asset | None = None) -> None:
        known = ("kind", "name", "plate", "vin", "since")
        super().__init__(data, on=on, held={name: getattr(asset, name) for name in known} if asset else None)
        if asset:
            # Mileage has a history of its own.
            del self.fields["mileage"]

    def clean_plate(self) -> str:
        return vehicles.plate_of(self.cleaned_data["plate"])

    def clean_vin(self) -> str:
        return vehicles.vin_of(self.cleaned_data["vin"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        as_is = data.pop("vin_as_is", False)
        if data.get("vin") and not as_is:
            self.check_vin(data["vin"])
        return data

    def check_vin(self, vin: str) -> None:
        if not vehicles.is_vin(vin):
            self.add_error(
                "vin",
                _("%(count)d signs; a VIN has 17, without the letters I, O and Q.") % {"count": len(vin)},
            )
        elif not vehicles.vin_adds_up(vin):
            self.add_error("vin", _("A sign is wrong: the check sign at the ninth place does not fit."))


class MileageForm(RecordForm):
    day = DayField(label=pgettext_lazy("of a reading", "Day"), past=True)
    km = Km(label=lazy("Mileage, km"))

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data, on=on, initial={"day": on})


class DueForm(RecordForm):
    """When something falls due next."""

    kind = forms.ChoiceField(label=lazy("What is due"), choices=DueKind.choices)
    by_date = DayField(label=lazy("By date"), required=False)
    by_km = Km(label=lazy("By mileage, km"), required=False)

    def __init__(self, data: Any = None, *, on: date, due: AssetDue | None = None) -> None:
        known = ("kind", "by_date", "by_km")
        super().__init__(data, on=on, held={name: getattr(due, name) for name in known} if due else None)
        self.fields["kind"].disabled = due is not None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        by_date = data.get("by_date")
        if by_date and abs(by_date.year - self.on.year) > FURTHEST_YEARS:
            self.add_error("by_date", _("That is more than ten years away."))
        if not self.errors and by_date is None and data.get("by_km") is None:
            raise forms.ValidationError(_("Say by which day or by which mileage."))
        return data


class DueDoneForm(RecordForm):
    done_on = DayField(label=pgettext_lazy("a due date", "Done on"), past=True)
    km = Km(label=lazy("Mileage then, km"), required=False)

    def __init__(self, data: Any = None, *, on: date, vehicle: bool) -> None:
        super().__init__(data, on=on, initial={"done_on": on})
        if not vehicle:
            del self.fields["km"]


class RetireForm(RecordForm):
    retired_on = DayField(label=lazy("Retired on"), past=True)

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data, on=on, initial={"retired_on": on})
