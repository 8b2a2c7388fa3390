"""Write a shard's plan: cancel what has lost its ground, insert what is new, once per occasion."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from django.db import connection, transaction

from retention.models import Action
from retention.planning import (
    CALL_FROM_WEIGHT,
    DEADLINE_DAYS,
    QUIET_DAYS,
    SETTLED_BY_VISIT,
    WELCOME_DAYS,
    Plan,
)
from signals.copying import read_frame, run_sql, stage
from signals.detectors import CONFIDENTIAL

# Of this night alone: who was merged away since he was scored is not here, and gets no plan.
STANDING = """
CREATE TEMPORARY TABLE night_standing ON COMMIT DROP AS
SELECT customer_id, tier, last_visit_on AS last_visit, owner_id
FROM customers_customerstanding JOIN customers_customer c ON c.id = customer_id
WHERE customer_id BETWEEN %(first)s AND %(last)s AND c.id BETWEEN %(first)s AND %(last)s AND day = %(as_of)s
"""
# The cancellations read the stage night_standing, and only touch what a night has planned.
PENDING = "action.state IN ('due', 'snoozed') AND action.customer_id BETWEEN %(first)s AND %(last)s"
BY_NIGHT = "(action.cause LIKE 'tier:%%' OR action.cause LIKE 'signal:%%')"
CANCEL = "UPDATE retention_action AS action SET state = 'cancelled', closed_on = %(as_of)s, cancelled_for = "
# A visit that becomes known late and lies before the step ends no lapse, unless it takes the tier away.
RETURNED = f"""
{CANCEL} 'returned' FROM night_standing AS standing
WHERE {PENDING} AND standing.customer_id = action.customer_id AND (
    (action.cause LIKE 'tier:%%' AND standing.last_visit > action.occasion AND (
        standing.last_visit > action.planned_on
        OR standing.tier < CASE WHEN action.cause LIKE 'tier:%%' THEN substr(action.cause, 6)::int END))
    OR (action.cause = ANY(%(settled)s) AND standing.last_visit > action.planned_on))
"""
SIGNAL_GONE = f"""
{CANCEL} 'signal_gone' WHERE {PENDING} AND action.cause LIKE 'signal:%%' AND NOT EXISTS (
    SELECT FROM signals_churnsignal AS signal
    WHERE signal.customer_id = action.customer_id AND signal.resolved_on IS NULL
        AND signal.settled_strength IS NULL
        AND 'signal:' || signal.kind = action.cause)
"""
SIGNAL_SNOOZED = f"""
{CANCEL} 'signal_snoozed' FROM signals_churnsignal AS signal
WHERE {PENDING} AND signal.customer_id = action.customer_id AND 'signal:' || signal.kind = action.cause
    AND signal.customer_id BETWEEN %(first)s AND %(last)s
    AND signal.resolved_on IS NULL AND signal.snoozed_until IS NOT NULL
"""
NEXT_TIER = f"""
{CANCEL} 'next_tier' FROM night_actions AS later
WHERE {PENDING} AND {BY_NIGHT} AND later.customer_id = action.customer_id AND later.cause LIKE 'tier:%%'
    AND action.cause <> later.cause
"""

ACTIONS = {
    "customer_id": "bigint",
    "kind": "text",
    "cause": "text",
    "occasion": "date",
    "due_on": "date",
    "deadline": "date",
}
# A lapse is the silence since the last visit, also when that visit became known late: each step comes once.
# A call that went because its signal was snoozed or settled comes back when the signal asks again.
INSERT = f"""
INSERT INTO retention_action ({", ".join(ACTIONS)}, assignee_id, planned_on, planned_by_id, state, attempts,
    snooze_reason, outcome, cancelled_for, note, promised)
SELECT {", ".join("a." + name for name in ACTIONS)}, s.owner_id, %(as_of)s, %(run)s, 'due', 0,
    '', '', '', '', ''
FROM night_actions a JOIN night_standing s USING (customer_id)
WHERE NOT EXISTS (
    SELECT FROM retention_action AS had
    WHERE had.customer_id = a.customer_id AND had.customer_id BETWEEN %(first)s AND %(last)s
        AND had.cause = a.cause AND a.cause LIKE 'tier:%%'
        AND had.planned_on >= a.occasion AND had.cancelled_for <> 'returned')
ORDER BY a.customer_id, a.cause
ON CONFLICT (customer_id, cause, occasion) DO UPDATE SET state = 'due', closed_on = NULL, cancelled_for = '',
    planned_on = excluded.planned_on, planned_by_id = excluded.planned_by_id, due_on = excluded.due_on,
    deadline = excluded.deadline, assignee_id = excluded.assignee_id, attempts = 0, snooze_reason = ''
WHERE retention_action.state = 'cancelled'
    AND retention_action.cancelled_for IN ('signal_gone', 'signal_snoozed')
