"""A frame of features with everything unremarkable, for the tests of detectors."""

import json

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
    "open_breached": 0,
    "open_severity": np.nan,
    "open_days": np.nan,
    "open_cause": None,
    "recent_complaints": 0,
    "open_sender": None,
    "open_sender_days": np.nan,
    "recent_outside": 0,
    "recent_sender": None,
    "quality": np.nan,
    "quality_answers": 0,
    "score": np.nan,
    "score_days": np.nan,
    "score_recent": np.nan,
    "scores_recent": 0,
    "score_before": np.nan,
    "scores_before": 0,
    **dict.fromkeys(COUNTS, 0),
    "contacts": 2,
    "contacts_left": 0,
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
            "categories",
            "due_gap",
            "due_silent",
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


OF_A_CATEGORY = {"name": "Oil", "now": 0, "before": 0, "times": 0, "gap": 0.0, "spread": 0.0, "silent": 0}


def categories(*given: dict) -> str:
    """The categories of a customer as a night reads them. What is not given accuses nobody."""
    return json.dumps([list((OF_A_CATEGORY | one).values()) for one in given])


def features(*rows: dict, **changed: object) -> pd.DataFrame:
    """One customer a row (or just one), numbered from 1, unremarkable but for what is given."""
    made = [{**USUAL, **row} for row in rows or (changed,)]
    frame = pd.DataFrame(made, index=pd.RangeIndex(1, len(made) + 1, name="customer_id"))
    return frame.infer_objects()
