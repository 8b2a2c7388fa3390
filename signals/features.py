"""One night's features of a shard of customers: one pass over each fact table, all but visits in SQL.

Only what was known at the end of `as_of` is seen: what happened, was paid, logged or solved later is not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from churn_crm import clock
from customers.balances import open_on, settled_on
from signals import competitors, facts, quality
from signals.competitors import Rival
from signals.copying import read_frame
from signals.facts import causes
from signals.facts.said import BRANDS, SAID
from signals.facts.visits import read_visits
from signals.quality import Measure
from signals.visits import WINDOWS, Visits, visit_features

# Which customers; with `each` only every n-th of them, to ask a sample.
SHARD = "{0}customer_id BETWEEN %(first)s AND %(last)s AND {0}customer_id %% %(each)s = 0"

# Known as of the day: came before it, or was entered by then without a visit yet.
CUSTOMERS = """
SELECT c.customer_id, c.branch_id, c.owner_id, c.vip::int AS vip, c.kind AS customer_kind
FROM (SELECT id AS customer_id, * FROM customers_customer) AS c
WHERE {shard:c} AND (
    CASE WHEN c.since IS NULL THEN c.created_at < %(end)s ELSE c.since <= %(as_of)s END
    OR EXISTS (SELECT FROM customers_visit v WHERE v.customer_id = c.customer_id AND v.day <= %(as_of)s))
ORDER BY c.customer_id
"""

# Hotlines are known by their numbers, and so may be what is sold.
NAMES = ("open_sender", "recent_sender", "category", "categories")
OF_SAID, OF_BRANDS = ["customer_id", "days", "text"], ["customer_id", "brands"]

# Late from `late_from` on, as on the pages; without one (its statement was not sent) it is not late. What was
# declared void later counts as it stood; its day of lateness is gone from the row, so it is worked out again.
# OFFSET 0: what is owed of an invoice is looked up once, not wherever it is spoken of.
INVOICES = f"""
SELECT customer_id,
    avg(late) FILTER (WHERE recent) AS late_recent, count(late) FILTER (WHERE recent) AS paid_recent,
    avg(late) FILTER (WHERE NOT recent) AS late_before, count(late) FILTER (WHERE NOT recent) AS paid_before,
    count(*) FILTER (WHERE overdue > 0) AS overdue_count,
    COALESCE(max(overdue) FILTER (WHERE overdue > 0), 0) AS overdue_days,
    COALESCE(sum(open) FILTER (WHERE overdue > 0), 0) AS overdue_amount
FROM (
    SELECT customer_id, open, settled_on > %(as_of)s::date - 180 AS recent,
        CASE WHEN settled_on > %(as_of)s::date - 545 THEN greatest(settled_on - late_from, 0) END AS late,
        CASE WHEN settled_on IS NULL THEN %(as_of)s::date - late_from END AS overdue
    FROM (
        SELECT customer_id, late_from, open,
            CASE WHEN open <= 0 THEN {settled_on("%(as_of)s", invoice="owed")} END AS settled_on
        FROM (
            SELECT owed.*, {open_on("%(as_of)s", invoice="owed")} AS open
            FROM (
                SELECT id, customer_id, amount, paid_on, late_from FROM customers_invoice
                WHERE {{shard}} AND issued_on <= %(as_of)s AND amount > 0 AND voided_on IS NULL
                UNION ALL
                SELECT id, customer_id, amount, paid_on,
                    CASE WHEN NOT monthly OR statement_sent_on IS NOT NULL
                        THEN greatest(due_on, statement_sent_on) END
                FROM customers_invoice
                WHERE (customer_id, issued_on) IN (
                        SELECT customer_id, issued_on FROM customers_invoice
                        WHERE {{shard}} AND issued_on <= %(as_of)s AND voided_on > %(as_of)s)
                    AND amount > 0 AND voided_on > %(as_of)s
            ) AS owed
            OFFSET 0
        ) AS owed
        OFFSET 0
    ) AS told
) AS invoice
WHERE late IS NOT NULL OR overdue > 0
GROUP BY customer_id
"""  # noqa: S608 (our own words)

# Solved now is solved since then. What is open now, or was solved again later, may have been solved on the
# day: its events say so. Who sent one on to us is known from the moment that it came.
COMPLAINTS = """
SELECT customer_id,
    count(*) FILTER (WHERE unsolved) AS open_complaints,
    count(*) FILTER (WHERE unsolved AND EXISTS (
        SELECT FROM desk_complaintevent AS event
        WHERE event.complaint_id = complaint.id AND event.kind = 'escalated' AND event.at < %(end)s
            AND event.clock IN ('response', 'resolution'))) AS open_breached,
    max(severity) FILTER (WHERE unsolved) AS open_severity,
    %(as_of)s::date - min(day) FILTER (WHERE unsolved) AS open_days,
    (array_agg(cause ORDER BY severity DESC, day, id) FILTER (WHERE unsolved))[1] AS open_cause,
    count(*) FILTER (WHERE day > %(as_of)s::date - 180) AS recent_complaints,
    {by_cause},
    (array_agg(sender ORDER BY day, id) FILTER (WHERE unsolved AND outside))[1] AS open_sender,
    %(as_of)s::date - min(day) FILTER (WHERE unsolved AND outside) AS open_sender_days,
    (array_agg(sender ORDER BY day DESC, id DESC)
        FILTER (WHERE outside AND day > %(as_of)s::date - 180))[1] AS recent_sender,
    count(*) FILTER (WHERE outside AND day > %(as_of)s::date - 180) AS recent_outside
