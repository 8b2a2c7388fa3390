"""The part of the back-test's form that stands as the policy does: tiers, priors, and the rules of
signals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signals.backtests.wanted import SEGMENTS, scoring_of
from signals.backtests.words import called
from signals.detector_forms import parameter_field
from signals.detectors import CONFIDENTIAL, DETECTORS, KINDS
from signals.detectors.limits import limits
from signals.evidence import title
from signals.forms import PRIORS
from signals.models import DetectorSegment, TierSegment
from signals.models.policy import MONTHS
from signals.policies import Followed, freeze
from signals.wording import PAIRS, label, parameters

TRIED_KINDS = [one.KIND for one in DETECTORS if one.KIND not in CONFIDENTIAL]


@dataclass(frozen=True)
class Rule:
    """The fields of one kind. alike: whether the rules of segments are left out, None without any · segments:
    (on, weight) of each."""

    on: BoundField
    weight: BoundField
    numbers: list[BoundField]
    alike: BoundField | None
    segments: list[tuple[BoundField, BoundField]]


class PolicyTried(forms.Form):
    """Every number may be emptied: then it is the policy's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whose: list[str] = []  # who has months of his own, in words
        for name, held in scoring_of(self.policy).items():
            self.initial.setdefault(name, held)
            self.fields[name] = scoring_field(name)
        self.add_months(TierSegment.objects.select_related("branch").order_by("pk"))
        rules = segments_by_kind()
        for kind in TRIED_KINDS:
            self.add_rule(kind, self.followed[kind])
            self.add_segments(kind, rules.get(kind, []))

    @cached_property
    def policy(self) -> Followed:
        return freeze()

    @property
    def followed(self) -> Mapping[str, Any]:
        return self.policy.detectors

    def add_months(self, rows: Iterable[TierSegment]) -> None:
        """Those of each segment, in the order in which nights follow them, and whether all are left out."""
        for place, row in enumerate(rows):
            for name, months in row.by_name.items():
                self.initial.setdefault(f"{name}-{place}", months)
                self.fields[f"{name}-{place}"] = scoring_field(name)
            self.whose.append(str(row))
        if self.whose:
            self.fields["alike"] = forms.BooleanField(
                label=gettext_lazy("Leave these out: for all alike"), required=False
            )

    def add_rule(self, kind: str, rule: Mapping[str, Any]) -> None:
        self.add_switch(kind, rule, title(kind))
        held = held_by(kind, rule)
        for name, field in parameter_fields(kind).items():
            self.initial.setdefault(f"{name}-{kind}", held[name])
            self.fields[f"{name}-{kind}"] = field

    def add_segments(self, kind: str, rows: list[DetectorSegment]) -> None:
        """Switch and weight of each, and whether all are left out; their parameters stay."""
        for place, row in enumerate(rows):
            self.add_switch(f"{kind}-{place}", row.rule, str(row))
        if rows:
            self.fields[f"alike-{kind}"] = forms.BooleanField(
                label=gettext_lazy("Leave these out: for all alike"), required=False
            )

    def add_switch(self, key: str, rule: Mapping[str, Any], words: str) -> None:
        self.initial.setdefault(f"on-{key}", rule["enabled"])
        self.initial.setdefault(f"weight-{key}", rule["weight"])
        self.fields[f"on-{key}"] = forms.BooleanField(label=words, required=False)
        self.fields[f"weight-{key}"] = forms.FloatField(label=words, min_value=0, max_value=1, required=False)

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
    def months(self) -> list[BoundField]:
        return [self[name] for name in MONTHS]

    @property
    def own_months(self) -> list[tuple[str, list[BoundField]]]:
        """(whose, months) of each segment."""
        return [
            (whose, [self[f"{name}-{place}"] for name in MONTHS]) for place, whose in enumerate(self.whose)
        ]

    @property
    def priors(self) -> list[BoundField]:
        return [self[name] for name in PRIORS]

    @property
    def rules(self) -> list[Rule]:
        return [
            Rule(
                self[f"on-{kind}"],
                self[f"weight-{kind}"],
                [self[f"{name}-{kind}"] for name in parameters(KINDS[kind])],
                self[f"alike-{kind}"] if self.followed[kind]["segments"] else None,
                [
                    (self[f"on-{kind}-{place}"], self[f"weight-{kind}-{place}"])
                    for place, _rule in enumerate(self.followed[kind]["segments"])
                ],
            )
            for kind in TRIED_KINDS
        ]

    @property
    def scoring(self) -> dict[str, Any]:
        """Months and priors as they stand in the form."""
        return {name: self.cleaned_data[name] for name in (*MONTHS, *PRIORS)} | {SEGMENTS: self.months_tried}

    @property
    def months_tried(self) -> list[dict[str, Any]]:
        """Of segments, as nights follow them; an emptied one stays the policy's."""
        if self.cleaned_data.get("alike"):
            return []
        return [
            one
            | {"months": [said or held for said, held in zip(self.said(place), one["months"], strict=True)]}
            for place, one in enumerate(self.policy.own_months)
        ]

    def said(self, place: int) -> list[int | None]:
        return [self.cleaned_data.get(f"{name}-{place}") for name in MONTHS]

    @property
    def changed(self) -> dict[str, dict[str, Any]]:
        """Only what differs from the policy."""
        found = {}
        for kind in TRIED_KINDS:
            rule, wanted = self.followed[kind], self.switch(kind, self.followed[kind])
            said, some = self.parameters_of(kind), self.segments_of(kind)
            moved: dict[str, Any] = {}
            if held_by(kind, {"parameters": said}) != held_by(kind, rule):
                moved["parameters"] = said
            if some != rule["segments"]:
                moved["segments"] = some
            if moved or wanted != {"enabled": rule["enabled"], "weight": rule["weight"]}:
                found[kind] = wanted | moved
        return found

    def switch(self, key: str, rule: Mapping[str, Any]) -> dict[str, Any]:
        """On or off, and the weight; an emptied one stays the policy's."""
        weight = self.cleaned_data[f"weight-{key}"]
        return {
            "enabled": self.cleaned_data[f"on-{key}"],
            "weight": rule["weight"] if weight is None else weight,
        }

    def parameters_of(self, kind: str) -> dict[str, Any]:
        """As nights follow them: only what differs from the defaults."""
        held = held_by(kind, self.followed[kind])
        said = {name: self.cleaned_data.get(f"{name}-{kind}") for name in held}
        wanted = {name: held[name] if value is None else value for name, value in said.items()}
        return {
            name: wanted[name] for name, usual in parameters(KINDS[kind]).items() if wanted[name] != usual
        }

    def segments_of(self, kind: str) -> list[dict[str, Any]]:
        """The rules of segments as they are tried, none where all are alike."""
        if self.cleaned_data.get(f"alike-{kind}"):
            return []
        return [
            {**rule, **self.switch(f"{kind}-{place}", rule)}
            for place, rule in enumerate(self.followed[kind]["segments"])
        ]


