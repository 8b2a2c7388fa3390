"""A key that the file repeats: each later row lays its filled cells over the earlier ones.

The last state is written, and every row is counted once: an update where it changed something.
"""

from django.db import connection
from psycopg2.sql import SQL, Composed, Identifier

from customers.imports.counts import Counts
from customers.imports.staging import Stage


def fold_repeats(stage: Stage, *, key: str, columns: list[str], counts: Counts) -> None:
    """Find keys that come more than once; {last} gets their final state, `counts` the rows before it."""
    names = {"key": Identifier(key)}
    with connection.cursor() as cursor:
        cursor.execute(stage.sql(REPEATED, **names))
        cursor.execute(stage.sql("CREATE UNLOGGED TABLE {last} (LIKE {rows})"))
        cursor.execute(stage.sql("SELECT EXISTS (SELECT FROM {repeated})"))
        if not cursor.fetchone()[0]:
            return
        cursor.execute(stage.sql(FOLD, **names, **fold_columns(key, columns)))
        earlier, changed = cursor.fetchone()
    counts.add(read=earlier, created=0, updated=changed)


REPEATED = """
CREATE UNLOGGED TABLE {repeated} AS
SELECT {key} AS key FROM {rows}
WHERE {key} IS NOT NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = {rows}.line)
GROUP BY 1 HAVING count(*) > 1
"""
# filled_x counts the filled cells of x so far: rows with the same number show the same last filled cell.
FOLD = """
WITH filled AS (
    SELECT line, {columns}, {filled}
    FROM {rows} JOIN {repeated} ON {repeated}.key = {key}
    WHERE NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = {rows}.line)
), states AS (
    SELECT line, {key}, {states} FROM filled
), steps AS (
    SELECT *, lead(line) OVER later IS NULL AS is_last,
        lag(line) OVER later IS NOT NULL AND ({row}) IS DISTINCT FROM lag(({row})) OVER later AS changed,
        lag(line) OVER later IS NULL AS is_first
    FROM states WINDOW later AS (PARTITION BY {key} ORDER BY line)
), kept AS (
    INSERT INTO {last} (line, {columns}) SELECT line, {columns} FROM steps WHERE is_last
)
SELECT count(*) FILTER (WHERE NOT is_first), count(*) FILTER (WHERE changed) FROM steps
"""


def fold_columns(key: str, columns: list[str]) -> dict[str, Composed]:
    others = [name for name in columns if name != key]

    def each(text: str, names: list[str]) -> Composed:
        marks = [
            SQL(text).format(key=Identifier(key), name=Identifier(name), filled=Identifier(f"filled_{name}"))
            for name in names
        ]
        return SQL(", ").join(marks)

    return {
        "columns": each("{name}", columns),
        "filled": each("count({name}) OVER (PARTITION BY {key} ORDER BY line) AS {filled}", others),
        "states": each(
            "first_value({name}) OVER (PARTITION BY {key}, {filled} ORDER BY line) AS {name}", others
        ),
        "row": each("{name}", others),
    }
