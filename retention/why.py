"""Why a customer is at risk: reasons in points that add up to the shown probability, in his own numbers.

A model gives points to each of its factors; the general prior goes by time away alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Q, Sum
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import figures
from customers.churn_reasons import OF_FACTOR, controllable
from customers.models import Visit
from retention.fall import Fall, fall
from signals.numbers import numbers_behind
from signals.reasons import percent, points_of, usual_of
from signals.sentences.factors import in_words
from signals.tiers import whole_months

if TYPE_CHECKING:
    from retention.brief import Brief, Reason

# Signals that tell of the same thing as a factor: their sentence stands on its line. Only of what the model
# sees: by whom we know each other has no day to learn it from, the quality index is no figure of it, and what
# managers alone are told moves no chance. These are evidence.
TOLD_BY: dict[str, tuple[str, ...]] = {
    "rhythm": ("lapsed_visit", "no_second_visit"),
    "frequency": ("falling_frequency",),
    "spend": ("falling_spend",),
    "returns": ("returned_goods", "warranty_claims"),
    "away": ("lapsed_visit", "no_second_visit"),
    "payment": ("payment_delay", "arrears", "unpaid_orders", "order_payment"),
    "complaints": ("breached_complaint", "reopened_complaint", "unmet_expectation", "falling_scores"),
    "promises": ("broken_promise",),
    "inquiries": ("inquiry_without_order", "offer_mismatch", "unanswered_need", "declined_work"),
    "terms": ("price_over_market", "price_rise", "contract_ending", "clashing_terms"),
    "people": ("decision_maker_left", "owner_left"),
    "goods": ("falling_category", "narrowing_range"),
}
RHYTHM_VISITS = 4  # with fewer visits there is no own rhythm to speak of
MONTH, HALF, YEAR = timedelta(days=30), timedelta(days=182), timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One reason with its points. reason: the open signal that tells of it · share: of the longest bar, 0
    to 1."""

    sentence: SafeString
    points: int
    share: float
    ours: bool
    reason: "Reason | None"


@dataclass(frozen=True)
class Why:
    """usual and chance: percent as shown; usual + the points of all lines = chance · evidence: open signals
    that have no line · by_prior: told by the general prior, which no signal moves."""

    usual: int
    chance: int
    lines: list[Line]
    evidence: "list[Reason]"
    by_prior: bool = False

    @property
    def ours(self) -> list[Line]:
        """What pushes him away and is ours to change, most first."""
        return [line for line in self.lines if line.points > 0 and line.ours]

    @property
    def outside(self) -> list[Line]:
        return [line for line in self.lines if line.points > 0 and not line.ours]

    @property
    def keeps(self) -> list[Line]:
        """What keeps him, most first."""
        return [line for line in reversed(self.lines) if line.points < 0]

    @property
    def ours_points(self) -> int:
        return sum(line.points for line in self.ours)

    @property
    def outside_points(self) -> int:
        return sum(line.points for line in self.outside)

    @property
    def pushed(self) -> int:
        return self.ours_points + self.outside_points

    @property
    def kept(self) -> int:
        """Of those that keep him; below zero."""
        return sum(line.points for line in self.keeps)

    @property
    def tells(self) -> SafeString:
        """The whole in one sentence."""
        if self.by_prior:
            return self.prior_tells
        if not self.pushed:
            return SafeString(
                _("Nothing pushes them away beyond the usual %(usual)d%%.") % {"usual": self.usual}
            )
        said = ngettext(
            "Of %(pushed)d point that pushes them away, <b>%(ours)d is ours to change</b>.",
            "Of %(pushed)d points that push them away, <b>%(ours)d are ours to change</b>.",
            self.pushed,
        )
        return SafeString(said % {"pushed": self.pushed, "ours": self.ours_points})

    @property
    def prior_tells(self) -> SafeString:
        """That it is a prior, and what it goes by."""
        if not self.pushed:
            said = _("General prior: <b>%(usual)d%%</b>, as for everybody who still comes.")
            return SafeString(said % {"usual": self.usual})
        said = ngettext(
            "General prior: %(usual)d%% for who still comes, <b>%(pushed)d point more</b> for time away.",
            "General prior: %(usual)d%% for who still comes, <b>%(pushed)d points more</b> for time away.",
            self.pushed,
        )
        return SafeString(said % {"usual": self.usual, "pushed": self.pushed})

    @property
    def fall(self) -> Fall:
        return fall(usual=self.usual, ours=self.ours_points, outside=self.outside_points, chance=self.chance)


