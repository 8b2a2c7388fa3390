"""Which of two values a merged customer keeps. Pure: values in, a choice out."""

from collections.abc import Mapping
from typing import Any

MINE, THEIRS = "survivor", "gone"
# What goes with a field wherever it goes: who confirmed it, and when.
TOGETHER = {"sensitivity_by_id": "sensitivity", "sensitivity_at": "sensitivity"}
# Many values in one, each kept by its own name; the survivor's where both have one.
UNITED = "custom"


def default(name: str, mine: Any, theirs: Any) -> str:
    """Which value a field keeps unless somebody chooses: MINE, the survivor's, or THEIRS.

    Filled over empty; the older day since when; VIP once is VIP; what is known over what is not; else the
    survivor's.
    """
    if empty(theirs) or mine == theirs:
        return MINE
    if empty(mine):
        return THEIRS
    if name == "since":
        return THEIRS if theirs < mine else MINE
    if name == "sensitivity" and mine == "unknown":
        return THEIRS
    return MINE


def empty(value: Any) -> bool:
    """False is empty too: of a mark that is set and one that is not, the one that is set stays."""
    return value in (None, "", False) or value == [] or value == {}


def chosen(values: Mapping[str, tuple[Any, Any]], choices: Mapping[str, str]) -> dict[str, Any]:
    """Field → its new value, for those that take it from the other. values: field → (mine, theirs)."""
    theirs = {name for name in values if name != UNITED and takes(name, values, choices) == THEIRS}
    taken = {
        name: values[name][1]
        for name in values
        if TOGETHER.get(name, name) in theirs and values[name][0] != values[name][1]
    }
    return taken | united(values, choices)


def takes(name: str, values: Mapping[str, tuple[Any, Any]], choices: Mapping[str, str]) -> str:
    """Whose value a field takes: as somebody chose, else by default."""
    mine, theirs = values[name]
    return MINE if mine == theirs else choices.get(name, default(name, mine, theirs))


def united(values: Mapping[str, tuple[Any, Any]], choices: Mapping[str, str]) -> dict[str, Any]:
    """The own fields of both; of a field that both have the chosen one's, the survivor's by default."""
    if UNITED not in values:
        return {}
    mine, theirs = values[UNITED]
    both = {**mine, **theirs} if choices.get(UNITED) == THEIRS else {**theirs, **mine}
    return {UNITED: both} if both != mine else {}
