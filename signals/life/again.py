"""When a signal that somebody settled or called false speaks again, and how long what was said is kept. Pure.

It speaks again when it is 0.2 stronger than then. Near full strength there is no room for that: there half of
the way to 1 is enough, and so is half as much again of the number that its kind counts.
"""

from collections.abc import Mapping

import pandas as pd

STRONGER = 0.2
HALF_AGAIN = 1.5
# A signal that is found again so soon is the same, and what people said of it still holds.
ABSENT_DAYS = 14
# The number of its evidence that grows as a kind gets worse, where it has one.
GROWS: Mapping[str, str] = {
    "lapsed_visit": "now",
    "no_second_visit": "days",
    "payment_delay": "overdue_days",
    "order_payment": "now",
    "unpaid_orders": "days",
    "arrears": "count",
    "unmet_expectation": "recent",
    "reopened_complaint": "count",
    "breached_complaint": "count",
    "broken_promise": "count",
    "returned_goods": "count",
    "warranty_claims": "count",
    "inquiry_without_order": "count",
    "offer_mismatch": "count",
    "price_over_market": "over",
    "price_rise": "rise",
    "clashing_terms": "count",
    "competitor_named": "count",
    "declined_work": "count",
    "unanswered_need": "count",
    "doubtful_quality": "doubted",
}


def speaks_again(settled: pd.DataFrame) -> pd.Series:
    """Which of them have grown clearly worse. Columns kind, strength, numbers, settled_strength and
    settled_numbers (empty where they were not kept).
    """
    then = settled.settled_strength.astype(float)
    room = (1 - then) / 2
    stronger = settled.strength > then + room.clip(upper=STRONGER)
    rows = zip(settled.kind, settled.numbers, settled.settled_numbers, strict=True)
    grown = pd.Series([has_grown(*row) for row in rows], index=settled.index, dtype=bool)
    return stronger | grown & (then > 1 - STRONGER)


def has_grown(kind: str, now: Mapping[str, float], then: Mapping[str, float]) -> bool:
    """Whether the number that the kind counts is half as much again as then."""
    name = GROWS.get(kind, "")
    before = then.get(name, 0)
    return before > 0 and now.get(name, 0) >= HALF_AGAIN * before
