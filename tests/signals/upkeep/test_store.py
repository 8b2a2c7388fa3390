"""Models in the database: kept whole, put into use one at a time, and never read when damaged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signals.learning import storage
from signals.learning.history import History
from signals.learning.training import fit, in_season
from signals.models import ChurnModel
from signals.upkeep import schedule, store
from tests.signals.learning.histories import START, bought, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def learned():
    return fit(drawn(customers=300, days=400), through=START + 390, horizon=60)


@pytest.fixture(autouse=True)
def nothing_read_before():
    store._read.cache_clear()


def test_a_kept_model_comes_back_as_it_was(learned):
    row = store.keep(learned, measures={"auc": 0.7})
    assert (row.number, row.role, row.basis, row.horizon_days) == (1, "challenger", "learned", 60)
    assert storage.stored(store.fitted(1)) == storage.stored(learned)
    assert store.keep(learned).number == 2


def test_the_prior_is_not_kept():
    nothing = fit(bought((1, 0, 10.0)), through=START + 1, horizon=60)
    with pytest.raises(ValueError, match="prior"):
        store.keep(nothing)


def test_one_model_is_in_use_and_the_one_before_is_retired(learned):
    first, second = store.keep(learned), store.keep(learned)
    assert ChurnModel.objects.champion() is None
    store.put_into_use(first, verdict={"why": "first"})
    store.put_into_use(second, verdict={"why": "better"})
    store.put_into_use(second, verdict={"why": "said twice"})
    first.refresh_from_db()
    champion = ChurnModel.objects.champion()
    assert champion == second
    assert champion.verdict == {"why": "better"}
    assert first.role == "retired"
    assert first.retired_at is not None


def quiet(history: History, *, around: int) -> History:
    """Nobody came for a season that began around that day."""
    days = history.bought.days
    there = history.bought.only((days < around - 25) | (days > around + 85))
    return replace(history, bought=there).of_customers(there.counts > 0)


def test_nights_five_months_apart_follow_the_season_that_the_newest_look_met(monkeypatch, learned):
    """Looks are taken a day each; a night over an older day knows nothing of later ones."""
    row = store.keep(learned)
    history = quiet(drawn(customers=300, days=900), around=row.day.toordinal() + 150 - 365)
    monkeypatch.setattr(schedule, "read_in_units", lambda units, *, until: history)
    store.put_into_use(row, verdict={})
    assert "season" not in store.followed(day=row.day, horizon_days=60)
    autumn = row.day + timedelta(days=150)
    for day in (row.day, autumn):
        schedule.check(day=day)
    before, after = (
        store.followed(day=day, horizon_days=60) for day in (row.day, autumn + timedelta(days=1))
    )
    assert before["season"] == pytest.approx(learned.season)
    assert after["season"] == in_season(learned, history, as_of=autumn.toordinal()).season != before["season"]
    met = {name: after[name] for name in ("season", "spend_season")}
    assert met["spend_season"] == in_season(learned, history, as_of=autumn.toordinal()).spend_season
    assert store.champion_of(after).fitted == replace(store.fitted(1), **met)
    assert store.champion_of({"number": 1, "sha256": row.sha256}).fitted.season == learned.season


def test_a_damaged_model_is_not_read(learned):
    row = store.keep(learned)
    ChurnModel.objects.filter(pk=row.pk).update(body=row.body.replace("0", "1", 1))
    with pytest.raises(storage.CannotRead, match="checksum"):
        store.fitted(row.number)
