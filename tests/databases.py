"""The tables are made once a run: the database of every worker of pytest-xdist is a copy."""

import fcntl
from pathlib import Path

from django.db import connection

TEMPLATE = "test_template"

# All that tables are made of, but for those that the program makes as it goes.
LOOK = """
SELECT * FROM (
    SELECT 'column', table_name, column_name,
        format('%s %s %s %s', data_type, character_maximum_length, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS everything (kind, place, name, made_of)
WHERE place NOT IN (SELECT inhrelid::regclass::text FROM pg_inherits) AND place !~ '^import_staging_'
ORDER BY kind, place, name, made_of
"""


def copy_tables(shared: Path) -> None:
    """Have the test database made as a copy; whoever comes first makes the tables while the others wait.

    shared: a folder of this run, the same for all workers.
    """
    made = shared / "tables"
    with made.open("a") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        if not made.read_text():
            make_template()
            writing.write("made")
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


def make_template() -> None:
    """Migrate a database that nobody stays connected to: only such a one can be copied."""
    settings = connection.settings_dict
    name, of_test = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = TEMPLATE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    settings["NAME"], settings["TEST"]["NAME"] = name, of_test


def drop_template() -> None:
    """When all workers have ended."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}"')


def look() -> list[str]:
    """Everything that the tables here are made of, in lines."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK)
        return "\n".join(" | ".join(row) for row in cursor.fetchall()).splitlines()
