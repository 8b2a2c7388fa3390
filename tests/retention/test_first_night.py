"""In its first night a business has tables that PostgreSQL knows as empty, and plans for few rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import connection

from retention import night
from signals import findings
from tests.retention.nights import NIGHT, shoppers

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
STAGES = ("night_standing", "night_signals", "night_moves", "night_actions")


@contextmanager
def plans() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """(statement, plan) of everything that is written from a stage, as it is planned there and then."""
    found: list[tuple[str, dict[str, Any]]] = []

    def explained(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip().startswith(WRITES) and any(stage in sql for stage in STAGES):
            with connection.connection.cursor() as beside:
                beside.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                found.append((sql, beside.fetchone()[0][0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        yield found


def joins(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["Node Type"]
    for inner in plan.get("Plans", ()):
        yield from joins(inner)


def by_loops(found: list[tuple[str, dict[str, Any]]]) -> set[str]:
    return {sql for sql, plan in found if "Nested Loop" in joins(plan)}


@pytest.fixture
def opening(lin, gaoxin, settings):
    """A business of four parts on the day before its first night."""
    shoppers(lin, gaoxin, count=120)
    settings.NIGHT_SHARD_SIZE = 30
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE customers_customerstanding, signals_churnsignal, signals_snapshot, signals_tiermove,"
            " retention_action"
        )


@pytest.mark.django_db
def test_no_part_of_a_first_night_is_joined_row_by_row(opening):
    """An hour for 50,000 customers. What moved since yesterday, is back or was settled is few."""
    with plans() as found:
        run = night.run_night(day=NIGHT)

    said = [sql for sql, _plan in found]
    for written in (findings.UPDATE_STANDING, findings.INSERT_STANDING, findings.OPEN_SIGNALS):
        assert said.count(written) == run.shards.count() == 4
    few = {findings.CLEAR_MOVES, findings.REVIVE_SIGNALS, findings.SPEAK_AGAIN}
    assert by_loops(found) - few == set()


@pytest.mark.django_db
def test_a_first_night_would_be_joined_row_by_row_if_it_were_not_told_otherwise(opening, monkeypatch):
    """Else the test above would look at another situation."""
    monkeypatch.setattr(findings, "whole_tables", nullcontext)
    with plans() as found:
        night.run_night(day=NIGHT)

    assert findings.INSERT_STANDING in by_loops(found)
