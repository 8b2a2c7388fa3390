"""The command: from records in the database to a file of predictions, trained only on what was known."""

import json
from datetime import date, timedelta
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from churn_crm import clock
from churn_crm.demo import record_shop
from customers.imports.service import Wish, import_file
from customers.models import Customer, Visit
from signals.learning.measures import measure
from signals.policies import scoring_policy
from signals.purchases import read_history
from tests.factories import BranchFactory, CustomerFactory, VisitFactory
from tests.signals.learning.histories import START, drawn

CUTOFF = date.fromordinal(START + 400)
COLUMNS = ["customer_id", "cutoff", "p_churn", "expected_spend"]


def told(tmp_path, *cutoffs: date, **options) -> tuple[pd.DataFrame, str]:
    said, out = StringIO(), tmp_path / "predictions.csv"
    days = ",".join(day.isoformat() for day in cutoffs)
    call_command("backtest", f"--cutoffs={days}", f"--out={out}", stdout=said, **options)
    return pd.read_csv(out, dtype={"customer_id": str}), said.getvalue()


@pytest.fixture
def shop(gaoxin, lin):
    """Two hundred customers with what they bought and brought back."""
    history = drawn(customers=200, days=520)
    made = [
        CustomerFactory.build(code=f"K{n:04}", branch=gaoxin, owner=lin, created_at=clock.now())
        for n in history.customers
    ]
    by_id = dict(zip(history.customers.tolist(), Customer.objects.bulk_create(made), strict=True))
    visits = []
    for ledger, sign in ((history.bought, 1), (history.returned, -1)):
        for place, day, cents in zip(ledger.places, ledger.days.tolist(), ledger.cents.tolist(), strict=True):
            visit = VisitFactory.build(
                customer=by_id[int(history.customers[place])],
                day=date.fromordinal(day),
                amount=sign * cents / 100,
                counts=sign > 0,
            )
            visits.append(visit)
    for number, visit in enumerate(visits):
        visit.number = f"N{number}"
    Visit.objects.bulk_create(visits)
    plan_anew()
    return history


