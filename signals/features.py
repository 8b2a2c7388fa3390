"""One night's features of a shard of customers: one pass over each fact table, in SQL.

Only what was known at the end of `as_of` is seen: what happened, was paid, logged or solved later is not.
"""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from signals.copying import read_frame

# Known as of the day: came before it, or was entered by then without a visit yet.
CUSTOMERS = """
SELECT c.id AS customer_id, c.branch_id, c.owner_id, c.vip::int AS vip
FROM customers_customer c
WHERE c.id BETWEEN %(first)s AND %(last)s AND (
    COALESCE(c.since, c.created_at::date) <= %(as_of)s
    OR EXISTS (SELECT FROM customers_visit v WHERE v.customer_id = c.id AND v.day <= %(as_of)s))
ORDER BY c.id
"""

# No joins: with the statistics of a table that was just imported, PostgreSQL would pick a nested loop.
# Spend is what visits that count brought, less returns. The year of trailing spend ends with the last visit.
VISITS = """
WITH days AS (
    SELECT customer_id, day,
        bool_or(counts AND amount >= 0) AS counts,
        bool_or(counts AND in_rhythm AND amount >= 0) AS rhythm,
        sum(amount) AS spend
    FROM customers_visit
    WHERE customer_id BETWEEN %(first)s AND %(last)s AND customer_id %% %(each)s = 0
        AND day <= %(as_of)s AND (counts OR amount < 0)
    GROUP BY customer_id, day
), told AS (
    SELECT customer_id, day, counts, spend,
        CASE WHEN rhythm THEN day - max(day) FILTER (WHERE rhythm) OVER earlier END AS gap,
        max(day) FILTER (WHERE counts) OVER (PARTITION BY customer_id) AS last_visit
    FROM days
    WINDOW earlier AS (PARTITION BY customer_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), summed AS (
    SELECT customer_id, last_visit, %(as_of)s::date - last_visit AS silent_days,
        %(as_of)s::date - min(day) FILTER (WHERE counts) AS tenure_days,
        count(*) FILTER (WHERE counts) AS visit_days,
        array_agg(gap) FILTER (WHERE gap IS NOT NULL) AS own_gaps,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap_median,
        sum(spend) FILTER (WHERE day > last_visit - interval '1 year') AS yearly_spend,
        sum(spend) FILTER (WHERE {window}) AS window_spend,
        count(*) FILTER (WHERE counts AND {window}) AS window_visits,
        {windows}
    FROM told WHERE last_visit IS NOT NULL GROUP BY customer_id, last_visit
)
SELECT {columns}, COALESCE(cardinality(own_gaps), 0) AS gaps, (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(gap - gap_median)) FROM unnest(own_gaps) AS gap
) AS gap_mad
FROM summed ORDER BY customer_id
"""

OF_VISITS = (
    "customer_id",
    "last_visit",
    "silent_days",
    "tenure_days",
    "visit_days",
    "gap_median",
    "yearly_spend",
    "window_spend",
    "window_visits",
)
# Name of the window → days back: from (exclusive) and to (inclusive).
WINDOWS = {"12": (365, 0), "12_before": (730, 365), "6": (182, 0), "6_before": (364, 182)}
# What echelons look at: as many months as the policy says, up to the last visit.
LATELY = "day > last_visit - make_interval(months => %(window)s)"
WITHIN = "day > %(as_of)s::date - {start} AND day <= %(as_of)s::date - {end}"

# Late from `late_from` on, as on the pages; without one (its statement was not sent) it is not late.
INVOICES = """
SELECT customer_id,
    avg(late) FILTER (WHERE recent) AS late_recent, count(*) FILTER (WHERE recent) AS paid_recent,
    avg(late) FILTER (WHERE NOT recent) AS late_before, count(*) FILTER (WHERE NOT recent) AS paid_before,
    count(*) FILTER (WHERE overdue > 0) AS overdue_count,
    COALESCE(max(overdue) FILTER (WHERE overdue > 0), 0) AS overdue_days,
    COALESCE(sum(amount) FILTER (WHERE overdue > 0), 0) AS overdue_amount
FROM (
    SELECT customer_id, amount, paid_on > %(as_of)s::date - 180 AS recent,
        CASE WHEN paid_on <= %(as_of)s AND paid_on > %(as_of)s::date - 545
            THEN greatest(paid_on - late_from, 0) END AS late,
        CASE WHEN paid_on IS NULL OR paid_on > %(as_of)s THEN %(as_of)s::date - late_from END AS overdue
    FROM customers_invoice
    WHERE customer_id BETWEEN %(first)s AND %(last)s AND issued_on <= %(as_of)s AND amount > 0
        AND voided_on IS NULL
) AS invoice
WHERE late IS NOT NULL OR overdue > 0
GROUP BY customer_id
"""

