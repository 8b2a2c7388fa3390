"""A learned model for nights to follow."""

from dataclasses import replace
from datetime import date

import pytest

from signals.learning.training import fit
from signals.purchases import read_in_one_unit
from signals.upkeep import store
from tests.signals.learning.histories import START, drawn


@pytest.fixture(scope="session")
def learned():
    """What 300 drawn customers teach; it depends on nobody's id."""
    return fit(drawn(customers=300, days=1000), through=START + 1000, horizon=180)


@pytest.fixture
def put_in_use(learned):
    """A model that knew everything up to `through`, as nights follow it."""

    def put(*, through: date):
        units = read_in_one_unit(until=through)[1]
        row = store.keep(
            replace(learned, through=through.toordinal(), facts={**learned.facts, "units": units})
        )
        store.put_into_use(row, verdict={})
        return row

    return put