def plan_anew() -> None:
    """As a server in use does by itself. Of tables that other tests have emptied it would expect no rows, and
    ask for the past once a customer and day: minutes instead of a second."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer, customers_visit")


@pytest.mark.django_db
def test_everyone_who_bought_within_a_year_has_a_prediction(shop, tmp_path):
    found, said = told(tmp_path, CUTOFF, horizon=90)
    known = shop.until(CUTOFF.toordinal())
    last = known.bought.days[known.bought.starts[1:] - 1]
    expected = {f"K{n:04}" for n in known.customers[CUTOFF.toordinal() - last <= 365]}
    assert list(found.columns) == COLUMNS
    assert set(found.customer_id) == expected
    assert found.p_churn.between(0, 1).all()
    assert (found.expected_spend >= 0).all()
    assert "learned from own history" in said
    assert "AUC" in said


@pytest.mark.django_db
def test_what_came_after_the_cut_off_changes_nothing(shop, tmp_path):
    before, _said = told(tmp_path, CUTOFF, horizon=90)
    Visit.objects.filter(day__gt=CUTOFF).exclude(day=Visit.objects.latest("day").day).delete()
    after, _said = told(tmp_path, CUTOFF, horizon=90)
    pd.testing.assert_frame_equal(before, after)


@pytest.fixture
def in_osaka(shop):
    """Every second customer of the shop counts in yen."""
    osaka = BranchFactory(code="osaka", currency="JPY")
    codes = [f"K{n:04}" for n in shop.customers[::2]]
    Customer.objects.filter(code__in=codes).update(branch=osaka)
    return codes


def times(factor: int, **which) -> None:
    yen = Visit.objects.filter(customer__branch__currency="JPY", **which)
    yen.update(amount=F("amount") * factor)


@pytest.mark.django_db
def test_of_two_currencies_neither_is_taken_for_the_other(in_osaka, tmp_path):
    """Whether yen are worth twenty or two thousand times less, chances are the same; spend is in yen."""
    times(20)
    before, _said = told(tmp_path, CUTOFF, horizon=90)
    times(100)
    after, _said = told(tmp_path, CUTOFF, horizon=90)
    yen = before.customer_id.isin(in_osaka)
    assert yen.sum() > 50
    assert (~yen).sum() > 50
    np.testing.assert_allclose(after.p_churn, before.p_churn, atol=1e-3)
    ratio = after.expected_spend / before.expected_spend
    np.testing.assert_allclose(ratio[yen], 100, rtol=0.01)
    np.testing.assert_allclose(ratio[~yen], 1, rtol=0.01)
    # Nor does what yen bought after the cut-off say what they were worth on it.
    times(50, day__gt=CUTOFF)
    again, _said = told(tmp_path, CUTOFF, horizon=90)
    pd.testing.assert_frame_equal(again, after)


@pytest.mark.django_db
def test_the_prior_of_the_policy_speaks_where_there_is_nothing_to_learn(customer_of_lin, tmp_path):
    VisitFactory(customer=customer_of_lin, day=CUTOFF - timedelta(days=10), amount=50)
    policy = scoring_policy()
    policy.prior_current = 0.4
    policy.save()
    found, said = told(tmp_path, CUTOFF - timedelta(days=10), horizon=policy.horizon_days)
    assert "the prior: there was too little to learn from" in said
    assert found.p_churn.tolist() == [pytest.approx(0.4)]


@pytest.mark.django_db
def test_the_database_gives_the_history_that_was_put_into_it(shop):
    read = read_history(until=date.fromordinal(START + 520))
    assert (read.bought.cents == shop.bought.cents).all()
    assert (read.bought.days == shop.bought.days).all()
    assert (read.returned.cents == shop.returned.cents).all()
    assert (read.bought.starts == shop.bought.starts).all()


@pytest.mark.django_db
def test_what_is_cancelled_free_or_does_not_count_is_no_purchase(customer_of_lin):
    for n, (amount, counts) in enumerate([(10, True), (0, True), (20, False), (-5, False)]):
        VisitFactory(customer=customer_of_lin, day=CUTOFF + timedelta(days=n), amount=amount, counts=counts)
    read = read_history(until=CUTOFF + timedelta(days=9))
    assert (read.bought.cents.tolist(), read.returned.cents.tolist()) == ([1000], [500])


@pytest.mark.django_db
def test_a_window_that_is_not_over_is_said_and_json_holds_the_measures(shop, tmp_path):
    newest = Visit.objects.filter(amount__gt=0).latest("day").day
    _found, said = told(tmp_path, CUTOFF, newest, horizon=90, json=True)
    assert "What came of it within 90 days is not known." in said
    first, second = json.loads(said.splitlines()[-1])
    assert first["basis"] == "learned"
    assert first["measures"]["auc"] > 0.6
    assert second["measures"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cutoffs", "why"),
    [
        (f"{date.fromordinal(START - 5)},{CUTOFF}", "The history is too short"),
        ("2031-01-01", "lies after the last purchase"),
        ("31.12.2020", "is no day"),
    ],
)
def test_a_cut_off_without_history_is_refused_in_words(shop, tmp_path, cutoffs, why):
    with pytest.raises(CommandError, match=why):
        call_command("backtest", f"--cutoffs={cutoffs}", f"--out={tmp_path / 'p.csv'}")
    assert not (tmp_path / "p.csv").exists()


@pytest.mark.django_db
def test_without_purchases_it_says_what_to_do(tmp_path, customer_of_lin):
    with pytest.raises(CommandError, match="Import visits first"):
        call_command("backtest", "--cutoffs=2024-01-01", f"--out={tmp_path / 'p.csv'}")


@pytest.mark.django_db
def test_a_place_that_cannot_be_written_is_refused_first(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("backtest", "--cutoffs=2024-01-01", f"--out={tmp_path / 'nowhere' / 'p.csv'}")


@pytest.mark.long
@pytest.mark.django_db
def test_the_record_shop_reaches_the_figures_that_science_asks_for(settings, tmp_path):
    settings.TODAY, settings.LOCAL_DIR = record_shop.DAY, tmp_path / "local"
    branch = record_shop.hire()
    wish = Wish(kind="visits", path=record_shop.FILE, branch=branch, create_customers=True)
    import_file(wish=wish)
    cutoffs = [date(1997, 12, 31), date(1998, 1, 31), date(1998, 2, 28), date(1998, 3, 31)]
    found, _said = told(tmp_path, *cutoffs, horizon=90)
    means = np.mean([measured(found, cutoff) for cutoff in cutoffs], axis=0)
    assert means[0] >= 0.788
    assert means[1] >= 0.215
    assert means[2] <= 0.020


def measured(found: pd.DataFrame, cutoff: date) -> tuple[float, float, float]:
    """AUC, Brier skill and calibration error of one cut-off, from the file of sales itself."""
    sales = pd.read_csv(record_shop.FILE, dtype={"customer_id": str}, parse_dates=["ts"])
    sales = sales[sales.amount > 0]
    end = pd.Timestamp(cutoff) + pd.Timedelta(days=1)
    buyers = set(sales.customer_id[(sales.ts >= end) & (sales.ts < end + pd.Timedelta(days=90))])
    said = found[found.cutoff == cutoff.isoformat()]
    told = measure((~said.customer_id.isin(buyers)).to_numpy().astype(int), said.p_churn.to_numpy())
    return told.auc, told.bss, told.ece
