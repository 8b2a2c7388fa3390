"""The form of a branch's opening hours: one line a weekday, and single days that are different."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.business_time import Spans
from staff.opening import Opening, spans_from, written

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
MORE_DAYS = 2  # empty lines offered for further special days
HINT = "09:00–12:00, 13:00–18:00"


class SpansField(forms.CharField):
    """Spans as people write them; empty is closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=120, **options)

    def clean(self, value: Any) -> Any:
        return spans_from(super().clean(value))


class WeekForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, opening: Opening) -> None:
        super().__init__(data, prefix="week")
        self.initial["version"] = opening.version
        for weekday, label in enumerate(WEEKDAYS):
            widget = forms.TextInput(attrs={"placeholder": _("closed"), "inputmode": "text"})
            self.fields[f"day{weekday}"] = SpansField(
                label=label, initial=written(opening.week[weekday]), widget=widget
            )

    @property
    def week(self) -> list[Spans]:
        return [self.cleaned_data[f"day{weekday}"] for weekday in range(7)]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day{weekday}"] for weekday in range(7)]


class SpecialDayForm(forms.Form):
    """One day. Without a date the line is not there; without hours the branch is closed."""

    day = forms.DateField(
        label=gettext_lazy("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hours = SpansField(
        label=gettext_lazy("Hours, empty if closed"), widget=forms.TextInput(attrs={"placeholder": HINT})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("hours") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Which day?"))
        return data


class SpecialDays(forms.BaseFormSet):
    def clean(self) -> None:
        if not any(self.errors):
            self.special()

    def special(self) -> dict[date, Spans]:
        """Day → its spans. Raises ValidationError where a day stands twice."""
        found: dict[date, Spans] = {}
        for form in self.forms:
            day = form.cleaned_data.get("day")
            if day in found:
                raise ValidationError(_("%(day)s stands here twice.") % {"day": day})
            if day:
                found[day] = form.cleaned_data["hours"]
        return found


def special_days(data: Any = None, *, opening: Opening) -> Any:
    """The lines of the special days that are known, and two empty ones."""
    known = [{"day": day, "hours": written(spans)} for day, spans in sorted(opening.special.items())]
    factory = forms.formset_factory(SpecialDayForm, formset=SpecialDays, extra=MORE_DAYS, max_num=400)
    return factory(data, initial=known, prefix="special")
