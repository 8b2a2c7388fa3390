"""Write what a shard found: by COPY into a staging table, then one set-based statement a table.

Everything may be written twice: the second time changes nothing.
"""

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from churn_crm import clock
from signals.copying import read_frame, run_sql, stage, whole_tables
from signals.facts.agreements import LAST_AGREED
from signals.features import by_customer
from signals.health.arithmetic import COLUMNS as TAKEN
from signals.health.trend import compared_days
from signals.in_words import in_words
from signals.life.again import ABSENT_DAYS
from signals.shard import Scored

STANDING = {
    "customer_id": "bigint",
    "tier": "smallint",
    "tier_since": "date",
    "next_tier_on": "date",
    "last_visit": "date",
    "silent_days": "integer",
    "visit_days": "integer",
    "gap_median": "double precision",
    "gap_mad": "double precision",
    "echelon": "smallint",
    "yearly_spend": "numeric(14,2)",
    "probability": "double precision",
    "probability_from": "text",
    "usual": "double precision",
    "factors": "double precision[]",
    "value_at_risk": "numeric(14,2)",
    "health": "smallint",
    "band": "smallint",
    "taken": "smallint[]",
    "urgency": "double precision",
    "rank": "double precision",
    "open_signals": "smallint",
    "reason_kind": "text",
    "months": "integer",
    "branch_id": "bigint",
    "owner_id": "bigint",
}
ASKED_FOR = ("customer_id", "tier", "last_visit", "reason_kind")
# Columns of the standing as the model names them; the stage calls last_visit_on last_visit.
STAGED_ONLY = ("customer_id", "last_visit", "branch_id", "owner_id", "taken", "months")
KEPT = [name for name in STANDING if name not in STAGED_ONLY]

# Health on an earlier night; nothing where there was none to compare with.
BEFORE = """
SELECT customer_id, health AS before FROM signals_snapshot
WHERE day = %({0})s AND customer_id BETWEEN %(first)s AND %(last)s"""
# His reason: the numbers of the finding that speaks for him; without one, how long he has been away.
# OFFSET 0: put together apart, before it meets the standing. Of a large business PostgreSQL takes the two for
# a few rows, and would hash them and come to the pages of the standing in any order.
TONIGHT = f"""
SELECT standing.customer_id, %(as_of)s::date AS day, last_visit AS last_visit_on, week.before AS health_7_ago,
    four_weeks.before AS health_28_ago,
    COALESCE(found.numbers, jsonb_build_object('months', months, 'days', silent_days)) AS reason,
    {", ".join(KEPT)}
FROM night_standing AS standing
LEFT JOIN night_signals AS found
    ON found.customer_id = standing.customer_id AND found.kind = standing.reason_kind
LEFT JOIN ({BEFORE.format("week")}) AS week ON week.customer_id = standing.customer_id
LEFT JOIN ({BEFORE.format("four_weeks")}) AS four_weeks ON four_weeks.customer_id = standing.customer_id
OFFSET 0
"""  # noqa: S608 (our own column names)
WRITTEN = ["day", "last_visit_on", "health_7_ago", "health_28_ago", "reason", *KEPT]
# Those who have a standing and those who are new apart: INSERT … ON CONFLICT locks each row before it writes
# it, which costs a quarter more.
UPDATE_STANDING = f"""
UPDATE customers_customerstanding AS kept SET {", ".join(f"{name} = tonight.{name}" for name in WRITTEN)}
FROM ({TONIGHT}) AS tonight
WHERE kept.customer_id = tonight.customer_id AND kept.customer_id BETWEEN %(first)s AND %(last)s
    AND kept.day <= tonight.day
"""  # noqa: S608 (our own column names)
INSERT_STANDING = f"""
INSERT INTO customers_customerstanding (customer_id, {", ".join(WRITTEN)})
SELECT customer_id, {", ".join(WRITTEN)} FROM ({TONIGHT}) AS tonight
WHERE NOT EXISTS (
    SELECT FROM customers_customerstanding AS kept
    WHERE kept.customer_id = tonight.customer_id AND kept.customer_id BETWEEN %(first)s AND %(last)s)
ON CONFLICT (customer_id) DO NOTHING
"""  # noqa: S608 (our own column names)
CLEAR_SNAPSHOTS = (
    "DELETE FROM signals_snapshot WHERE day = %(as_of)s AND customer_id BETWEEN %(first)s AND %(last)s"
)
INSERT_SNAPSHOTS = """
INSERT INTO signals_snapshot (day, customer_id, tier, echelon, branch_id, owner_id, health, taken,
    probability, told_by, value_at_risk, last_visit_on)
SELECT %(as_of)s, customer_id, tier, echelon, branch_id, owner_id, health, taken, probability,
    CASE WHEN probability IS NULL THEN NULL WHEN probability_from = 'prior' THEN 0
        ELSE probability_from::integer END,
    value_at_risk, last_visit
FROM night_standing
"""

