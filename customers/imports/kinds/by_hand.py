"""What was entered here by hand before its own system sent it is the same record, not a second one.

Known again by its number at the same customer with the same amount. With another amount the row is refused,
because one of both is wrong; at another customer it is a record of its own, which the notes say. A file
without a source goes by the number alone, and never moves what was entered here to another customer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg2.sql import SQL, Identifier

from customers.imports.columns import Field
from customers.imports.kinds.base import Job
from customers.imports.reasons import HELD, NAMED
from customers.imports.values import flags

# Whether the row is one that was entered here: written in `prepare`, read from no column.
BY_HAND = Field("by_hand", "boolean", lambda _reading: flags, "", derived=True)
# The source under which the record of a row is to be found now.
KNOWN_SOURCE = "CASE WHEN s.by_hand THEN '' ELSE %(source)s END"


@dataclass(frozen=True)
class Entered:
    """Where records of a kind are entered by hand. amount: its column, of the stage as well; those: which of
    the table's rows `v` were entered here; fixed: SQL over `v` → why such a row is not taken over.
    """

    table: str
    amount: str
    those: str = "v.token IS NOT NULL"
    fixed: Mapping[str, str | Promise] = field(default_factory=dict)


ANY = "SELECT EXISTS (SELECT FROM {table} v WHERE v.source = '' AND v.number <> '' AND {those})"
# {rows} `s` beside what was entered here under the same number and that source does not know yet.
MET = """
{rows} s JOIN customers_customer c ON c.code = s.customer
JOIN {table} v ON v.source = '' AND v.number = s.number AND {those}
WHERE NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line) AND NOT EXISTS (
    SELECT FROM {table} own WHERE own.source = %(source)s AND own.number = s.number AND own.source <> ''
)
"""
REFUSE = f"""
INSERT INTO {{rejects}} (line, reason)
SELECT s.line, replace(replace(%(reason)s, '{NAMED}', s.number), '{HELD}', v.{{amount}}::text) FROM {MET}
    AND ({{when}})
"""  # noqa: S608 - constants
TAKE_OVER = f"""
UPDATE {{rows}} t SET by_hand = true FROM {MET} AND v.customer_id = c.id AND t.line = s.line
"""  # noqa: S608 - constants
OTHERS = f"SELECT count(DISTINCT s.number) FROM {MET} AND v.customer_id <> c.id"  # noqa: S608 - constants


def take_over(job: Job, entered: Entered) -> list[str]:
    """Mark the rows that are records which were entered here, and refuse those that contradict one.

    Returns notes for the summary.
    """
    names = {"table": Identifier(entered.table), "amount": Identifier(entered.amount)}
    names_and_those = {**names, "those": SQL(entered.those)}
    if not job.stage.rows(ANY, **names_and_those)[0][0]:
        return []
    for when, reason in refusals(job, entered).items():
        job.stage.run(REFUSE, {**job.parameters, "reason": reason}, when=SQL(when), **names_and_those)
    if not job.parameters["source"]:
        return []
    taken = job.stage.run(TAKE_OVER, job.parameters, **names_and_those)
    others = job.stage.rows(OTHERS, job.parameters, **names_and_those)[0][0]
    return told(taken, others)


def refusals(job: Job, entered: Entered) -> dict[str, str]:
    """SQL over `s` and `v` → why such a row is refused."""
    if not job.parameters["source"]:
        words = _("“%(number)s” was entered here by hand for another customer")
        return {"v.customer_id <> c.id": words % {"number": NAMED}}
    words = _(
        "“%(number)s” was entered here by hand with another amount, %(amount)s: put right which is wrong"
    )
    amount = f"v.customer_id = c.id AND v.{entered.amount} <> s.{entered.amount}"
    fixed = {
        f"v.customer_id = c.id AND {when}": str(reason) % {"number": NAMED}
        for when, reason in entered.fixed.items()
    }
    return fixed | {amount: words % {"number": NAMED, "amount": HELD}}


def told(taken: int, others: int) -> list[str]:
    notes = []
    if taken:
        words = ngettext(
            "%(count)d row was entered here by hand before: it is taken over, not made twice.",
            "%(count)d rows were entered here by hand before: they are taken over, not made twice.",
            taken,
        )
        notes.append(words % {"count": taken})
    if others:
        words = ngettext(
            "%(count)d number was given by hand to another customer: its row is a record of its own.",
            "%(count)d numbers were given by hand to other customers: their rows are records of their own.",
            others,
        )
        notes.append(words % {"count": others})
    return notes
