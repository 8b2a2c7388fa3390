"""Words of theirs → words of ours: who an unknown owner is."""

from collections.abc import Mapping

from customers.imports.columns import Columns
from customers.imports.staging import Stage

OWNER = "owner"  # a kind that knows owners calls the field so
MOST_UNKNOWN = 20

RENAME = "UPDATE {rows} SET owner = %(ours)s WHERE owner = %(theirs)s"
UNKNOWN = """
SELECT s.owner, count(*) FROM {rows} s
WHERE s.owner IS NOT NULL AND 1 <> (
    SELECT count(*) FROM staff_user u
    WHERE u.is_active AND (lower(u.username) = lower(s.owner) OR u.name = s.owner)
)
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


def rename(stage: Stage, columns: Columns, *, people: Mapping[str, str]) -> None:
    """Put our user names in the place of their words for owners."""
    if OWNER in columns.places:
        for theirs, ours in people.items():
            if ours:
                stage.run(RENAME, {"theirs": theirs, "ours": ours})


def unknown_owners(stage: Stage, columns: Columns) -> list[tuple[str, int]]:
    """(word, rows) of owners whom we do not know, the most frequent first."""
    return stage.rows(UNKNOWN, {"most": MOST_UNKNOWN}) if OWNER in columns.places else []
