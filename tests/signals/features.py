"""A frame of features with everything unremarkable, for the tests of detectors."""

import numpy as np
import pandas as pd

from signals.facts import COUNTS

USUAL = {
    "branch_id": 1,
    "owner_id": 1,
    "vip": 0,
    "customer_kind": "person",
    "last_visit": pd.Timestamp("2026-05-01"),
    "silent_days": 46,
    "tenure_days": 900,
    "visit_days": 10,
    "gaps": 9,
    "gap_median": 92.0,
    "gap_mad": 14.0,
    "usual_gap": 90.0,
    "yearly_spend": 1000.0,
    "visits_12": 4,
    "visits_12_before": 4,
    "visits_6": 2,
    "visits_6_before": 2,
    "spend_12": 1000.0,
    "spend_12_before": 1000.0,
    "spend_6": 500.0,
    "spend_6_before": 500.0,
    "late_recent": np.nan,
    "late_before": np.nan,
    "paid_recent": 0,
    "paid_before": 0,
    "overdue_count": 0,
    "overdue_days": 0,
    "overdue_amount": 0.0,
    "open_complaints": 0,
    "open_severity": np.nan,
    "open_days": np.nan,
    "open_cause": None,
    "recent_complaints": 0,
    "score": np.nan,
    "score_days": np.nan,
    "score_recent": np.nan,
    "scores_recent": 0,
    "score_before": np.nan,
    "scores_before": 0,
    **dict.fromkeys(COUNTS, 0),
    "contacts": 2,
    "bonded": 2,
    "deciders": 1,
    "lines": 1,
    "competitor_times": 0,
    **dict.fromkeys(
        (
            "wait_recent",
            "wait_before",
            "mark",
            "mark_days",
            "category",
            "reopened_days",
            "breached_days",
            "broken_days",
            "overdue_promise_days",
            "unordered_days",
            "mismatch_days",
            "over_market",
            "price_rise",
            "clash_ends_in",
            "ends_in",
            "decider_left_days",
            "owner_left_days",
            "owner_leaves_in",
            "competitor",
            "competitor_days",
            "rival",
            "rival_days",
        ),
        np.nan,
    ),
    "second_visit_within": 120.0,
}


def features(*rows: dict, **changed: object) -> pd.DataFrame:
    """One customer a row (or just one), numbered from 1, unremarkable but for what is given."""
    made = [{**USUAL, **row} for row in rows or (changed,)]
    frame = pd.DataFrame(made, index=pd.RangeIndex(1, len(made) + 1, name="customer_id"))
    return frame.infer_objects()