SIGNALS = {
    "customer_id": "bigint",
    "kind": "text",
    "strength": "double precision",
    "numbers": "jsonb",
    "again": "boolean",
}
# Not found for a few days only, and nothing newer of its kind is there: it is the same one, nobody is told of
# it anew, and what was said of it still holds.
JUST_GONE = """
signal.resolved_on <= %(as_of)s
    AND signal.resolved_on > %(as_of)s::date - %(absent)s AND NOT EXISTS (
        SELECT FROM signals_churnsignal AS other
        WHERE other.customer_id = signal.customer_id AND other.kind = signal.kind
            AND (other.resolved_on IS NULL OR other.id > signal.id))
"""
# What somebody settled, or called a false alarm, and what it was then.
SETTLED = f"""
SELECT customer_id, kind, settled_strength, settled_numbers::text FROM signals_churnsignal AS signal
WHERE settled_strength IS NOT NULL AND customer_id BETWEEN %(first)s AND %(last)s
    AND (signal.resolved_on IS NULL OR signal.state <> 'open' AND {JUST_GONE})
"""  # noqa: S608 (our own condition)
# The same for an older night than the newest: what had been said by the end of its day, and still holds.
SETTLED_BY_THEN = """
SELECT customer_id, kind, settled_strength, settled_numbers::text FROM signals_churnsignal
WHERE settled_strength IS NOT NULL AND judged_at < %(end)s AND customer_id BETWEEN %(first)s AND %(last)s
    AND (resolved_on IS NULL OR resolved_on > %(as_of)s)
"""
REVIVE_SIGNALS = f"""
WITH gone AS (
    SELECT signal.id, signal.resolved_on FROM signals_churnsignal AS signal JOIN night_signals AS found
        ON found.customer_id = signal.customer_id AND found.kind = signal.kind
    WHERE signal.resolved_on IS NOT NULL AND signal.customer_id BETWEEN %(first)s AND %(last)s AND {JUST_GONE}
), back AS (
    UPDATE signals_churnsignal AS signal SET resolved_on = NULL FROM gone WHERE gone.id = signal.id
)
INSERT INTO signals_signalabsence (signal_id, gone_on, back_on) SELECT id, resolved_on, %(as_of)s FROM gone
"""  # noqa: S608 (our own condition)
# Clearly worse than when it was settled, or its snoozing is over on the morning after the night.
SPEAK_AGAIN = """
WITH again AS (
    UPDATE signals_churnsignal AS signal
    SET state = 'open', again_on = %(as_of)s, snoozed_until = NULL, judged_at = NULL,
        settled_strength = NULL, settled_numbers = NULL
    FROM signals_churnsignal AS before LEFT JOIN night_signals AS found
        ON found.customer_id = before.customer_id AND found.kind = before.kind AND found.again
    WHERE before.id = signal.id AND signal.resolved_on IS NULL
        AND signal.customer_id BETWEEN %(first)s AND %(last)s
        AND (signal.settled_strength IS NOT NULL AND found.again OR signal.snoozed_until <= %(morning)s)
    RETURNING signal.id, CASE before.state WHEN 'snoozed' THEN 'woken' ELSE 'stronger' END AS kind,
        before.settled_strength, before.settled_numbers
)
INSERT INTO signals_signalevent (signal_id, kind, at, reason, night, strength, numbers)
SELECT id, kind, %(now)s, '', %(as_of)s, settled_strength, settled_numbers FROM again
"""
# Urgent from the bound on until it is clearly weaker: one that wavers about the bound is told once.
CALM = 0.1  # below the bound
UPDATE_SIGNALS = """
UPDATE signals_churnsignal AS signal
SET strength = found.strength, numbers = found.numbers, seen_on = %(as_of)s,
    urgent_on = CASE WHEN found.strength >= %(calm_below)s THEN COALESCE(
        signal.urgent_on, CASE WHEN found.strength >= %(urgent_from)s THEN %(as_of)s::date END) END
FROM night_signals AS found
WHERE signal.customer_id = found.customer_id AND signal.kind = found.kind AND signal.resolved_on IS NULL
    AND signal.customer_id BETWEEN %(first)s AND %(last)s
"""
OPEN_SIGNALS = """
INSERT INTO signals_churnsignal (customer_id, kind, strength, numbers, opened_on, seen_on, urgent_on)
SELECT customer_id, kind, strength, numbers, %(as_of)s, %(as_of)s,
    CASE WHEN strength >= %(urgent_from)s THEN %(as_of)s::date END
FROM night_signals AS found
WHERE NOT EXISTS (
    SELECT FROM signals_churnsignal AS signal
    WHERE signal.customer_id = found.customer_id AND signal.kind = found.kind AND signal.resolved_on IS NULL
        AND signal.customer_id BETWEEN %(first)s AND %(last)s)
ORDER BY customer_id, kind
ON CONFLICT (customer_id, kind) WHERE resolved_on IS NULL DO NOTHING
"""
RESOLVE_SIGNALS = """
UPDATE signals_churnsignal AS signal SET resolved_on = %(as_of)s
WHERE resolved_on IS NULL AND customer_id BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
    SELECT FROM night_signals AS found
    WHERE found.customer_id = signal.customer_id AND found.kind = signal.kind)
"""
OPENED = """
SELECT count(*) FILTER (WHERE opened_on = %(as_of)s) AS opened, count(*) AS open
FROM signals_churnsignal
WHERE resolved_on IS NULL AND settled_strength IS NULL AND customer_id BETWEEN %(first)s AND %(last)s
"""

