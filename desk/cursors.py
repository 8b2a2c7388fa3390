"""The cursor of a list by business day: what stands before (day, key), newest first."""

from datetime import date


def read_cursor(cursor: str) -> tuple[date, int] | None:
    """A cursor that cannot be read starts from the beginning."""
    day, _dot, key = cursor.partition(".")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None
