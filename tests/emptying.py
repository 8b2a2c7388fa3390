"""Empty tables between tests that commit: only those with rows are touched.

Django truncates every table, which makes new files for several hundred of them and their indexes; a test
fills a handful, and seldom by thousands. It then writes down all models and their permissions anew; here
those stay.
"""

from collections.abc import Iterable
from typing import Any

from django.core.management.commands import flush
from django.db.backends.postgresql.operations import DatabaseOperations

# Of the models themselves: no test writes them.
KEPT = {"django_content_type", "auth_permission"}

# From so many rows on, new files for all tables take less than asking all that refer to each row.
MANY = 2_000

# Histories refuse to be deleted, so triggers rest meanwhile; references are checked when all is empty.
EMPTY = """
DO $$
DECLARE
    everything text[] := ARRAY[{names}]::text[];
    name text; rows bigint; most bigint := 0; full_ones text[] := ARRAY[]::text[];
BEGIN
    FOR name IN SELECT relname FROM pg_class
        WHERE oid = ANY (everything::regclass[])
            AND (pg_relation_size(oid) > 0 OR relkind = 'p') -- of a table in parts only the parts have a size
        ORDER BY relname LOOP
        EXECUTE format('SELECT count(*) FROM (SELECT FROM %I LIMIT {many}) one', name) INTO rows;
        IF rows > 0 THEN full_ones := full_ones || name; END IF;
        most := greatest(most, rows);
    END LOOP;
    IF most = {many} THEN
        EXECUTE 'TRUNCATE ' || (SELECT string_agg(quote_ident(one), ', ') FROM unnest(everything) one);
        RETURN;
    END IF;
    SET CONSTRAINTS ALL DEFERRED;
    FOREACH name IN ARRAY full_ones LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH name IN ARRAY full_ones LOOP
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
    END LOOP;
END $$
"""


def statement(tables: Iterable[str]) -> str:
    """One statement that empties these tables."""
    return EMPTY.format(names=", ".join(f"'{table}'" for table in sorted(tables)), many=MANY)


def sql_flush(self: DatabaseOperations, style: Any, tables: list[str], **options: Any) -> list[str]:
    """In place of the backend's own."""
    return [statement(set(tables) - KEPT)]


def nothing(*args: Any, **options: Any) -> None:
    """There is nothing to write anew."""


def install() -> None:
    """From now on Django's flush empties what is filled."""
    DatabaseOperations.sql_flush = sql_flush
    flush.emit_post_migrate_signal = nothing
