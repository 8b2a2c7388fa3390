"""For whom a rule is: a branch, an echelon, a kind of customer, or several of these at once. Pure.

The nearest rule holds, whole: a branch goes before an echelon, an echelon before a kind, and of two that name
the same the one that names more. A segment says branch (id, None for all), echelon (None for all) and
customer_kind ("" for all), and beside that whatever holds for them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

Segment = Mapping[str, Any]


def nearness(segment: Segment) -> tuple[bool, bool, bool]:
    """Greater for the one that goes before."""
    return segment["branch"] is not None, echelon_of(segment) is not None, bool(segment["customer_kind"])


def farthest_first(segments: Iterable[Segment]) -> list[Segment]:
    """In the order in which each may write over those before it."""
    return sorted(segments, key=nearness)


def echelon_of(segment: Segment) -> int | None:
    """None where it is for all, as in a night that began before rules knew echelons."""
    return segment.get("echelon")


def in_segment(who: pd.DataFrame, segment: Segment) -> pd.Series:
    """Who is of the segment's branch, echelon and kind. who: branch_id, echelon, customer_kind."""
    meant = pd.Series(True, index=who.index)
    if segment["branch"] is not None:
        meant &= who.branch_id == segment["branch"]
    if (echelon := echelon_of(segment)) is not None:
        meant &= (who.echelon == echelon).fillna(False).astype(bool)
    if segment["customer_kind"]:
        meant &= who.customer_kind == segment["customer_kind"]
    return meant


def whose(segment: Segment) -> tuple[int | None, int | None, str]:
    """What tells two segments apart."""
    return segment["branch"], echelon_of(segment), segment["customer_kind"]


def is_everybody(segment: Segment) -> bool:
    """Of no branch, echelon or kind."""
    return not any(nearness(segment))


def replacing(segments: Iterable[Segment], wanted: Segment) -> list[dict[str, Any]]:
    """The segments with `wanted` in place of the one that has the same customers."""
    others = [dict(one) for one in segments if whose(one) != whose(wanted)]
    return [*others, dict(wanted)]