def segments_by_kind() -> dict[str, list[DetectorSegment]]:
    """In the order in which nights follow them."""
    found: dict[str, list[DetectorSegment]] = {}
    for row in DetectorSegment.objects.select_related("branch").order_by("pk"):
        found.setdefault(row.kind, []).append(row)
    return found


def held_by(kind: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a kind under a rule, as nights take them."""
    limit, held = limits(KINDS[kind]), {**parameters(KINDS[kind]), **rule["parameters"]}
    return {name: limit[name].within(value) for name, value in held.items()}


def parameter_fields(kind: str) -> dict[str, forms.Field]:
    """As on the detector's own page, but each may be emptied."""
    found, limit = {}, limits(KINDS[kind])
    for name, usual in parameters(KINDS[kind]).items():
        found[name] = parameter_field(label(kind, name), name, usual, limit[name])
        found[name].required = False
    return found


def scoring_field(name: str) -> forms.Field:
    """Months from 1 on, priors from 0 to 1, called as in the policy."""
    words = called(name)
    if name in MONTHS:
        return forms.IntegerField(label=words, min_value=1, max_value=120, required=False)
    step = forms.NumberInput(attrs={"step": "0.01"})
    return forms.FloatField(label=words, min_value=0, max_value=1, required=False, widget=step)