MOVES = {
    "customer_id": "bigint",
    "day": "date",
    "from_tier": "smallint",
    "to_tier": "smallint",
    "lost": "boolean",
    "came_back": "boolean",
    "branch_id": "bigint",
    "owner_id": "bigint",
    "yearly_spend": "numeric(14,2)",
}
SET_MOVE = ", ".join(f"{name} = excluded.{name}" for name in MOVES if name != "customer_id")
CLEAR_MOVES = """
DELETE FROM signals_tiermove AS move
WHERE seen_on = %(as_of)s AND customer_id BETWEEN %(first)s AND %(last)s
    AND NOT EXISTS (SELECT FROM night_moves AS found WHERE found.customer_id = move.customer_id)
"""
UPSERT_MOVES = f"""
INSERT INTO signals_tiermove (seen_on, {", ".join(MOVES)})
SELECT %(as_of)s, {", ".join(MOVES)} FROM night_moves ORDER BY customer_id
ON CONFLICT (customer_id, seen_on) DO UPDATE SET {SET_MOVE}
"""  # noqa: S608 (our own column names)

# What the night before said, and of whom it said nothing his newest snapshot, by one index look-up each.
LAST_NIGHT = """
SELECT customer_id, day, tier, last_visit_on AS last_visit FROM signals_snapshot
WHERE day = (SELECT max(day) FROM signals_snapshot WHERE day < %(as_of)s)
    AND customer_id BETWEEN %(first)s AND %(last)s
"""
NIGHTS_BEFORE = """
SELECT customer_id, day, tier, last_visit
FROM unnest(%(customers)s::bigint[]) AS asked (customer_id)
CROSS JOIN LATERAL (SELECT day, tier, last_visit_on AS last_visit FROM signals_snapshot AS seen
    WHERE seen.customer_id = asked.customer_id AND day < %(as_of)s ORDER BY day DESC LIMIT 1) AS newest
"""
LOST = """
SELECT customer_id, max(day) AS lost_on FROM signals_tiermove
WHERE lost AND seen_on < %(as_of)s AND customer_id BETWEEN %(first)s AND %(last)s GROUP BY customer_id
"""
RETURNED = """
SELECT v.customer_id, min(v.day) AS returned_on
FROM customers_visit v
JOIN unnest(%(customers)s::bigint[], %(visits)s::date[]) AS before (customer_id, last_visit)
    USING (customer_id)
WHERE v.counts AND v.amount >= 0 AND v.day > COALESCE(before.last_visit, '-infinity') AND v.day <= %(as_of)s
GROUP BY v.customer_id
"""


def write_snapshots(scored: Scored, shard: dict[str, Any]) -> None:
    """Stage the standing and write the day's snapshots from it. `shard`: as_of, first, last."""
    standing = scored.standing
    known = standing.probability.notna().to_numpy()[:, None]
    wide = {
        "customer_id": standing.index,
        "factors": np.where(known, scored.factors, np.nan),
        "taken": standing[TAKEN].to_numpy(dtype=float, na_value=np.nan),
    }
    stage({**standing, **wide}, "night_standing", STANDING, asked_for=ASKED_FOR)
    run_sql(CLEAR_SNAPSHOTS, shard)
    run_sql(INSERT_SNAPSHOTS, shard)


def write_standing(scored: Scored, shard: dict[str, Any]) -> None:
    """From the stage that write_snapshots left and from the findings, which it stages.

    Never over a newer night's.
    """
    found = scored.findings
    words = in_words(found.kind, found.numbers)
    stage({**found, "numbers": words}, "night_signals", SIGNALS, asked_for=("customer_id", "kind"))
    asked = {**shard, **compared_days(shard["as_of"])}
    with whole_tables():
        if run_sql(UPDATE_STANDING, asked) < len(scored.standing):
            run_sql(INSERT_STANDING, asked)


