"""Two people changed the same record: whose values stand, and where only they can say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Merge:
    """values: by field, what both together make (mine where we conflict); conflicts: fields that both changed
    to different values; taken_over: fields that only they changed.
    """

    values: dict[str, Any]
    conflicts: tuple[str, ...]
    taken_over: tuple[str, ...]


def three_way(*, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merge:
    """Merge what I save (`mine`) with what stands now (`theirs`), both begun from `base`.

    A field that only one of us changed is that one's. A field that `base` does not know counts as changed by
    both, so that nothing is lost by a guess.
    """
    unknown = object()
    changed = [name for name in mine if mine[name] != theirs[name]]
    taken_over = tuple(name for name in changed if mine[name] == base.get(name, unknown))
    conflicts = tuple(
        name for name in changed if name not in taken_over and theirs[name] != base.get(name, unknown)
    )
    return Merge({**mine, **{name: theirs[name] for name in taken_over}}, conflicts, taken_over)


def plain(value: Any) -> Any:
    """A value as text, the same for what a form reads and what a record holds, to be sent along and compared;
    lists and dictionaries item by item, a record by its key.
    """
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if value is None or value is False:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "pk", value))
