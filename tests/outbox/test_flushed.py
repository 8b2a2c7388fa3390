"""A flushed Valkey loses wake-ups only, and not for long: nobody has to start anything anew."""

import pytest

from tests.outbox.fleet import Fleet, wait_for


@pytest.mark.faults
def test_after_flushall_the_same_processes_go_on_sending():
    fleet = Fleet({}, seed=1)
    try:
        fleet.migrate()
        fleet.run("found", 3)
        fleet.begin()
        fleet.run("plan_for", 1)
        assert wait_for(lambda: sent(fleet) == 6, seconds=90), fleet.last_words()
        fleet.flush_valkey()
        fleet.run("plan_again")
        assert wait_for(lambda: sent(fleet) == 9, seconds=60), fleet.last_words()
    finally:
        fleet.end()


def sent(fleet: Fleet) -> int:
    return fleet.ask("SELECT count(*) FROM outbox_message WHERE state IN ('sent', 'delivered')")[0][0]
