"""Forms of the back-test: what is tried, and whom one would work on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm.ui.figures import day as words_of
from signals.backtests.outcomes import Choice
from signals.backtests.service import PROPOSED, reach
from signals.detector_forms import parameter_field
from signals.detectors import CONFIDENTIAL, DETECTORS, KINDS
from signals.evidence import title
from signals.models import BackTest, ChurnModel
from signals.policies import detectors_followed, scoring_policy
from signals.wording import PAIRS, label, parameters

USUAL_CAPACITY = 100
MOST = 1_000_000
TRIED_KINDS = [one.KIND for one in DETECTORS if one.KIND not in CONFIDENTIAL]


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


class BackTestForm(forms.Form):
    """What is tried, on which past days, and for the signals their switches, weights and parameters."""

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
        horizon = scoring_policy().horizon_days
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
        for kind in TRIED_KINDS:
            self.add_rule(kind, self.followed[kind])

    @cached_property
    def followed(self) -> Mapping[str, Any]:
        return detectors_followed()

    def add_rule(self, kind: str, rule: Mapping[str, Any]) -> None:
        self.initial.setdefault(f"on-{kind}", rule["enabled"])
        self.initial.setdefault(f"weight-{kind}", rule["weight"])
        self.fields[f"on-{kind}"] = forms.BooleanField(label=title(kind), required=False)
        self.fields[f"weight-{kind}"] = forms.FloatField(
            label=title(kind),
            min_value=0,
            max_value=1,
            required=False,
            widget=forms.NumberInput(attrs={"min": 0, "max": 1, "step": "0.05", "aria-label": title(kind)}),
        )

        held = held_by(kind, rule)
        for name, field in parameter_fields(kind).items():
            self.initial.setdefault(f"{name}-{kind}", held[name])
            self.fields[f"{name}-{kind}"] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in TRIED_KINDS:
            for low, high in PAIRS:
                if {low, high} <= parameters(KINDS[kind]).keys():
                    self.refuse_a_pair(data, f"{low}-{kind}", f"{high}-{kind}")
        return data

    def refuse_a_pair(self, data: Mapping[str, Any], low: str, high: str) -> None:
        """Where the one does not lie below the other; an emptied one stays the policy's."""
        ends = [self.initial[name] if data.get(name) is None else data[name] for name in (low, high)]
        if ends[0] >= ends[1]:
            self.add_error(high, _("Above “%(other)s”.") % {"other": self.fields[low].label})

    @property
    def days(self) -> list[Any]:
        return [self[f"day{number}"] for number in range(1, PROPOSED + 1)]

    @property
    def rules(self) -> list[tuple[Any, Any, list[Any]]]:
        """Switch, weight and parameters of each kind."""
        return [
            (
                self[f"on-{kind}"],
                self[f"weight-{kind}"],
                [self[f"{name}-{kind}"] for name in parameters(KINDS[kind])],
            )
            for kind in TRIED_KINDS
        ]

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
        }

    @property
    def changed(self) -> dict[str, dict[str, Any]]:
        """Only what differs from the policy. A number that was emptied stays the policy's."""
        found = {}
        for kind in TRIED_KINDS:
            weight, rule = self.cleaned_data[f"weight-{kind}"], self.followed[kind]
            wanted = {
                "enabled": self.cleaned_data[f"on-{kind}"],
                "weight": rule["weight"] if weight is None else weight,
            }
            said = self.parameters_of(kind)
            moved = {"parameters": said} if held_by(kind, {"parameters": said}) != held_by(kind, rule) else {}
            if moved or wanted != {"enabled": rule["enabled"], "weight": rule["weight"]}:
                found[kind] = wanted | moved
        return found

    def parameters_of(self, kind: str) -> dict[str, Any]:
        """As nights follow them: only what differs from the defaults."""
        held = held_by(kind, self.followed[kind])
        said = {name: self.cleaned_data.get(f"{name}-{kind}") for name in held}
        wanted = {name: held[name] if value is None else value for name, value in said.items()}
        return {
            name: wanted[name] for name, usual in parameters(KINDS[kind]).items() if wanted[name] != usual
        }


def held_by(kind: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a kind under a rule."""
    return {**parameters(KINDS[kind]), **rule["parameters"]}


def parameter_fields(kind: str) -> dict[str, forms.Field]:
    """As on the detector's own page, but each may be emptied."""
    found = {}
    for name, usual in parameters(KINDS[kind]).items():
        found[name] = parameter_field(label(kind, name), name, usual)
        found[name].required = False
    return found


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
