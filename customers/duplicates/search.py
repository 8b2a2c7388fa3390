"""The nightly search for duplicates: who has changed is compared with who shares a mark with him.

One transaction: a killed search leaves nothing behind, and the next one begins anew. Only what changed since
the last one is compared, so a night after which little happened is short.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from psycopg2.extras import execute_values

from churn_crm import clock
from customers.duplicates import marks, scoring
from customers.models import DuplicateRun

LOCK = (7_003, 1)  # names an advisory lock that nothing else uses
BATCH = 5_000  # pairs judged at a time
ROOMY = "SET LOCAL work_mem = '128MB'"

FOUND = """
CREATE TEMPORARY TABLE duplicate_found (first bigint, second bigint, confidence double precision,
    reasons jsonb) ON COMMIT DROP
"""
# A pair that somebody has decided about stays as he left it.
UPSERT = """
INSERT INTO customers_duplicatecandidate (first_id, second_id, confidence, reasons, state, found_on)
SELECT first, second, confidence, reasons, 'open', %(day)s FROM duplicate_found
ON CONFLICT (first_id, second_id) DO UPDATE SET confidence = excluded.confidence, reasons = excluded.reasons
WHERE customers_duplicatecandidate.state = 'open'
    AND (customers_duplicatecandidate.confidence, customers_duplicatecandidate.reasons)
        IS DISTINCT FROM (excluded.confidence, excluded.reasons)
"""
# Proposed once, and what spoke for it is gone.
OUTDATED = """
DELETE FROM customers_duplicatecandidate c
WHERE c.state = 'open'
    AND (c.first_id IN (SELECT customer_id FROM duplicate_changed)
        OR c.second_id IN (SELECT customer_id FROM duplicate_changed))
    AND NOT EXISTS (
        SELECT FROM duplicate_found f WHERE (f.first, f.second) = (c.first_id, c.second_id))
"""
REMEMBER = """
INSERT INTO customers_duplicatescan (customer_id, digest) SELECT customer_id, digest FROM duplicate_changed
ON CONFLICT (customer_id) DO UPDATE SET digest = excluded.digest
"""


def due_day() -> date | None:
    """The day whose search should be done and is not: after the same hour as the night, once a day."""
    day = clock.last_finished_day()
    done = DuplicateRun.objects.filter(day__gte=day).exists()
    hour = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).hour
    return None if done or hour < settings.NIGHT_STARTS_AT else day


def find_duplicates(*, day: date, most_in_block: int = marks.MOST_IN_BLOCK) -> DuplicateRun | None:
    """Look for pairs among those who changed. None when another worker is at it. Twice finds nothing new."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK)
            if not cursor.fetchone()[0]:
                return None
            cursor.execute(ROOMY)
            counts = prepare(cursor, most_in_block)
            counts["pairs"] = judge_all(cursor, most_in_block)
            counts |= write(cursor, day)
            for table in ("found", "block", "changed", "mark", "name"):
                cursor.execute(f"DROP TABLE duplicate_{table}")
        values = {"finished_at": clock.now(), "counts": counts}
        return DuplicateRun.objects.update_or_create(day=day, defaults=values)[0]


def prepare(cursor: Any, most: int) -> dict[str, int]:
    """Marks, who has changed, and blocks, in tables of this transaction."""
    for statement in (marks.NAMES, marks.MARKS, marks.CHANGED, marks.VANISHED, marks.BLOCKS, FOUND):
        cursor.execute(statement)
    cursor.execute("CREATE INDEX ON duplicate_mark (kind, value)")
    cursor.execute("CREATE INDEX ON duplicate_name (customer_id)")
    cursor.execute("CREATE UNIQUE INDEX ON duplicate_changed (customer_id)")
    for table in ("name", "mark", "changed", "block"):
        cursor.execute(f"ANALYZE duplicate_{table}")
    cursor.execute("SELECT count(*) FROM duplicate_changed")
    changed = cursor.fetchone()[0]
    cursor.execute(marks.SKIPPED, {"most": most})
    return {"changed": changed, "skipped": cursor.fetchone()[0]}


def judge_all(cursor: Any, most: int) -> int:
    """Score every pair into duplicate_found; how many there were. Memory does not grow with them."""
    count = 0
    for batch in batches(most):
        count += len(batch)
        rows = [row for row in map(judged, batch) if row[2] >= scoring.LEAST]
        execute_values(cursor, "INSERT INTO duplicate_found VALUES %s", rows, page_size=1000)
    return count


def batches(most: int) -> Iterator[list[tuple[Any, ...]]]:
    with connection.connection.cursor(name="duplicate_pairs") as pairs:
        pairs.itersize = BATCH
        pairs.execute(marks.COMPARED, {"most": most})
        while batch := pairs.fetchmany(BATCH):
            yield batch


def judged(row: tuple[Any, ...]) -> tuple[int, int, float, str]:
    first, second, kinds, sharers, branch, kind, company, phones, tail, name = row
    same = {word for word in kinds if " " not in word}
    same |= {word for word, is_so in (("branch", branch), ("kind", kind), ("name", name)) if is_so}
    pair = scoring.Pair(
        same=frozenset(same),
        sharers=sharers,
        phones_differ=phones and "phone" not in same,
        same_tail=phones and tail,
        company=company,
    )
    verdict = scoring.judge(pair)
    return first, second, verdict.confidence, json.dumps(verdict.reasons)


def write(cursor: Any, day: date) -> dict[str, int]:
    """What was found becomes candidates; what no longer holds goes."""
    cursor.execute("CREATE INDEX ON duplicate_found (first, second)")
    cursor.execute(UPSERT, {"day": day})
    found = cursor.rowcount
    cursor.execute(OUTDATED)
    outdated = cursor.rowcount
    cursor.execute(REMEMBER)
    return {"found": found, "outdated": outdated}