RETURNING kind
"""  # noqa: S608 (our own column names)

# What is already going on with each customer of the shard.
GOING_ON = """
SELECT action.customer_id,
    bool_or(action.state IN ('due', 'snoozed'))::int AS busy,
    bool_or(action.cause NOT LIKE 'tier:%%' AND action.kind IN ('call', 'visit') AND (
        action.state IN ('due', 'snoozed') OR (action.state = 'done' AND action.closed_on >= s.last_visit)
    ))::int AS spoken,
    bool_or(action.state = 'done' AND action.closed_on > %(as_of)s::date - %(quiet)s)::int AS quiet
FROM retention_action AS action JOIN {standing} s USING (customer_id)
WHERE action.customer_id BETWEEN %(first)s AND %(last)s
GROUP BY action.customer_id
"""
TONIGHT = "night_standing"  # the stage
AS_WRITTEN = """(SELECT customer_id, last_visit_on AS last_visit FROM customers_customerstanding
    WHERE customer_id BETWEEN %(first)s AND %(last)s AND customer_id %% %(each)s = 0)"""
WELCOMED = """
SELECT DISTINCT customer_id FROM signals_tiermove WHERE came_back AND day > %(as_of)s::date - %(welcome)s
    AND seen_on <= %(as_of)s AND customer_id BETWEEN %(first)s AND %(last)s
"""
OPEN_SIGNALS = """
SELECT customer_id, kind, strength, opened_on::text AS opened_on FROM signals_churnsignal
WHERE resolved_on IS NULL AND state = 'open'
    AND customer_id BETWEEN %(first)s AND %(last)s AND kind <> ALL(%(secret)s)
ORDER BY id
"""


def stage_standing(shard: dict[str, Any]) -> None:
    """The stage night_standing, from what the first half wrote and from who owns each one now."""
    run_sql("DROP TABLE IF EXISTS night_standing", {})
    run_sql(STANDING, shard)
    run_sql("ANALYZE night_standing", {})


def cancel_settled(shard: dict[str, Any]) -> dict[str, int]:
    """Cancel the pending actions of who returned and of signals that are gone or snoozed. Returns reason →
    how many.
    """
    returned = run_sql(RETURNED, shard | {"settled": [f"signal:{kind}" for kind in SETTLED_BY_VISIT]})
    gone, snoozed = (run_sql(query, shard) for query in (SIGNAL_GONE, SIGNAL_SNOOZED))
    return {"returned": returned, "signal_gone": gone, "signal_snoozed": snoozed}


def going_on(index: pd.Index, shard: dict[str, Any], *, standing: str = TONIGHT) -> pd.DataFrame:
    """busy, spoken, quiet, back of each customer: see retention.planning.

    standing: TONIGHT while a night is at work, else AS_WRITTEN by the newest one, of every n-th customer
    (`each` of the shard).
    """
    query = GOING_ON.format(standing=standing)
    found = read_frame(query, shard | {"quiet": QUIET_DAYS}).set_index("customer_id")
    back = read_frame(WELCOMED, shard | {"welcome": WELCOME_DAYS}).customer_id
    return found.reindex(index).fillna(0).astype(bool).assign(back=index.isin(back))


def open_signals(shard: dict[str, Any], findings: pd.DataFrame) -> pd.DataFrame:
    """customer_id, kind, strength, opened_on of the shard's signals that are worth a call of their own.

    Nobody has said anything of them: whoever has seen one is on it, and a snoozed one waits for its day.

    findings: what this night found, with the weights of their rules: trust lowers what a kind counts, and is
    no switch for its calls. Not what managers alone know.
    """
    found = read_frame(OPEN_SIGNALS, shard | {"secret": sorted(CONFIDENTIAL)})
    found["opened_on"] = pd.to_datetime(found.opened_on)
    weighty = findings.loc[findings.rule_weight >= CALL_FROM_WEIGHT, ["customer_id", "kind"]]
    return found.merge(weighty.astype(found[["customer_id", "kind"]].dtypes.to_dict()))


def write_plan(plan: Plan, shard: dict[str, Any], *, due_on: date, run_id: int) -> dict[str, Any]:
    """Insert what is not there yet and cancel the earlier steps it replaces. Returns counts."""
    deadlines = plan.actions.kind.map(
        {kind: due_on + timedelta(days=days) for kind, days in DEADLINE_DAYS.items()}
    )
    stage(plan.actions.assign(due_on=due_on, deadline=deadlines), "night_actions", ACTIONS)
    planned = _insert(shard | {"run": run_id})
    replaced = run_sql(NEXT_TIER, shard)
    return {"planned": planned, "cancelled": {"next_tier": replaced}}


def _insert(params: dict[str, Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, params)
        kinds = pd.Series([kind for (kind,) in cursor.fetchall()], dtype=object)
    return {str(kind): int(count) for kind, count in kinds.value_counts().sort_index().items()}


@transaction.atomic
def forget_after(*, day: date) -> None:
    """Take back what nights after `day` planned or cancelled. What a person has touched stays."""
    by_night = Action.objects.filter(planned_on__gt=day, planned_by__isnull=False, events=None)
    by_night.exclude(state=Action.State.DONE).delete()
    Action.objects.filter(state=Action.State.CANCELLED, closed_on__gt=day).update(
        state=Action.State.DUE, closed_on=None, cancelled_for=""
    )
