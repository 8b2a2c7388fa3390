"""Health is compared with real days: seven and 28 before, or a night of up to three days earlier."""

from datetime import date, timedelta
from typing import Any

import pytest

from customers.models import CustomerStanding
from retention.night import run_night
from signals.health.trend import compared_days, newest_near
from signals.health.words import trends
from signals.models import ChurnSignal, NightlyRun, SignalEvent, Snapshot
from tests.retention.nights import NIGHT, a_business, database

DAY = date(2026, 6, 15)


def ago(*days: int) -> list[date]:
    return [DAY - timedelta(days=back) for back in days]


@pytest.mark.parametrize(
    ("nights", "found"),
    [
        ([7], 7),
        ([7, 8], 7),
        ([1, 2, 6, 9], 9),
        ([10], 10),
        ([11], None),
        ([6], None),  # never a night that is nearer
        ([1], None),  # and never merely the night before
        ([], None),
    ],
)
def test_the_night_of_that_day_or_up_to_three_days_before(nights, found):
    (wanted,) = ago(7)
    assert newest_near(ago(*nights), wanted) == (ago(found)[0] if found else None)


@pytest.mark.django_db
def test_an_unfinished_night_is_not_compared_with():
    for day, state in zip(ago(7, 8, 28), ("running", "done", "failed"), strict=True):
        NightlyRun.objects.create(
            day=day,
            state=state,
            started_at="2026-06-01T00:00Z",
            finished_at="2026-06-01T01:00Z",
            policy_version=1,
        )
    assert compared_days(DAY) == {"week": ago(8)[0], "four_weeks": None}


@pytest.fixture
def cast(lin, gaoxin):
    return a_business(lin, gaoxin)


@pytest.mark.django_db
class TestTheNight:
    def standing(self, customer) -> Any:
        return CustomerStanding.objects.get(customer=customer)

    def test_nights_keep_what_each_group_took(self, cast):
        run_night(day=NIGHT)
        snapshot = Snapshot.objects.get(customer=cast["recalled"], day=NIGHT)

        assert snapshot.health == 100 - sum(snapshot.taken) == self.standing(cast["recalled"]).health
        assert (self.standing(cast["recalled"]).band, snapshot.taken[0] > 60) == (1, True)
        prospect = Snapshot.objects.get(customer=cast["prospect"], day=NIGHT)
        assert (prospect.health, prospect.taken) == (None, None)

    def test_the_trend_is_that_of_real_days(self, cast):
        for back in (28, 8, 1):
            run_night(day=NIGHT - timedelta(days=back))
        run_night(day=NIGHT)
        called = self.standing(cast["reminded"])
        past = {row.day: row.health for row in Snapshot.objects.filter(customer=cast["reminded"])}

        assert called.health_28_ago == past[NIGHT - timedelta(days=28)] > called.health
        assert called.health_7_ago == past[NIGHT - timedelta(days=8)]
        assert [change for change, _words in trends(called)] == [called.trend_7, called.trend_28]

    def test_without_such_a_night_there_is_no_comparison(self, cast):
        run_night(day=NIGHT - timedelta(days=1))
        run_night(day=NIGHT)
        standing = self.standing(cast["called"])

        assert (standing.trend_7, standing.trend_28, trends(standing)) == (None, None, [])

    def test_the_same_night_twice_gives_the_same_health_and_trend(self, cast):
        run_night(day=NIGHT - timedelta(days=7))
        run_night(day=NIGHT)
        before = database()
        run_night(day=NIGHT)
        assert database() == before

    def test_a_settled_signal_takes_nothing(self, cast):
        run_night(day=NIGHT)
        before = self.standing(cast["late_payer"]).health
        ChurnSignal.objects.filter(customer=cast["late_payer"], kind="payment_delay").update(
            state="resolved", settled_strength=1
        )
        run_night(day=NIGHT)
        after = self.standing(cast["late_payer"])

        assert before < after.health
        assert Snapshot.objects.get(customer=cast["late_payer"], day=NIGHT).taken[1] == 0

    def test_trust_lightens_what_a_kind_takes(self, cast):
        run_night(day=NIGHT)
        before = self.standing(cast["late_payer"]).health
        run = NightlyRun.objects.get(day=NIGHT)
        assert run.policy["health"][0]["caps"]["money"] == 50
        called = ChurnSignal.objects.bulk_create(
            ChurnSignal(
                customer=cast["current"],
                kind="payment_delay",
                strength=1,
                opened_on=NIGHT,
                seen_on=NIGHT,
                resolved_on=NIGHT,
                state="false_alarm",
                settled_strength=1,
                judged_at=run.finished_at,
            )
            for _n in range(40)
        )
        SignalEvent.objects.bulk_create(
            SignalEvent(signal=signal, kind="false_alarm", at=run.finished_at) for signal in called
        )
        run_night(day=NIGHT)
        assert self.standing(cast["late_payer"]).health > before