FROM (
    SELECT id, customer_id, day, severity, cause, sender,
        CASE WHEN solved_on <= %(as_of)s THEN false ELSE COALESCE((
            SELECT event.kind <> 'solved' FROM desk_complaintevent AS event
            WHERE event.complaint_id = complaint.id AND event.at < %(end)s
                AND event.kind IN ('solved', 'taken_back', 'reopened')
            ORDER BY event.at DESC, event.id DESC LIMIT 1), true) END AS unsolved,
        sender <> '' AND EXISTS (
            SELECT FROM desk_complaintevent AS event
            WHERE event.complaint_id = complaint.id AND event.kind = 'outside' AND event.at < %(end)s
        ) AS outside
    FROM desk_complaint AS complaint WHERE {shard} AND day <= %(as_of)s
) AS complaint
GROUP BY customer_id
""".replace("{by_cause}", causes.counted(since="%(as_of)s::date - 180"))

# The latest of 90 days, and the mean of 180 days beside that of the year before.
SCORES = """
SELECT customer_id,
    (array_agg(score ORDER BY day DESC, id DESC) FILTER (WHERE day > %(as_of)s::date - 90))[1] AS score,
    %(as_of)s::date - max(day) FILTER (WHERE day > %(as_of)s::date - 90) AS score_days,
    avg(score) FILTER (WHERE recent) AS score_recent, count(*) FILTER (WHERE recent) AS scores_recent,
    avg(score) FILTER (WHERE NOT recent) AS score_before, count(*) FILTER (WHERE NOT recent) AS scores_before
FROM (
    SELECT id, customer_id, score, day, day > %(as_of)s::date - 180 AS recent
    FROM desk_satisfactionscore
    WHERE {shard} AND day <= %(as_of)s AND day > %(as_of)s::date - 545
) AS rated
GROUP BY customer_id
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
    "open_breached": 0,
    "recent_complaints": 0,
    "scores_recent": 0,
    "scores_before": 0,
    "competitor_times": 0,
    "quality_answers": 0,
    "recent_outside": 0,
    **dict.fromkeys(causes.COUNTS, 0),
    **facts.NONE,
    **{f"{what}_{window}": 0 for what in ("visits", "spend") for window in WINDOWS},
}


