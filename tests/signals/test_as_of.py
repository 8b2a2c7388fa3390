"""What is written down after a day changes nothing of what was known on it, fact table by fact table."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from churn_crm import clock
from customers.models import Customer
from signals import copying, features
from signals.circumstances import read_circumstances
from signals.facts import visits
from signals.features import read_features
from tests.factories import CustomerFactory
from tests.signals.facts import AS_OF, QUALITY, RIVALS, Maker
from tests.signals.later import LATER, STANDING, written_then

pytestmark = pytest.mark.django_db
TABLE = re.compile(r"\b(?:staff|customers|outbox|desk|signals|retention)_[a-z]+\b")
PRESENT = ["owner_id"]  # a night hands its work to who keeps the customer by now


def frame() -> pd.DataFrame:
    return read_features(first=0, last=10**9, as_of=AS_OF, rivals=RIVALS, measure=QUALITY).drop(
        columns=PRESENT
    )


@pytest.fixture
def maker(gaoxin, lin) -> Maker:
    return Maker(1, gaoxin, lin)


def changes(maker: Maker, known: pd.DataFrame) -> Iterator[tuple[str, int, list[str]]]:
    """Table → how many rows changed, and which features did."""
    for table, happens in LATER.items():
        with written_then():
            rows = happens(maker)
        before, known = known, frame().loc[known.index]
        yield table, rows, [name for name in known if not known[name].equals(before[name])]


def test_nothing_that_happens_later_to_any_fact_table_is_seen(maker):
    customers = [one.pk for one in maker.business()]
    known, beside = frame(), read_circumstances(pd.Index(customers).to_numpy(), AS_OF.toordinal())
    told = list(changes(maker, known))

    assert {table: differs for table, _rows, differs in told if differs} == {}
    assert [table for table, rows, _differs in told if not rows] == []
    later = read_circumstances(pd.Index(customers).to_numpy(), AS_OF.toordinal())
    pd.testing.assert_frame_equal(beside, later, check_exact=True)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_who_was_entered_by_midnight_is_known_and_who_was_after_it_is_not(gaoxin, lin, settings, zone):
    settings.TIME_ZONE = zone
    midnight = clock.end_of(AS_OF)
    before, after = (CustomerFactory(owner=lin, branch=gaoxin) for _n in range(2))
    for customer, moment in ((before, midnight - timedelta(minutes=1)), (after, midnight)):
        Customer.objects.filter(pk=customer.pk).update(since=None, created_at=moment)
    assert frame().index.tolist() == [before.pk]


def test_every_table_that_a_night_reads_is_tried_above(maker, monkeypatch):
    maker.business(3)
    asked: list[str] = []

    def told(read):
        def listening(sql, params, **more):
            asked.append(sql)
            return read(sql, params, **more)

        return listening

    monkeypatch.setattr(features, "read_frame", told(copying.read_frame))
    monkeypatch.setattr(visits, "read_numbers", told(copying.read_numbers))
    with CaptureQueriesContext(connection) as captured:
        frame()
    asked += [query["sql"] for query in captured.captured_queries]

    assert set(TABLE.findall(" ".join(asked))) == set(LATER) | set(STANDING)
