"""Nothing lost, doubled or sent after STOP: counted in the gateway's ledger against the database."""

import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from urllib.error import URLError

import psycopg2
import pytest

from tests.outbox.fleet import BUSINESS, ROOT, Fleet, answer_from_phone, wait_for
from tests.outbox.sent_business import phone_of

FAULTS = {
    "drop": 0.03,
    "late": 0.02,
    "broken": 0.02,
    "garbage": 0.01,
    "refuse": 0.05,
    "fail": 0.02,
    "deaf": 0.2,
    "double": 0.2,
    "reverse": 0.1,
    "delay": 0.2,
    "slow": 0.2,
}
OPEN = "('planned', 'ready', 'sending', 'unknown', 'review')"
GRACE = 5.0  # seconds in which an opt-out takes effect


@dataclass(frozen=True)
class Figures:
    """What the two ledgers say.

    planned: messages in the database · accepted: by the gateway, doubles counted · stopped: skipped ·
    asked: attempts without a clear answer · retried: messages with a second attempt · kills: how often
    something was hit · denied: skipped by the database, though the gateway has it
    """

    seed: int
    planned: int
    accepted: int
    stopped: int
    asked: int
    retried: int
    kills: int
    lost: int
    doubled: int
    after_stop: int
    denied: int
    unsettled: int


def under_fire(*, seed: int, customers: int, seconds: int) -> Figures:
    """Plan two messages a customer, send them while everything is killed, let it come to rest, and count."""
    fleet = Fleet(FAULTS, seed=seed)
    try:
        fleet.migrate()
        fleet.run("found", customers)
        fleet.begin()
        planner = start_planner(fleet, seconds)
        kills = fire(fleet, planner, seconds=seconds, customers=customers)
        fleet.run("plan_for", seconds)
        come_to_rest(fleet)
        return counted(fleet, seed=seed, kills=kills)
    finally:
        fleet.end()


def start_planner(fleet: Fleet, seconds: int) -> subprocess.Popen:
    code = BUSINESS.format(what="plan_for", argument=seconds)
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=fleet.environment, stderr=subprocess.DEVNULL
    )


def fire(fleet: Fleet, planner: subprocess.Popen, *, seconds: int, customers: int) -> int:
    """Kill something every second or so, and let customers write STOP. Returns how many hits."""
    shots: Counter[str] = Counter()
    weapons = [
        fleet.kill_child,
        fleet.kill_child,
        fleet.kill_parent,
        fleet.kill_group,
        fleet.kill_beat,
        fleet.flush_valkey,
        fleet.freeze_child,
        fleet.stop_database_at_once,
        fleet.take_all_connections,
        fleet.fill_valkey,
        fleet.deploy,
    ]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(fleet.dice.uniform(0.5, 1.5))
        weapon = fleet.dice.choice(weapons)
        weapon()
        shots[weapon.__name__] += 1
        if fleet.dice.random() < 0.1 and planner.poll() is None:
            planner.kill()
        if planner.poll() is not None:
            planner = start_planner(fleet, seconds)
        say_stop(fleet, customers)
        fleet.see_to()
    planner.kill()
    planner.wait()
    return sum(shots.values())


def say_stop(fleet: Fleet, customers: int) -> None:
    phone = phone_of(fleet.dice.randrange(customers))
    with suppress(URLError, OSError):
        answer_from_phone(fleet, phone, fleet.dice.choice(["STOP", "退订", "td"]))


# Whoever was answered by an error asks ever less often, up to a quarter of an hour; who was refused tries
# again after 30, 60, 120 seconds. Nothing is decided by it.
SOONER = """
WITH asking AS (
    UPDATE outbox_message SET ask_at = now() + interval '10 seconds'
    WHERE state = 'unknown' AND ask_at > now() + interval '10 seconds' RETURNING id
), trying AS (
    UPDATE outbox_message SET not_before = now() + interval '10 seconds'
    WHERE state = 'planned' AND not_before > now() + interval '10 seconds' RETURNING id
)
SELECT id FROM asking UNION ALL SELECT id FROM trying
"""


def come_to_rest(fleet: Fleet) -> None:
    """Until every message has an end, and the gateway has told everything it knows."""

    def at_rest() -> bool:
        fleet.see_to()
        try:
            fleet.ask(SOONER)
            waiting = fleet.ask(f"SELECT count(*) FROM outbox_message WHERE state IN {OPEN}")[0][0]
        except psycopg2.OperationalError:
            return False
        return not waiting and not fleet.ledger("SELECT count(*) FROM news")[0][0]

    wait_for(at_rest, seconds=600)


def counted(fleet: Fleet, *, seed: int, kills: int) -> Figures:
    messages = fleet.ask(
        "SELECT replace(reference::text, '-', ''), state, address, attempt FROM outbox_message"
    )
    taken = Counter(reference for (reference,) in fleet.ledger("SELECT reference FROM message"))
    opted_out = {
        address: at.timestamp()
        for address, at in fleet.ask(
            "SELECT address, min(received_at) FROM outbox_reply WHERE meaning = 'opt_out' GROUP BY address"
        )
    }
    late = [
        phone
        for phone, at in fleet.ledger("SELECT phone, at FROM message")
        if phone in opted_out and at > opted_out[phone] + GRACE
    ]
    return Figures(
        seed=seed,
        planned=len(messages),
        accepted=taken.total(),
        stopped=sum(state == "skipped" for _reference, state, _address, _attempt in messages),
        asked=fleet.ask("SELECT count(*) FROM outbox_attempt WHERE outcome IN ('unknown', 'open')")[0][0],
        retried=sum(attempt > 1 for _reference, _state, _address, attempt in messages),
        kills=kills,
        lost=sum(
            reference not in taken for reference, state, _a, _n in messages if state in ("sent", "delivered")
        ),
        doubled=sum(count - 1 for count in taken.values()),
        after_stop=len(late),
        denied=sum(reference in taken for reference, state, _a, _n in messages if state == "skipped"),
        unsettled=sum(state not in ("sent", "delivered", "skipped") for _r, state, _a, _n in messages),
    )


def report(figures: Figures) -> str:
    return " · ".join(f"{name} {value}" for name, value in asdict(figures).items())


def holds(figures: Figures, *, customers: int) -> None:
    """The promise."""
    assert figures.planned == customers * 2, report(figures)
    assert figures.accepted >= customers, report(figures)
    assert figures.stopped > 0, report(figures)
    broken = (figures.lost, figures.doubled, figures.after_stop, figures.denied, figures.unsettled)
    assert broken == (0, 0, 0, 0, 0), report(figures)


def test_under_fire_nothing_is_lost_doubled_or_sent_after_stop(capsys):
    figures = under_fire(seed=1, customers=100, seconds=25)
    with capsys.disabled():
        sys.stdout.write(f"\n{report(figures)}\n")
    holds(figures, customers=100)


@pytest.mark.faults
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_a_thousand_messages_under_fire(seed, capsys):
    figures = under_fire(seed=seed, customers=500, seconds=40)
    with capsys.disabled():
        sys.stdout.write(f"\n{report(figures)}\n")
    holds(figures, customers=500)
