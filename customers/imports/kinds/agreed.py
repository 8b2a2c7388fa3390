"""What contracts, quotes, bookings, packages and inquiries share: a number, and what is refused."""

from django.utils.functional import Promise
from psycopg2.sql import SQL

from customers.imports.columns import Field
from customers.imports.kinds.base import Job, code

WHERE = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s
WHERE ({condition}) AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
# Written for a new row only; by whom and by which token is known of what was typed here.
ONCE = ("number", "came_from_id", "entered_at")


def number(*aliases: str) -> Field:
    return code("number", *aliases, required=True)


def reject_where(job: Job, condition: str, reason: str | Promise) -> None:
    """Reject rows that meet a condition over the columns of `s`."""
    job.stage.run(WHERE, {"reason": str(reason)}, condition=SQL(condition))


def spelled(**states: str) -> dict[str, str]:
    """open="open|sent" → each spelling with the state that it means."""
    return {word: state for state, spellings in states.items() for word in spellings.split("|")}
