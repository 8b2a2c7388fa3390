"""What managers enter: the market's prices, and the rules that agreements follow."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.agreements.forms import SOMETHING, DayField, amount, text
from customers.models import Category
from customers.models.contracts import Unit

LONGEST = 3660  # days


def days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=LONGEST)


class PolicyForm(forms.Form):
    over_share = forms.DecimalField(
        label=lazy("Share above the market from which a manager approves"),
        min_value=0,
        max_value=5,
        max_digits=4,
        decimal_places=3,
        help_text=lazy("0.15 is 15%."),
    )
    order_days = days(lazy("Days in which an order follows an inquiry"))
    ending_days = days(lazy("Days before the end a contract is listed"))
    expiring_days = days(lazy("Days before expiry a package is listed"))


class BenchmarkForm(forms.Form):
    """The same item, unit and day again corrects what was written down."""

    item = text(lazy("Item"), 120)
    unit = forms.ChoiceField(label=lazy("For"), choices=Unit.choices, initial=Unit.HOUR)
    currency = forms.ChoiceField(label=lazy("Currency"))
    low = amount(lazy("Lowest price"), least=SOMETHING)
    high = amount(lazy("Highest price"), least=SOMETHING)
    source = text(lazy("Source"), 160)
    found_on = DayField(label=lazy("As of"))
    category = forms.ModelChoiceField(
        Category.objects.order_by("name"),
        label=lazy("Category"),
        required=False,
        empty_label=lazy("No category"),
    )

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("low"), data.get("high")
        if low and high and high < low:
            self.add_error("high", _("The highest price is not below the lowest."))
        return data
