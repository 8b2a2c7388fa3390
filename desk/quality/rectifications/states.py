"""What may happen to a rectification in which state, and what follows. Pure: no Django, no database."""

from collections.abc import Mapping

OPEN, DONE, PASSED, WITHDRAWN = "open", "done", "passed", "withdrawn"
UNFINISHED = (OPEN, DONE)

MADE, DONE_IT, PASSED_IT, FAILED_IT = "made", "done", "passed", "failed"
MOVED, HANDED, WITHDRAWN_IT = "moved", "handed", "withdrawn"

# state → event → state. What is not here cannot happen. Failing the second look opens it again.
TABLE: Mapping[str, Mapping[str, str]] = {
    OPEN: {DONE_IT: DONE, MOVED: OPEN, HANDED: OPEN, WITHDRAWN_IT: WITHDRAWN},
    DONE: {PASSED_IT: PASSED, FAILED_IT: OPEN, HANDED: DONE, WITHDRAWN_IT: WITHDRAWN},
    PASSED: {},
    WITHDRAWN: {},
}


def may_happen(state: str, kind: str) -> bool:
    """Whether the event can befall a rectification in this state."""
    return kind in TABLE.get(state, {})


def after(state: str, kind: str) -> str:
    """The state that follows; what cannot happen changes nothing."""
    return TABLE.get(state, {}).get(kind, state)


def before(kind: str) -> tuple[str, ...]:
    """The states in which the event may happen."""
    return tuple(state for state, ways in TABLE.items() if kind in ways)
