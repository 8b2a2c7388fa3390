"""From which state a promise may go to which. Pure: no Django, no clock, no database.

Kept and broken are taken back by whoever recorded them; what nobody recorded in time stays broken.
"""

from collections.abc import Mapping

STATES: Mapping[str, frozenset[str]] = {
    "open": frozenset({"kept", "broken"}),
    "kept": frozenset({"open"}),
    "broken": frozenset({"open"}),
}


def before(to: str) -> tuple[str, ...]:
    """The states from which `to` may follow."""
    return tuple(state for state, targets in STATES.items() if to in targets)