def read_features(
    *,
    first: int,
    last: int,
    as_of: date,
    window: int = 12,
    rivals: Sequence[Rival] = (),
    measure: Measure | None = None,
    each: int = 1,
    visits: Visits | None = None,
) -> pd.DataFrame:
    """One row per customer of the range, indexed by customer_id. Days are counted back from `as_of`.

    window: months that echelons look back · rivals: the competitors that are known · measure: how the quality
    index is measured; without it nobody has one · each: read only every n-th customer · visits: theirs up to
    that day, where they have been read already.
    last_visit is datetime64; money is float in the branch's currency. Columns as in the queries.
    """
    params = {"first": first, "last": last, "as_of": as_of, "each": each, "window": window}
    params["end"] = clock.end_of(as_of)
    visits = visits or read_visits(first=first, last=last, until=as_of, each=each)
    customers = read(CUSTOMERS, params).set_index("customer_id")
    facts_of = [visit_features(visits, as_of=as_of.toordinal(), months=window)]
    facts_of += [by_customer(query, params) for query in (INVOICES, COMPLAINTS, SCORES, *facts.QUERIES)]
    facts_of += [quality.indices(measure, params, as_of=as_of, read=read)]
    facts_of += [mentioned(params, rivals), courting(customers, params, rivals, as_of)]
    features = beside(customers, facts_of)
    features["yearly_spend"] = features.yearly_spend.clip(lower=0)
    return features


def beside(customers: pd.DataFrame, facts_of: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The customers with all that is known of them; NONE where there is nothing to know.

    customers, facts_of: indexed by customer_id, each customer once.
    """
    known = [spread(found, customers.index) for found in facts_of if not found.empty]
    unknown = {str(name): nothing(found[name]) for found in facts_of if found.empty for name in found}
    together = pd.concat([customers, *known], axis=1).copy()  # each kind of number in one block again
    return pd.concat([together, *alike(unknown, customers.index)], axis=1)


def spread(found: pd.DataFrame, customers: pd.Index) -> pd.DataFrame:
    """Over these customers."""
    known = {name: NONE[name] for name in found if name in NONE}
    return found.reindex(customers).fillna(known)


def alike(values: Mapping[str, Any], customers: pd.Index) -> Iterator[pd.DataFrame]:
    """Columns in which all have the same. Most facts most businesses have none of: of each kind of number one
    row is kept, which stands for everybody's."""
    rows = pd.Series({name: np.asarray(value).dtype for name, value in values.items()}, dtype=object)
    for kind, names in rows.groupby(rows).groups.items():
        row = np.array([values[name] for name in names], dtype=kind)
        yield pd.DataFrame(np.broadcast_to(row, (len(customers), len(row))), customers, names, copy=False)


def nothing(column: pd.Series) -> Any:
    """What a customer has there of whom nothing is known."""
    return NONE.get(str(column.name), np.datetime64("NaT", "s") if column.dtype.kind == "M" else np.nan)


def by_customer(query: str, params: Mapping[str, object], *, who: str = SHARD) -> pd.DataFrame:
    """The rows of a query that gives one row a customer, indexed by him."""
    return read(query, params, who=who).set_index("customer_id")


def read(query: str, params: Mapping[str, object], *, who: str = SHARD) -> pd.DataFrame:
    """The rows of a query whose {shard} or {shard:alias} stands for the condition on customers."""

    def condition(found: re.Match[str]) -> str:
        return who.format(f"{found[1]}." if found[1] else "")

    return read_frame(re.sub(r"{shard(?::(\w+))?}", condition, query), params, text=NAMES)


def mentioned(params: Mapping[str, object], rivals: Sequence[Rival]) -> pd.DataFrame:
    """Whom each customer named."""
    named = competitors.any_of(rivals)
    said = read(SAID, {**params, "named": named}) if named else pd.DataFrame(columns=OF_SAID)
    return competitors.mentions(said, rivals)


def courting(
    customers: pd.DataFrame, params: Mapping[str, object], rivals: Sequence[Rival], as_of: date
) -> pd.DataFrame:
    """Who courts customers like him."""
    brands = competitors.brands_of(rivals)
    driven = read(BRANDS, {**params, "brands": brands}) if brands else pd.DataFrame(columns=OF_BRANDS)
    return competitors.courted(customers, driven.set_index("customer_id").brands, rivals, as_of)
