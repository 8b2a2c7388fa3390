"""Back in time: what later nights made of signals that people had settled or snoozed is taken back."""

from datetime import date

from signals.copying import run_sql
from signals.life import states

# Where a night had the last word: the signal is again what somebody had said of it. What people have said
# since stays theirs, and with it what the night did before.
TAKE_BACK = """
WITH undone AS (
    DELETE FROM signals_signalevent AS event
    WHERE event.night > %(day)s AND NOT EXISTS (
        SELECT FROM signals_signalevent AS later
        WHERE later.signal_id = event.signal_id AND (later.at, later.id) > (event.at, event.id))
    RETURNING event.signal_id, event.strength, event.numbers, event.at, event.id
)
UPDATE signals_churnsignal AS signal
SET state = said.kind, snoozed_until = said.until, settled_strength = undone.strength,
    settled_numbers = undone.numbers, judged_at = CASE WHEN said.kind <> %(snoozed)s THEN said.at END
FROM undone CROSS JOIN LATERAL (
    SELECT kind, at, until FROM signals_signalevent AS event
    WHERE event.signal_id = undone.signal_id AND event.kind = ANY(%(states)s)
        AND (event.at, event.id) < (undone.at, undone.id)
    ORDER BY event.at DESC, event.id DESC LIMIT 1) AS said
WHERE signal.id = undone.signal_id
"""
# What a later night found again was gone on that day, if an earlier one had resolved it by then.
GONE_AGAIN = """
WITH undone AS (DELETE FROM signals_signalabsence WHERE back_on > %(day)s RETURNING signal_id, gone_on)
UPDATE signals_churnsignal AS signal SET resolved_on = gone.since
FROM (SELECT signal_id, min(gone_on) AS since FROM undone GROUP BY signal_id) AS gone
WHERE gone.signal_id = signal.id AND gone.since <= %(day)s
"""
SPOKE_BEFORE = """
UPDATE signals_churnsignal AS signal SET again_on = (
    SELECT max(event.night) FROM signals_signalevent AS event
    WHERE event.signal_id = signal.id AND event.night <= %(day)s)
WHERE signal.again_on > %(day)s
"""


def resolve_again(*, after: date) -> int:
    """Resolve again, on its day, what nights after that day found again. Returns how many signals."""
    return run_sql(GONE_AGAIN, {"day": after})


def silence_again(*, after: date) -> int:
    """Settle and snooze again what nights after that day let speak. Returns how many signals."""
    asked = {"day": after, "snoozed": states.SNOOZED, "states": sorted(states.STATES)}
    silenced = run_sql(TAKE_BACK, asked)
    run_sql(SPOKE_BEFORE, asked)
    return silenced
