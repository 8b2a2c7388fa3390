"""Which of two values a merged customer keeps. Pure: values in, a choice out."""

from collections.abc import Mapping
from typing import Any

MINE, THEIRS = "survivor", "gone"


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
    return {
        name: theirs
        for name, (mine, theirs) in values.items()
        if mine != theirs and choices.get(name, default(name, mine, theirs)) == THEIRS
    }
