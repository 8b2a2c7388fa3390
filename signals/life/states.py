"""From which state a signal may go to which. Pure. When a settled one speaks again: signals.life.again.

A person says what he makes of it; the night closes what it finds no longer, in whatever state it is.
"""

from collections.abc import Mapping

OPEN, ACKNOWLEDGED, SNOOZED, RESOLVED, FALSE_ALARM = (
    "open",
    "acknowledged",
    "snoozed",
    "resolved",
    "false_alarm",
)
# Nobody hears of these again, and they count for nothing, until they are clearly worse.
SETTLED = frozenset({RESOLVED, FALSE_ALARM})

STATES: Mapping[str, frozenset[str]] = {
    OPEN: frozenset({ACKNOWLEDGED, SNOOZED, RESOLVED, FALSE_ALARM}),
    ACKNOWLEDGED: frozenset({OPEN, SNOOZED, RESOLVED, FALSE_ALARM}),
    SNOOZED: frozenset({OPEN, ACKNOWLEDGED, SNOOZED, RESOLVED, FALSE_ALARM}),
    RESOLVED: frozenset({OPEN}),
    FALSE_ALARM: frozenset({OPEN}),
}


def may_go(before: str, to: str) -> bool:
    """Whether a person may move it there."""
    return to in STATES[before]
