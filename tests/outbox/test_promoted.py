"""A promoted standby is another database from its first moment: sending is off before anything leaves."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from churn_crm.embedded import installations, places, postgres, processes
from outbox import switch


@contextmanager
def running(place: places.Place) -> Iterator[str]:
    """PostgreSQL over a place. Yields the folder of its socket."""
    server = postgres.start(place)
    try:
        yield str(postgres._socket_dir(place))
    finally:
        processes.stop(server.process, server.stop_signals, patience=10)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's own, which no server's account may enter."""
    with tempfile.TemporaryDirectory(prefix="promoted-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


def place_in(folder: Path) -> places.Place:
    folder.mkdir(mode=0o711)
    return places.find_place(places.state_dir(folder, "postgres"))


def asked(host: str, query: str) -> str:
    with closing(psycopg2.connect(host=host, user="postgres", dbname=postgres.NAME)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            return str(cursor.fetchone()[0]) if cursor.description else ""


def copy(host: str, place: places.Place) -> None:
    """The whole cluster as it is, following the one behind that socket."""
    data = place.server / "data"
    program = installations.choose(data).reached_from(place).bin / "pg_basebackup"
    command = [program, "--host", host, "--username", "postgres", "--pgdata", data, "--checkpoint=fast", "-R"]
    subprocess.run(command, check=True, capture_output=True, **place.popen_options())


@pytest.mark.faults
def test_a_promoted_standby_is_another_database_at_once(folder):
    ours, other = place_in(folder / "ours"), place_in(folder / "other")
    with running(ours) as host:
        asked(host, "CREATE TABLE outbox_message AS SELECT generate_series(1, 200000) AS id")
        copy(host, other)
        before = asked(host, switch.FINGERPRINT)
        with running(other) as standby:
            asked(host, "UPDATE outbox_message SET id = id + 1")  # much that no checkpoint has written yet
            time.sleep(1)
            assert asked(standby, "SELECT pg_promote()") == "True"
            assert asked(standby, "SELECT timeline_id FROM pg_control_checkpoint()") == "1"
            after = asked(standby, switch.FINGERPRINT)
    assert before != after
    assert (before.split("/")[0::2], before.split("/")[1], after.split("/")[1]) == (
        after.split("/")[0::2],
        "1",
        "2",
    )