def why(brief: "Brief") -> Why | None:
    """None where no night has told a chance, or one before factors were kept."""
    standing = brief.standing
    if standing is None or standing.probability is None or not standing.factors:
        return None
    found = {factor: one for factor, one in points_of(standing).items() if one}
    # The prior looks at nothing but the time away: a signal that tells of more has no part in its points.
    reasons = [] if brief.from_prior else brief.reasons
    told = {factor: told_by(factor, one, reasons) for factor, one in found.items()}
    numbers = numbers_of(brief, [factor for factor, reason in told.items() if reason is None])
    longest = max((abs(one) for one in found.values()), default=0) or 1
    lines = [
        line_of(factor, one, longest, told[factor], numbers)
        for factor, one in sorted(found.items(), key=lambda pair: -pair[1])
    ]
    lined = {line.reason.kind for line in lines if line.reason}
    return Why(
        usual_of(standing),
        percent(standing.probability),
        lines,
        [reason for reason in brief.reasons if reason.kind not in lined],
        by_prior=brief.from_prior,
    )


def told_by(factor: str, one: int, reasons: "Sequence[Reason]") -> "Reason | None":
    """The signal that speaks for the factor, of several the strongest: for what pushes him away, never for
    what keeps him. reasons: strongest first."""
    kinds = TOLD_BY.get(factor, ()) if one > 0 else ()
    return next((reason for reason in reasons if reason.kind in kinds), None)


def line_of(factor: str, one: int, longest: int, reason: "Reason | None", numbers: dict[str, Any]) -> Line:
    """In the words of the signal that tells of it, else in those of the factor."""
    return Line(
        sentence=reason.sentence if reason else in_words(factor, {**numbers, "points": one}),
        points=one,
        share=abs(one) / longest,
        ours=reason.ours if reason else controllable(OF_FACTOR[factor]),
        reason=reason,
    )


def numbers_of(brief: "Brief", factors: Sequence[str]) -> dict[str, Any]:
    """His own numbers for the sentences of these factors."""
    customer, standing = brief.customer, brief.standing
    assert standing is not None  # noqa: S101 (asked by why alone)
    numbers = numbers_behind(factors, customer=customer.pk, as_of=standing.day) | numbers_of_visits(brief)
    back = brought_back(customer.pk, brief.counted_on) if "returns" in factors else 0
    return numbers | {"brought_back": back}


def numbers_of_visits(brief: "Brief") -> dict[str, Any]:
    """How often he came, how evenly, and what he spent."""
    standing, spent, on = brief.standing, brief.visit_days, brief.counted_on
    assert standing is not None  # noqa: S101 (asked by why alone)
    currency = brief.customer.branch.currency
    paid = [amount for amount in spent.values() if amount > 0] or [Decimal(0)]
    known = months_between(min(spent, default=on), on)
    ahead = timedelta(days=brief.policy.horizon_days)
    numbers = {
        "own": standing.gap_median is not None and standing.visit_days >= RHYTHM_VISITS,
        "usual": standing.gap_median or 0,
        "spread": standing.gap_mad or 0,
        "days": brief.silent_days,
        "months": months_between(standing.last_visit_on, on),
        "months_known": max(known, 1),
        "visits": standing.visit_days,
        "active": len({(on - day) // MONTH for day in spent if on - day < 12 * MONTH}),
        "year": len(within(spent, on, YEAR)),
        "year_before": len(within(spent, on - YEAR, YEAR)),
        "then": len(within(spent, on - YEAR + ahead, ahead)) if known >= 12 else None,
    }
    amounts = {
        "half": sum(within(spent, on, HALF)),
        "half_before": sum(within(spent, on - HALF, HALF)),
        "usual_amount": sum(paid) / len(paid),
        "last_amount": spent[max(spent)] if spent else Decimal(0),
    }
    return numbers | {name: figures.money(amount, currency) for name, amount in amounts.items()}


def within(spent: Mapping[date, Decimal], end: date, span: timedelta) -> list[Decimal]:
    """What was spent on each visit day of the span that ends with `end`."""
    return [amount for day, amount in spent.items() if end - span < day <= end]


def months_between(first: date | None, last: date) -> int:
    """Whole calendar months."""
    return int(whole_months(np.array([first], dtype="datetime64[D]"), np.datetime64(last))[0])


def brought_back(customer_id: int, on: date) -> float:
    """Share of what he bought that he brought back."""
    sums = (
        Visit.objects.of([customer_id])
        .until(on)
        .aggregate(
            bought=Sum("amount", filter=Q(counts=True, amount__gt=0)),
            back=Sum("amount", filter=Q(amount__lt=0)),
        )
    )
    return float(-sums["back"] / sums["bought"]) if sums["back"] and sums["bought"] else 0.0
