"""Cursors of lists: what stands before (day, key), newest first, or after (moment, key)."""

from datetime import UTC, date, datetime


def read_cursor(cursor: str) -> tuple[date, int] | None:
    """A cursor that cannot be read starts from the beginning."""
    day, _dot, key = cursor.partition(".")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None


def moment_cursor(at: datetime, key: int) -> str:
    """Of the last row shown; written so that it may stand in an address as it is."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z~{key}"


def read_moment(cursor: str) -> tuple[datetime, int] | None:
    """A cursor that cannot be read starts from the beginning."""
    moment, _tilde, key = cursor.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(key)) if at.tzinfo else None
    except ValueError:
        return None
