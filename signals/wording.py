"""Detectors in words, for the people who set them: names, what each does, what its numbers mean."""

from dataclasses import fields
from types import ModuleType

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GROUPS: dict[str, str | Promise] = {
    "frequency": _("How often and for what they come"),
    "money": _("How they pay"),
    "expectation": _("What they expected of us"),
    "sale": _("Before a sale"),
    "agreement": _("Contracts and prices"),
    "people": _("Who knows whom"),
    "promise": _("What we promised"),
    "competitor": pgettext_lazy("group of detectors", "Competitors"),
    "need": _("Needs that wait"),
}
TITLES: dict[str, str | Promise] = {
    "lapsed_visit": _("Lapsed visit"),
    "falling_frequency": _("Falling frequency"),
    "falling_spend": _("Falling spend"),
    "falling_category": _("Falling in one category"),
    "narrowing_range": _("Narrowing range"),
    "no_second_visit": _("No second visit"),
    "payment_delay": _("Payment delay"),
    "order_payment": _("Orders paid later"),
    "unpaid_orders": _("Unpaid orders"),
    "arrears": _("Deliberate arrears"),
    "unmet_expectation": _("Unmet expectation"),
    "reopened_complaint": _("Reopened complaint"),
    "breached_complaint": _("Missed deadline"),
    "falling_scores": _("Falling ratings"),
    "low_quality": _("Low service quality"),
    "doubtful_quality": _("Doubtful ratings"),
    "returned_goods": _("Returned goods"),
    "warranty_claims": _("Warranty claims"),
    "inquiry_without_order": _("Inquiries without order"),
    "offer_mismatch": _("Not offered what was asked for"),
    "price_over_market": _("Price over market"),
    "price_rise": _("Sharp price rise"),
    "clashing_terms": _("Clashing terms"),
    "contract_ending": _("Contract ending"),
    "single_threaded": pgettext_lazy("signal", "Single-threaded"),
    "decision_maker_left": _("Decision maker left"),
    "owner_left": _("Account manager left"),
    "owner_leaving": _("Account manager leaving"),
    "broken_promise": _("Broken promise"),
    "competitor_named": _("Competitor named"),
    "competitor_active": _("Competitor active"),
    "declined_work": pgettext_lazy("signal", "Declined work"),
    "unanswered_need": _("Unanswered wish"),
    "tier": _("Time away"),
}
# Tiers without the months at which they begin, which are policy and differ between customers.
TIER_NAMES: dict[int, str | Promise] = {
    1: _("Current"),
    2: pgettext_lazy("tier", "SMS"),
    3: pgettext_lazy("tier", "Call"),
    4: pgettext_lazy("tier", "Recall"),
}
DOES: dict[str, str | Promise] = {
    "lapsed_visit": _("Silent for longer than the own rhythm explains: usual gap and twice its spread."),
    "falling_frequency": _("Markedly fewer visits than in the same time before."),
    "falling_spend": _("Comes as often, and spends markedly less than in the same time before."),
    "falling_category": _("Still comes, but hardly any more for one category, or not when it was due."),
    "narrowing_range": _("Still comes, for fewer categories than in the year before."),
    "no_second_visit": _("Came once; 80 of 100 who came again had done so by then."),
    "payment_delay": _("Pays invoices later than the year before, or lets them fall overdue."),
    "order_payment": _("The wait from order to payment grows."),
    "unpaid_orders": _("An order has stayed unpaid."),
    "arrears": _("Overdue, and marked as deliberate or as bad debt."),
    "unmet_expectation": _("A complaint is open or recent, or the last rating is 1 or 2 of 5."),
    "reopened_complaint": _("A complaint that counted as solved came back within half a year."),
    "breached_complaint": _("We answered or solved a complaint later than we have to."),
    "falling_scores": _("Ratings of half a year lie below those of the year before."),
    "low_quality": _(
        "The service-quality index of this customer is low: ratings, complaints, surveys, inspections."
    ),
    "doubtful_quality": _(
        "The truth check doubts his ratings. Told to managers only; moves no score and no list."
    ),
    "returned_goods": _("Several returns in a year, or a refund that is overdue."),
    "warranty_claims": _("Claims refused, undecided for long, or several in a year."),
    "inquiry_without_order": _("Asked several times within a year, and no order followed."),
    "offer_mismatch": _("Was offered something else than was asked for, or nothing, and did not order."),
    "price_over_market": _("A contract price above the market, near its signature or its end."),
    "price_rise": _("A new contract that is sharply dearer than the one before."),
    "clashing_terms": _("Terms of a contract clash with the customer's own; more so near its end."),
    "contract_ending": _("A contract nears its end; no talk is noted and no quote was made."),
    "single_threaded": _("A company is known to us by one person, or to one of us only."),
    "decision_maker_left": _("The contact who decides has left."),
    "owner_left": _("The account manager who knew the customer has left us."),
    "owner_leaving": _("The account manager will leave. Told to managers only; moves no score and no list."),
    "broken_promise": _("A promise was broken within half a year, or is overdue. Kept late is kept."),
    "competitor_named": _("A competitor of the list was named in a contact within half a year."),
    "competitor_active": _("A competitor courts customers like this one since a day of the list."),
    "declined_work": _("Recommended work was declined, and nobody has asked again."),
    "unanswered_need": _("A suggestion or defect was voiced, and we have not answered."),
}
LABELS: dict[str, str | Promise] = {
    "begins": _("begins above"),
    "certain": _("full strength at"),
    "late_begins": _("late: begins above, days"),
    "late_certain": _("late: full strength at, days"),
    "days": _("days in which it counts"),
    "days_certain": _("full strength this many days before"),
    "min_recent": _("at least so many lately"),
    "min_before": _("at least so many before"),
    "min_missing": _("at least so many fewer"),
    "min_visits": _("at least so many visit days"),
    "min_spend": _("at least so much spent before"),
    "min_times": _("own rhythm from so many times"),
    "due_begins": _("own rhythm: begins above, times the usual window"),
    "due_certain": _("own rhythm: full strength at, times the usual window"),
    "min_span_days": _("own rhythm: first to last time at least, days"),
    "min_away_days": _("own rhythm: away for at least, days"),
    "min_silent_days": _("silent for at least, days"),
    "own_from": _("own rhythm from so many visit days"),
    "steady": _("share of the visits that is left at least"),
    "share_known": _("share where others of us know them"),
    "of_deliberate": _("strength, deliberate arrears"),
    "of_bad_debt": _("strength, bad debt"),
    "of_low": _("strength, low severity"),
    "of_medium": _("strength, medium severity"),
    "of_high": _("strength, high severity"),
    "of_safety": _("strength, safety"),
    "of_age": _("more with age, up to"),
    "of_one": _("strength of one"),
    "of_more": _("strength of several"),
    "of_worst_score": _("strength of a rating of 1"),
    "of_low_score": _("strength of a rating of 2"),
    "of_refused": _("strength of a refused claim"),
    "of_theirs": _("strength, one contact"),
    "of_ours": _("strength, one of us"),
    "of_both": _("strength, one on both sides"),
    "of_replaced": _("strength, another one decides"),
    "of_nobody": _("strength, nobody else"),
    "of_known": _("strength, others of us know them"),
    "of_overdue": _("strength of an overdue promise"),
    "of_outside": _("more where a body outside sent it on to us"),
    "min_answers": _("at least so many answers"),
    "min_ratings": _("at least so many ratings"),
}
# In which unit "begins above" and "full strength at" are said.
UNITS: dict[str, str | Promise] = {
    "lapsed_visit": _("times the usual window"),
    "no_second_visit": _("times the usual wait"),
    **dict.fromkeys(
        (
            "falling_frequency",
            "falling_spend",
            "falling_category",
            "narrowing_range",
            "price_over_market",
            "price_rise",
            "doubtful_quality",
        ),
        _("share, 0 to 1"),
    ),
    **dict.fromkeys(
        ("payment_delay", "order_payment", "unpaid_orders", "declined_work", "unanswered_need"),
        pgettext_lazy("unit", "days"),
    ),
    "falling_scores": _("points of five"),
    "low_quality": _("points missing to 100"),
    "reopened_complaint": _("complaints"),
    "breached_complaint": _("complaints"),
    "returned_goods": _("returns"),
    "warranty_claims": _("claims"),
    "inquiry_without_order": _("inquiries"),
    "offer_mismatch": _("inquiries"),
    "broken_promise": _("promises"),
    "competitor_named": _("times"),
}
STRENGTHS = ((0.66, _("strong")), (0.33, _("medium")), (0.0, _("weak")))
# Pairs of which the first must stay below the second.
PAIRS = (
    ("begins", "certain"),
    ("late_begins", "late_certain"),
    ("due_begins", "due_certain"),
    ("days_certain", "days"),
)


def label(kind: str, name: str) -> str:
    """A parameter in words, with its unit where the kind says it."""
    words = capfirst(str(LABELS[name]))
    return f"{words} ({UNITS[kind]})" if name in ("begins", "certain") and kind in UNITS else words


def strength(value: float) -> str:
    """How strong a signal of strength 0 to 1 is, in one word."""
    return str(next(word for least, word in STRENGTHS if value >= least))


def parameters(detector: ModuleType) -> dict[str, int | float]:
    """The detector's parameters with their defaults, in the order of its file."""
    return {field.name: field.default for field in fields(detector.Policy)}  # type: ignore[misc]
