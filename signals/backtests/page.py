"""What the page of a finished back-test shows of one of its days."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from customers.models import Customer
from customers.tiers_in_force import tier_names
from signals.backtests import drawing, words
from signals.backtests.outcomes import GROUPS, Choice, Counts, Outcomes
from signals.backtests.past import CHANGED, MODEL, OTHER_PRIOR, PRIOR, RULES, STORED
from signals.models import BackTest, BackTestDay
from staff.models import Branch, User

KINDS = [Customer.Kind.PERSON, Customer.Kind.COMPANY]  # as signals.backtests.past numbers them


@dataclass(frozen=True)
class Row:
    """One method on the day. links: to the customers of each group, in the order of GROUPS."""

    method: str
    name: str
    role: str
    counts: Counts
    measures: Mapping[str, float] | None
    within: list[float] | None
    links: list[str]

    @property
    def tells_spend(self) -> bool:
        """Signals as a ranking expect none."""
        return self.method not in (RULES, CHANGED)

    @property
    def cells(self) -> list[tuple[int, str]]:
        return list(zip((self.counts.caught, self.counts.missed, self.counts.false), self.links, strict=True))


@dataclass(frozen=True)
class Segment:
    """One segment on the day. tried, in_use: measures; None where it is too small to say anything."""

    name: str
    customers: int
    left: int
    counts: Counts
    tried: Mapping[str, float] | None
    in_use: Mapping[str, float] | None


@dataclass(frozen=True)
class DayPage(drawing.Plotted):
    """A test, one of its days, and whom one would have worked on."""

    test: BackTest
    day: BackTestDay
    choice: Choice

    @cached_property
    def outcomes(self) -> Outcomes:
        return Outcomes.from_bytes(self.day.outcomes)

    @property
    def tried(self) -> str:
        """The method that this test is about."""
        return tried_method(self.test)

    @property
    def in_use(self) -> str:
        """What nights followed when the test was ordered."""
        return in_use_method(self.test)

    @cached_property
    def rows(self) -> list[Row]:
        """What was tried first, then what is in use, the prior, and the rest."""
        wanted = [self.tried, self.in_use, PRIOR, RULES, MODEL]
        there = self.day.figures["methods"]
        return [self.row(method) for method in dict.fromkeys(wanted) if method in there]

    def row(self, method: str) -> Row:
        figures = self.day.figures["methods"][method]
        return Row(
            method,
            words.method_of(self.test, method),
            self.role(method),
            self.outcomes.counts(method, self.choice),
            figures["measures"],
            figures["auc_within"],
            [self.link(method, group) for group in GROUPS],
        )

    def role(self, method: str) -> str:
        roles = [_("tried")] if method == self.tried else []
        return " · ".join([*roles, _("in use")] if method == self.in_use else roles)

    @property
    def not_known(self) -> int:
        """Of how many customers nobody knows yet what came."""
        return int(self.day.facts.get("not_known", 0))

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def others(self) -> list[Row]:
        """What is in use and the prior, to be named beside what was tried."""
        return [row for row in self.rows[1:] if row.method in (self.in_use, PRIOR)]

    def link(self, method: str, group: str) -> str:
        by = {"by": "chance", "n": round(100 * self.choice.chance)} if self.choice.chance is not None else {}
        asked = {
            "day": self.day.cutoff.isoformat(),
            "method": method,
            "group": group,
            "n": self.choice.capacity,
        }
        return urlencode({**asked, **by})

    @property
    def bins(self) -> list[dict[str, float]]:
        return self.day.figures["methods"][self.tried]["bins"]

    @cached_property
    def segments(self) -> list[tuple[str, list[Segment]]]:
        """(kind of segment, its segments), those of nobody left out."""
        heads = {
            "branch": _("Branch"),
            "kind": _("Kind of customer"),
            "echelon": _("Echelon"),
            "tier": _("Tier"),
        }
        names = self.names()
        return [
            (
                head,
                [self.segment(kind, int(value), names[kind]) for value in self.day.figures["segments"][kind]],
            )
            for kind, head in heads.items()
        ]

    def segment(self, kind: str, value: int, names: Mapping[int, str]) -> Segment:
        figures = self.day.figures["segments"][kind][str(value)]
        methods = figures.get("methods", {})
        return Segment(
            names.get(value, _("not known")),
            figures["customers"],
            figures["left"],
            self.outcomes.counts_of(self.tried, self.choice, kind, value),
            methods.get(self.tried),
            methods.get(self.in_use),
        )

    def names(self) -> dict[str, dict[int, str]]:
        return {
            "branch": {branch.pk: str(branch) for branch in Branch.objects.all()},
            "kind": {number: str(kind.label) for number, kind in enumerate(KINDS)},
            "echelon": {number: _("Echelon %(n)s") % {"n": number} for number in (1, 2, 3)},
            "tier": tier_names(),
        }


@dataclass(frozen=True)
class Behind:
    """Some of those behind a number, most at risk first.

    rows: (customer, chance that was said of him) of whom the reader may see · gone: how many of these are not
    here any more · count: the number · following: where the next ones begin, None at the end.
    """

    rows: list[tuple[Customer, float]]
    gone: int
    count: int
    following: int | None


def behind(shown: DayPage, *, method: str, group: str, begin: int, size: int, reader: User) -> Behind:
    """`size` of the group from place `begin` on: a key, as what a finished test found never changes."""
    places = shown.outcomes.group(method, shown.choice, group)
    part = places[begin : begin + size]
    ids = shown.outcomes.customers[part].tolist()
    seen = Customer.objects.visible_to(reader).select_related("branch", "standing").in_bulk(ids)
    said = shown.outcomes.said[method][part].tolist()
    rows = [(seen[pk], chance) for pk, chance in zip(ids, said, strict=True) if pk in seen]
    following = begin + size
    return Behind(rows, len(ids) - len(seen), len(places), following if following < len(places) else None)


def place_of(text: str) -> int:
    """Of an address; what cannot be read begins at the beginning."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def tried_method(test: BackTest) -> str:
    """The method that the test is about: of signals and prior what is tried in the policy's place, if
    anything."""
    if test.tried == BackTest.Tried.STORED:
        return STORED
    if test.tried == BackTest.Tried.RULES:
        return CHANGED if test.changed or test.scoring else RULES
    if test.tried == BackTest.Tried.MODEL:
        return MODEL
    return OTHER_PRIOR if test.scoring else PRIOR


def in_use_method(test: BackTest) -> str:
    """What nights told chances by: the prior, or a model, which is tried as one learned on the day, because
    itself it knows what came later. Signals move no chance."""
    return MODEL if test.in_use else PRIOR


def days_of(test: BackTest) -> list[tuple[BackTestDay, str, list[Any]]]:
    """(day, basis of its model in words, measures of what is tried, in use, and the prior), newest first."""
    methods = [tried_method(test), in_use_method(test), PRIOR]
    days = test.days.exclude(done_at=None).defer("outcomes")
    return [
        (
            day,
            str(words.BASES[day.facts["basis"]]),
            [day.figures["methods"][method]["measures"] for method in methods],
        )
        for day in days
    ]
