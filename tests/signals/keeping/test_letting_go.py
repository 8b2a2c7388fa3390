"""Old snapshots go by the policy, a month at a time, and everything that is read from them stays right."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from psycopg2.errors import LockNotAvailable

from dashboards.scope import finished_nights
from signals import policies
from signals.health.history import days_of
from signals.keeping import letting_go
from signals.keeping.letting_go import let_go_of_old_snapshots
from signals.models import NightlyRun, ScoringPolicy, Snapshot
from tests.conftest import signed_in
from tests.factories import CustomerFactory
from tests.signals.health.nights import a_night

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NIGHT = date(2026, 6, 15)


@pytest.fixture
def customer(lin, gaoxin):
    return CustomerFactory(owner=lin, branch=gaoxin)


@pytest.fixture
def nights(customer) -> list[date]:
    """Two months at the border of thirteen, one at that of five years, and last night."""
    days = [date(2021, 5, 30), date(2021, 5, 31), date(2021, 6, 29), date(2021, 6, 30)]
    days += [date(2025, 4, 28) + n * DAY for n in range(6)]
    for day in (*days, NIGHT):
        a_night(customer, day)
    return days


def kept() -> list[date]:
    return sorted(Snapshot.objects.values_list("day", flat=True))


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'signals_snapshot'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


STAY = [date(2021, 6, 30), date(2025, 4, 30), *(date(2025, 5, n) for n in (1, 2, 3)), NIGHT]


def test_every_night_at_first_then_the_last_of_each_month_then_none(nights):
    before = tables()
    gone = let_go_of_old_snapshots(day=NIGHT)

    assert kept() == STAY
    assert [(one.month, len(one.nights), one.kept) for one in gone] == [
        (date(2021, 5, 1), 2, None),
        (date(2021, 6, 1), 1, date(2021, 6, 30)),
        (date(2025, 4, 1), 2, date(2025, 4, 30)),
    ]
    assert before - tables() == {"signals_snapshot_2021_05"}


def test_twice_is_once(nights):
    let_go_of_old_snapshots(day=NIGHT)

    assert let_go_of_old_snapshots(day=NIGHT) == []
    assert kept() == STAY


def test_what_stays_is_as_it_was(nights, customer):
    a_night(CustomerFactory(), date(2025, 4, 30), visits=20, tier=2)
    before = list(Snapshot.objects.filter(day__in=STAY).order_by("day", "customer").values())
    let_go_of_old_snapshots(day=NIGHT)

    assert list(Snapshot.objects.order_by("day", "customer").values()) == before


def test_the_ledger_says_what_went_and_figures_ask_only_for_what_is_there(nights, customer):
    let_go_of_old_snapshots(day=NIGHT)

    went = NightlyRun.objects.filter(let_go_on=NIGHT)
    assert set(went.values_list("day", flat=True)) == {*nights} - {*STAY}
    assert list(finished_nights()) == STAY
    assert [one.day for one in days_of(customer.pk)] == STAY


def test_a_longer_horizon_keeps_the_nights_that_it_is_held_against(nights):
    policies.scoring_policy()
    ScoringPolicy.objects.update(horizon_days=420)
    let_go_of_old_snapshots(day=NIGHT)

    assert date(2025, 4, 28) in kept()


def test_not_before_the_days_night_is_done_nor_while_one_runs(nights):
    assert let_go_of_old_snapshots(day=NIGHT + DAY) == []
    NightlyRun.objects.filter(day=NIGHT).update(state="running")
    assert let_go_of_old_snapshots(day=NIGHT) == []
    assert len(kept()) == len(nights) + 1


def test_at_most_so_many_months_at_once(nights, monkeypatch):
    monkeypatch.setattr(letting_go, "AT_ONCE", 2)

    assert [one.month.month for one in let_go_of_old_snapshots(day=NIGHT)] == [5, 6]
    assert [one.month.month for one in let_go_of_old_snapshots(day=NIGHT)] == [4]


def test_where_a_table_is_in_use_the_next_wake_tries_again(nights, monkeypatch):
    def in_use(*_args, **_kwargs):
        raise OperationalError from LockNotAvailable()

    with monkeypatch.context() as patched:
        patched.setattr(letting_go, "let_go", in_use)
        assert let_go_of_old_snapshots(day=NIGHT) == []
    assert not NightlyRun.objects.exclude(let_go_on=None).exists()
    assert len(let_go_of_old_snapshots(day=NIGHT)) == 3


def test_the_page_of_a_night_says_what_went_after_it_and_that_its_own_went(nights, zhou):
    let_go_of_old_snapshots(day=NIGHT)
    client = signed_in(zhou)

    page = client.get(reverse("signals:run", args=[NIGHT])).content.decode()
    assert "2 nights, the whole month" in page
    assert "1 night; that of 30 Jun 2021 stays" in page
    assert "2 nights; that of 30 Apr 2025 stays" in page
    page = client.get(reverse("signals:run", args=[date(2025, 4, 28)])).content.decode()
    assert "was let go of after the night of" in page
    page = client.get(reverse("signals:run", args=[date(2025, 4, 30)])).content.decode()
    assert "let go of" not in page


def test_a_manager_says_how_long(zhou):
    client, address = signed_in(zhou), reverse("signals:edit_keeping")
    version = policies.scoring_policy().version
    said = {"keep_nights_months": 24, "keep_ends_months": 84, "version": version}

    assert client.post(address, said).status_code == 302
    policy = policies.scoring_policy()
    assert (policy.keep_nights_months, policy.keep_ends_months, policy.version) == (24, 84, version + 1)
    assert "Somebody has just changed the policy" in client.post(address, said).content.decode()


@pytest.mark.parametrize(
    ("nights", "ends", "words"),
    [
        (12, 60, "Between 13 and 240."),
        (13, 241, "Between 13 and 240."),
        (24, 23, "Not shorter than every night is kept."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(zhou, nights, ends, words):
    said = {
        "keep_nights_months": nights,
        "keep_ends_months": ends,
        "version": policies.scoring_policy().version,
    }

    answer = signed_in(zhou).post(reverse("signals:edit_keeping"), said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_same_over_http(zhou):
    client, address = signed_in(zhou), "/api/v1/keeping-policy/"
    held = client.get(address).json()
    assert (held["keep_nights_months"], held["keep_ends_months"]) == (13, 60)

    said = {"keep_ends_months": 120}
    assert client.patch(address, said, "application/json").status_code == 428
    said["version"] = held["version"]
    assert client.patch(address, said, "application/json").json()["keep_ends_months"] == 120
    assert client.patch(address, said, "application/json").status_code == 409