def write_signals(findings: pd.DataFrame, shard: dict[str, Any], *, urgent_from: float) -> dict[str, int]:
    """Open, update and resolve, from the stage that write_standing left of the findings. `again` of a
    finding: settled before this shard was read, and clearly worse; what somebody settles meanwhile waits for
    the next night.

    urgent_from: the strength that puts a customer on the call list. Returns how many were opened, resolved
    and are open.
    """
    run_sql(REVIVE_SIGNALS, shard | {"absent": ABSENT_DAYS})
    bounds = {"urgent_from": urgent_from, "calm_below": urgent_from - CALM}
    with whole_tables():
        if run_sql(UPDATE_SIGNALS, shard | bounds) < len(findings):
            run_sql(OPEN_SIGNALS, shard | bounds)
        resolved = run_sql(RESOLVE_SIGNALS, shard)
    morning = shard["as_of"] + timedelta(days=1)
    run_sql(SPEAK_AGAIN, {**shard, "morning": morning, "now": clock.now()})
    row = read_frame(OPENED, shard).iloc[0]
    return {"opened": int(row.opened), "resolved": resolved, "open": int(row.open)}


def read_settled(shard: dict[str, Any], *, present: bool = True) -> pd.DataFrame:
    """customer_id, kind, settled_strength, settled_numbers of what nobody wants to hear of again.

    `shard`: as_of, first, last · present: tonight; else as of the end of that day.
    """
    asked = shard | {"absent": ABSENT_DAYS, "end": clock.end_of(shard["as_of"])}
    settled = read_frame(SETTLED if present else SETTLED_BY_THEN, asked, text=("kind", "settled_numbers"))
    numbers = [json.loads(told) if isinstance(told, str) else {} for told in settled.settled_numbers]
    return settled.assign(settled_numbers=pd.Series(numbers, settled.index, dtype=object))


def write_moves(moves: pd.DataFrame, shard: dict[str, Any]) -> dict[str, int]:
    """Replace this night's moves of the shard, keeping the ids of those that stay."""
    stage(moves.reset_index(), "night_moves", MOVES)
    run_sql(CLEAR_MOVES, shard)
    run_sql(UPSERT_MOVES, shard)
    return {"moved": len(moves), "lost": int(moves.lost.sum()), "came_back": int(moves.came_back.sum())}


def read_earlier(standing: pd.DataFrame, shard: dict[str, Any]) -> pd.DataFrame:
    """What signals.moves needs of the nights before, on the index of `standing`."""
    earlier = _newest_before(standing.index, shard).reindex(standing.index)
    earlier["last_visit"] = pd.to_datetime(earlier.last_visit)
    newer = earlier.day.notna() & standing.last_visit.notna()
    newer &= earlier.last_visit.isna() | (standing.last_visit > earlier.last_visit)
    earlier["returned_on"] = _returned_on(earlier[newer], shard["as_of"]).reindex(standing.index)
    lost_on = pd.to_datetime(read_frame(LOST, shard).set_index("customer_id").lost_on)
    lost_on = lost_on.reindex(standing.index)
    flagged = lost_on.notna() & (earlier.last_visit.isna() | (lost_on > earlier.last_visit))
    return earlier.assign(flagged=flagged, agreed_until=_agreed_until(shard).reindex(standing.index))


def _agreed_until(shard: dict[str, Any]) -> pd.Series:
    """The last day of the last contract of each customer who has or had one."""
    asked = shard | {"each": 1, "end": clock.end_of(shard["as_of"])}
    return pd.to_datetime(by_customer(LAST_AGREED, asked).agreed_until)


def _newest_before(customers: pd.Index, shard: dict[str, Any]) -> pd.DataFrame:
    """day, tier, last_visit of each one's newest snapshot before this night, by customer."""
    last_night = read_frame(LAST_NIGHT, shard)
    others = customers.difference(last_night.customer_id)
    if len(others):
        before = read_frame(NIGHTS_BEFORE, shard | {"customers": others.tolist()})
        last_night = pd.concat([last_night, before]) if len(last_night) else before
    return last_night.set_index("customer_id")


def _returned_on(earlier: pd.DataFrame, as_of: date) -> pd.Series:
    visits = [None if pd.isna(day) else day.date() for day in earlier.last_visit]
    found = read_frame(RETURNED, {"customers": earlier.index.tolist(), "visits": visits, "as_of": as_of})
    return found.set_index("customer_id").returned_on
