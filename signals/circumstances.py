"""What the desk and the books knew of customers on a day, as numbers to learn from: beside their purchases.

The night's own queries, whose answers are those of the past day. For a night's shard: columns_of(features).
For the customers that are learned from: read_circumstances, on each day that teaches.

Left out is what says nothing about the day: marks that people set without one (VIP, how close a contact
is), the branch, the kind of customer and the list of competitors, which are today's; and that the owner is
about to leave, which managers alone are told.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from churn_crm import clock
from signals import facts
from signals.facts import causes
from signals.features import COMPLAINTS, INVOICES, SCORES, beside, by_customer

AT_A_TIME = 20_000  # customers a query
SOME = "{0}customer_id = ANY(%(customers)s)"
RANGE = "{0}customer_id BETWEEN %(first)s AND %(last)s"  # shorter to say where most of a range is meant
QUERIES = (INVOICES, COMPLAINTS, SCORES, *facts.QUERIES)

# Name of the part → the night's column.
COLUMNS = {
    "complaint_open": "open_complaints",
    "complaint_severity": "open_severity",
    "complaint_open_days": "open_days",
    "complaint_recent": "recent_complaints",
    **{f"complaint_{count}": count for count in causes.COUNTS},
    "complaint_reopened": "reopened",
    "complaint_breached": "breached",
    "survey_last": "score",
    "survey_recent": "score_recent",
    "survey_before": "score_before",
    "invoice_late_recent": "late_recent",
    "invoice_late_before": "late_before",
    "invoice_overdue": "overdue_count",
    "invoice_overdue_days": "overdue_days",
    "invoice_overdue_amount": "overdue_amount",
    "order_wait_recent": "wait_recent",
    "order_wait_before": "wait_before",
    "order_unpaid": "unpaid_orders",
    "order_unpaid_days": "unpaid_days",
    "arrears_mark_days": "mark_days",
    "promise_broken": "promises_broken",
    "promise_overdue": "promises_overdue",
    "need_unanswered": "needs",
    "need_days": "need_days",
    "inquiry_unordered": "unordered",
    "inquiry_unordered_days": "unordered_days",
    "inquiry_mismatches": "mismatches",
    "contract_over_market": "over_market",
    "contract_price_rise": "price_rise",
    "contract_clashes": "clashes",
    "contract_ends_in": "ends_in",
    "people_contacts": "contacts",
    "people_lines": "lines",
    "people_decider_left_days": "decider_left_days",
    "people_owner_left_days": "owner_left_days",
    "range_now": "range_now",
    "range_before": "range_before",
    "range_fallen_now": "category_now",
    "range_fallen_before": "category_before",
    "range_due_gap": "due_gap",
    "range_due_silent": "due_silent",
    "return_count": "returns",
    "return_refunds_late": "refunds_late",
    "claim_count": "claims",
    "claim_refused": "claims_refused",
    "claim_open_days": "claim_open_days",
    "work_declined": "declined",
    "work_declined_days": "declined_days",
}
# What grew worse: name → (recent, before).
TRENDS = {
    "survey_trend": ("survey_recent", "survey_before"),
    "invoice_late_trend": ("invoice_late_recent", "invoice_late_before"),
    "order_wait_trend": ("order_wait_recent", "order_wait_before"),
    "range_trend": ("range_now", "range_before"),
}
# How late against its own rhythm: name → (days since, usual gap).
RHYTHMS = {"range_due_late": ("range_due_silent", "range_due_gap")}

# What the gravest open complaint is about.
OF_CAUSE = {f"complaint_of_{group}": of for group, of in causes.CAUSES.items()}
NAMES = (*COLUMNS, *TRENDS, *RHYTHMS, *OF_CAUSE)


def read_circumstances(customers: np.ndarray, as_of: int) -> pd.DataFrame:
    """One row for each of these customers (ids), in their order. as_of: ordinal; see columns_of."""
    day = date.fromordinal(as_of)
    firsts = range(0, max(len(customers), 1), AT_A_TIME)
    return pd.concat([columns_of(known_of(customers[first : first + AT_A_TIME], day)) for first in firsts])


def known_of(customers: np.ndarray, as_of: date) -> pd.DataFrame:
    """The night's columns for some customers, without those of visits."""
    who, params = who_of(customers)
    params |= {"as_of": as_of, "end": clock.end_of(as_of)}
    found = pd.DataFrame(index=pd.Index(customers, name="customer_id"))
    return beside(found, [by_customer(query, params, who=who) for query in QUERIES])


def who_of(customers: np.ndarray) -> tuple[str, dict[str, Any]]:
    """The condition that picks these customers, as `read` wants it, and its parameters."""
    first, last = (int(customers.min()), int(customers.max())) if len(customers) else (0, 0)
    if len(customers) * 2 > last - first:
        return RANGE, {"first": first, "last": last}
    return SOME, {"customers": customers.tolist()}


def columns_of(features: pd.DataFrame, *, asked: Collection[str] | None = None) -> pd.DataFrame:
    """Numbers to learn from, out of the night's features (signals.features); missing means not known.

    asked: the names of those that are wanted; others among them are none of ours. None: all.
    """
    names = [name for name in NAMES if asked is None or name in asked]
    return pd.DataFrame({name: column_of(features, name) for name in names}, index=features.index)


def column_of(features: pd.DataFrame, name: str) -> pd.Series:
    """One of NAMES."""
    if name in COLUMNS:
        return features[COLUMNS[name]].astype(float)
    if name in TRENDS:
        now, before = (column_of(features, of) for of in TRENDS[name])
        return now - before
    if name in RHYTHMS:
        silent, gap = (column_of(features, of) for of in RHYTHMS[name])
        return silent / gap
    return features["open_cause"].isin(OF_CAUSE[name]).astype(float)
