"""What the card of a model says: how it came about, what it reached, what it cannot know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from signals.backtests import drawing
from signals.backtests.figures import auc_within
from signals.models import ChurnModel, NightlyRun
from signals.sentences.factors import NAMES

WHOSE: Mapping[str, Any] = {
    "model": gettext_lazy("This model"),
    "champion": gettext_lazy("The one in use before"),
    "p0": gettext_lazy("Rhythm alone"),
    "prior": gettext_lazy("The policy's prior"),
}
VERDICTS: Mapping[str, Any] = {
    "better": gettext_lazy("It came into use: its chances were nearer to what came than those before."),
    "fresher": gettext_lazy(
        "It came into use: no worse than the one before, which had learned long ago and was due for a change."
    ),
    "worse": gettext_lazy("It did not come into use: the one before was nearer to what came."),
    "no_better": gettext_lazy("It did not come into use: it was not clearly better than the one before."),
    "cannot_tell": gettext_lazy("It did not come into use: there were too few customers to tell."),
    "older": gettext_lazy("It did not come into use: the one in use had learned of later days."),
}
LIFETIMES: Mapping[str, Any] = {
    "did not converge": gettext_lazy("did not converge"),
    "nobody drops out": gettext_lazy("found nobody who drops out"),
    "the fit runs away": gettext_lazy("ran to its bounds"),
}
KINDS = {"mbg": "MBG/NBD", "bg": "BG/NBD", "nbd": "NBD"}
LEARNING: Mapping[str, Any] = {
    "the history is too short": gettext_lazy("The history is too short to learn from: it goes by rhythm."),
    "too few customers left, or too few stayed": gettext_lazy(
        "Too few customers left, or too few stayed, to learn from: it goes by rhythm."
    ),
    "nothing tells customers apart": gettext_lazy(
        "Nothing tells those who left from those who stayed yet: it goes by rhythm."
    ),
}
BASES: Mapping[str, Any] = {
    "lifetimes": pgettext_lazy("model", "rhythm alone"),
    "learned": pgettext_lazy("model", "learned from own history"),
}
FACTORS: Mapping[str, Any] = {
    "rhythm": gettext_lazy("How late against their own rhythm"),
    "habit": gettext_lazy("All their visits together"),
    "frequency": gettext_lazy("How often they came of late"),
    "spend": gettext_lazy("How much they spent of late"),
    "amounts": gettext_lazy("Their usual and their last invoice"),
    "returns": gettext_lazy("What they brought back"),
    "tenure": gettext_lazy("How long they have been customers"),
    "regularity": gettext_lazy("How evenly they come"),
    "season": gettext_lazy("Time of year"),
    "away": gettext_lazy("Months without a purchase"),
    **NAMES,
}
SHOWN_NIGHTS = 5


@dataclass(frozen=True)
class Reached:
    """What one set of chances reached on days after the teaching. within: 95 % interval of the AUC."""

    name: str
    measures: Mapping[str, float]
    within: list[float] | None
    tells_spend = True


@dataclass(frozen=True)
class Card(drawing.Plotted):
    """A model for its page; a template reads it."""

    row: ChurnModel

    @property
    def months(self) -> int:
        """How long the history was that it learned from; 0 where its facts do not tell."""
        return self.row.months

    @property
    def basis(self) -> str:
        """What its chances rest on, in one sentence."""
        facts, months = self.row.facts, self.months
        if self.row.basis == ChurnModel.Basis.LEARNED:
            words = ngettext(
                "Learned from your own %(months)s month", "Learned from your own %(months)s months", months
            )
            return words % {"months": months} if months else str(BASES["learned"])
        return str(LEARNING.get(str(facts.get("learning")), BASES["lifetimes"]))

    @property
    def origins(self) -> list[date]:
        """The past days that it was asked about while it learned, the newest first."""
        return [date.fromordinal(day) for day in self.row.facts.get("origins", [])]

    @property
    def fell_back(self) -> list[str]:
        """What was wished for and did not work, each with its reason."""
        said = str(self.row.facts.get("lifetimes", ""))
        pairs = [part.split(": ", 1) for part in said.split("; ") if ": " in part]
        return [
            _("%(model)s %(why)s; the next simpler one took its place.")
            % {"model": KINDS.get(kind, kind), "why": LIFETIMES.get(why, why)}
            for kind, why in pairs
        ]

    @cached_property
    def reached(self) -> list[Reached]:
        """Itself first, then whom it was measured against."""
        found = self.row.measures
        return [
            Reached(str(name), found[whose], self.within(found[whose]))
            for whose, name in WHOSE.items()
            if found.get(whose)
        ]

    def within(self, measures: Mapping[str, float]) -> list[float] | None:
        """Of one day with as many customers as they had on average: days are not independent."""
        days = self.row.measures.get("cutoffs", [])
        if not days:
            return None
        customers = sum(day["customers"] for day in days) / len(days)
        left = sum(day["customers"] * day["base"] for day in days) / len(days)
        return auc_within(measures["auc"], round(left), round(customers - left))

    @property
    def measured_days(self) -> list[date]:
        return [date.fromisoformat(day["day"]) for day in self.row.measures.get("cutoffs", [])]

    @property
    def weights(self) -> list[tuple[str, float]]:
        """(factor, its share of all that moves the customers' chances), the greatest first."""
        found = self.row.facts.get("weights", {})
        whole = sum(found.values()) or 1
        greatest = sorted(found.items(), key=lambda one: -one[1])  # JSON in the database keeps no order
        return [(str(FACTORS[name]), weight / whole) for name, weight in greatest]

    @property
    def bins(self) -> list[dict[str, float]]:
        return self.row.measures.get("bins", [])

    @property
    def verdict(self) -> str:
        """What the contest said, empty where there was none."""
        return str(VERDICTS.get(str(self.row.verdict.get("why")), ""))

    @property
    def contest(self) -> Mapping[str, Any] | None:
        """The numbers behind the verdict: gain with its interval, customers."""
        return self.row.verdict if "gain" in self.row.verdict else None

    @property
    def by_hand(self) -> dict[str, Any] | None:
        """Who put it into use, when, why, and over which one."""
        chosen = self.row.verdict.get("by_hand")
        return chosen and {**chosen, "at": datetime.fromisoformat(chosen["at"])}

    @property
    def nights(self) -> tuple[int, list[NightlyRun]]:
        """(how many nights followed it, the newest of them)."""
        followed = NightlyRun.objects.filter(policy__model__number=self.row.number)
        return followed.count(), list(followed.only("day", "policy_version")[:SHOWN_NIGHTS])