COMPLAINTS = """
SELECT customer_id,
    count(*) FILTER (WHERE unsolved) AS open_complaints,
    max(severity) FILTER (WHERE unsolved) AS open_severity,
    %(as_of)s::date - min(day) FILTER (WHERE unsolved) AS open_days,
    (array_agg(cause ORDER BY severity DESC, day, id) FILTER (WHERE unsolved))[1] AS open_cause,
    count(*) FILTER (WHERE day > %(as_of)s::date - 180) AS recent_complaints
FROM (
    SELECT id, customer_id, day, severity, cause, solved_on IS NULL OR solved_on > %(as_of)s AS unsolved
    FROM desk_complaint WHERE customer_id BETWEEN %(first)s AND %(last)s AND day <= %(as_of)s
) AS complaint
GROUP BY customer_id
"""

SCORES = """
SELECT DISTINCT ON (customer_id) customer_id, score, %(as_of)s::date - day AS score_days
FROM desk_satisfactionscore
WHERE customer_id BETWEEN %(first)s AND %(last)s AND day <= %(as_of)s AND day > %(as_of)s::date - 90
ORDER BY customer_id, day DESC, id DESC
"""

# Where a customer has none of a fact; other columns stay missing, which means "not known".
NONE = {
    "visit_days": 0,
    "gaps": 0,
    "tenure_days": 0,
    "yearly_spend": 0,
    "window_spend": 0,
    "window_visits": 0,
    "paid_recent": 0,
    "paid_before": 0,
    "overdue_count": 0,
    "overdue_days": 0,
    "overdue_amount": 0,
    "open_complaints": 0,
    "recent_complaints": 0,
    **{f"{what}_{window}": 0 for what in ("visits", "spend") for window in WINDOWS},
}


def read_features(*, first: int, last: int, as_of: date, window: int = 12) -> pd.DataFrame:
    """One row per customer of the range, indexed by customer_id. Days are counted back from `as_of`.

    window: months that echelons look back.
    last_visit is datetime64; money is float in the branch's currency. Columns as in the queries.
    """
    params = {"first": first, "last": last, "as_of": as_of, "each": 1, "window": window}
    features = read_frame(CUSTOMERS, params).set_index("customer_id")
    for query in (visits_query(), INVOICES, COMPLAINTS, SCORES):
        features = features.join(read_frame(query, params).set_index("customer_id"))
    features = features.fillna(NONE)
    features["last_visit"] = pd.to_datetime(features.last_visit).astype("datetime64[s]")
    features["yearly_spend"] = features.yearly_spend.clip(lower=0)
    return features


def visits_query() -> str:
    """The pass over visits, with one count and one sum for each window."""
    windows = {}
    for name, (start, end) in WINDOWS.items():
        within = WITHIN.format(start=start, end=end)
        windows[f"visits_{name}"] = f"count(*) FILTER (WHERE counts AND {within})"
        windows[f"spend_{name}"] = f"COALESCE(sum(spend) FILTER (WHERE {within}), 0)"
    summed = ",\n        ".join(f"{expression} AS {name}" for name, expression in windows.items())
    return (
        VISITS.replace("{window}", LATELY)
        .replace("{windows}", summed)
        .replace("{columns}", ", ".join([*OF_VISITS, *windows]))
    )


def read_rhythms(params: Mapping[str, object]) -> pd.DataFrame:
    """Visit days, gaps and yearly spend of every `each`-th customer: what a night must know first."""
    return read_frame(visits_query(), params)
