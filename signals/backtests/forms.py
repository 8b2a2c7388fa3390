"""Forms of the back-test: what is tried, and whom one would work on."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm.ui.figures import day as words_of
from signals.backtests.outcomes import Choice
from signals.backtests.policy_form import PolicyTried
from signals.backtests.service import PROPOSED, reach
from signals.models import BackTest, ChurnModel

USUAL_CAPACITY = 100
MOST = 1_000_000


def stored_models() -> list[tuple[Any, str]]:
    """(number, what tells it from others), the newest first; nothing is chosen beforehand."""
    words = _("Model %(number)s, learned %(day)s, %(days)s days ahead")
    rows = ChurnModel.objects.order_by("-number").values_list("number", "day", "horizon_days")
    return [
        ("", "–"),
        *(
            (number, words % {"number": number, "day": words_of(day), "days": days})
            for number, day, days in rows
        ),
    ]


class BackTestForm(PolicyTried):
    """What is tried, on which past days, and what in the place of the policy."""

    tried = forms.ChoiceField(
        label=gettext_lazy("What is tried"), choices=BackTest.Tried.choices, widget=forms.RadioSelect
    )
    number = forms.TypedChoiceField(
        label=gettext_lazy("Stored model"),
        choices=stored_models,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Only where a stored model is tried, and on days since it learned."),
    )
    horizon_days = forms.IntegerField(
        label=gettext_lazy("Horizon in days"),
        min_value=7,
        max_value=730,
        help_text=gettext_lazy("Who buys nothing for so long after the day counts as having left."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("How many customers can you work on a month?"),
        min_value=1,
        max_value=MOST,
        help_text=gettext_lazy("Those most at risk come first; you can try other numbers afterwards."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        horizon = self.policy.horizon_days
        self.reach = reach()
        proposed = [*self.reach.proposed(horizon), *[None] * PROPOSED][:PROPOSED]
        self.initial = {
            "tried": BackTest.Tried.MODEL,
            "horizon_days": horizon,
            "capacity": USUAL_CAPACITY,
            **{f"day{number}": day for number, day in enumerate(proposed, start=1)},
            **self.initial,
        }
        for number in range(1, PROPOSED + 1):
            self.fields[f"day{number}"] = day_field()

    @property
    def days(self) -> list[Any]:
        return [self[f"day{number}"] for number in range(1, PROPOSED + 1)]

    @property
    def wish(self) -> dict[str, Any]:
        """What the service is asked for."""
        said = self.cleaned_data
        return {
            "tried": said["tried"],
            "number": said["number"],
            "horizon_days": said["horizon_days"],
            "capacity": said["capacity"],
            "cutoffs": [day for n in range(1, PROPOSED + 1) if (day := said[f"day{n}"])],
            "changed": self.changed,
            "scoring": self.scoring,
        }


def day_field() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("Past day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ChoiceForm(forms.Form):
    """Whom one works on: so many, or all from a chance on. What cannot be read is left out."""

    BY = [
        ("capacity", gettext_lazy("the customers most at risk, so many")),
        ("chance", gettext_lazy("everybody from a chance in % on")),
    ]
    by = forms.ChoiceField(choices=BY, label=gettext_lazy("Work on"))
    n = forms.IntegerField(min_value=1, max_value=MOST, label=gettext_lazy("How many, or per cent"))

    def choice(self, capacity: int) -> Choice:
        """capacity: the test's own, where nothing else is said."""
        self.is_valid()
        said = self.cleaned_data
        number = said.get("n")
        if said.get("by") == "chance" and number is not None:
            return Choice(capacity, chance=min(number, 100) / 100)
        return Choice(number or capacity)


def day_of(text: str, days: list[date]) -> date:
    """The day that was asked for, else the newest."""
    return next((day for day in days if day.isoformat() == text), days[0])
