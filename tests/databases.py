"""The tables are made once a run: the database of every worker of pytest-xdist is a copy."""

import fcntl
from pathlib import Path

from django.db import connection

TEMPLATE = "test_template"


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
