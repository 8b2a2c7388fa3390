"""The fits and formulas held against what was published about the CDNOW sample.

The sample is the one of every tenth customer that Fader and Hardie published beside the whole set; its
numbers stand in cdnow_sample.txt, its purchases in demo/cdnow.csv.gz. Calibrated on 39 weeks of 1997.
Both come from the package that demo/SOURCE.md names.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.optimize

from churn_crm.demo import record_shop
from signals.learning import lifetimes
from signals.learning.lifetimes import Lifetimes

SAMPLE = Path(__file__).parent / "cdnow_sample.txt"
CALIBRATED = pd.Timestamp("1997-09-30")
WEEK = 7
# r, α (weeks), a, b and the log-likelihood. BG/NBD: Fader, Hardie and Lee 2005, Marketing Science 24.
# MBG/NBD, there called CBG/NBD: Hoppe and Wagner 2007, Marketing Journal of Research and Management 3.
PUBLISHED = {"bg": (0.243, 4.414, 0.793, 2.426, -9582.4), "mbg": (0.525, 6.183, 0.891, 1.614, -9582.1)}


@pytest.fixture(scope="module")
def calibration() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, t, age of lifetimes.py in days: repeat purchase days, the last of them, and the end."""
    customers = {int(one) for one in SAMPLE.read_text().split()}
    sales = pd.read_csv(record_shop.FILE, parse_dates=["ts"])
    sales = sales[sales.customer_id.isin(customers) & (sales.ts <= CALIBRATED)]
    days = sales.drop_duplicates(["customer_id", "ts"]).groupby("customer_id").ts
    x, t, age = days.size() - 1, (days.max() - days.min()).dt.days, (CALIBRATED - days.min()).dt.days
    return x.to_numpy(float), t.to_numpy(float), age.to_numpy(float)


def test_it_is_the_published_sample(calibration):
    assert (len(calibration[0]), calibration[0].sum()) == (2357, 2457)


@pytest.mark.parametrize("kind", PUBLISHED)
def test_the_parameters_are_the_published_ones(kind, calibration):
    x, t, age = calibration
    (r, alpha, a, b), trouble = lifetimes.maximum(kind, x, t, age)
    assert trouble == ""
    assert (r, alpha / WEEK, a, b) == pytest.approx(PUBLISHED[kind][:4], abs=0.0006)


@pytest.mark.parametrize("kind", PUBLISHED)
def test_the_likelihood_is_the_published_one(kind, calibration):
    x, t, age = calibration
    *at, told = PUBLISHED[kind]
    mean, _slopes = lifetimes.minus_likelihood(np.log(at), kind, x, t / WEEK, age / WEEK)
    assert -mean * len(x) == pytest.approx(told, abs=0.1)


@pytest.mark.parametrize("kind", PUBLISHED)
def test_silence_without_end_is_the_published_chance_of_being_dead(kind, calibration):
    """P(alive) of the BG/NBD: Fader, Hardie and Lee 2008, note 21; of the MBG/NBD: Batislam et al. 2007."""
    x, t, age = calibration
    r, alpha, a, b, _likelihood = PUBLISHED[kind]
    grown = ((alpha * WEEK + age) / (alpha * WEEK + t)) ** (r + x)
    dropped = a / (b + x) * grown if kind == "mbg" else np.where(x > 0, a / (b + x - 1 + (x == 0)) * grown, 0)
    model = Lifetimes(kind, r, alpha * WEEK, a, b)
    assert model.p0(x, t, age, 1e300) == pytest.approx(1 - 1 / (1 + dropped), abs=1e-9)


def test_the_model_that_is_wished_for_is_the_one_that_is_taken(calibration):
    found = lifetimes.fit(*calibration)
    assert (found.kind, found.note) == ("mbg", "")


@pytest.mark.parametrize("failing", [("mbg",), ("mbg", "bg"), ("mbg", "bg", "nbd")])
def test_where_a_fit_does_not_converge_the_next_is_taken_and_said(failing, calibration, monkeypatch):
    real = lifetimes.maximum

    def maximum(kind, x, t, age):
        return (None, "did not converge") if kind in failing else real(kind, x, t, age)

    monkeypatch.setattr(lifetimes, "maximum", maximum)
    if len(failing) == len(lifetimes.KINDS):
        with pytest.raises(lifetimes.CannotFit, match="nbd: did not converge"):
            lifetimes.fit(*calibration)
    else:
        found = lifetimes.fit(*calibration)
        assert found.kind == lifetimes.KINDS[len(failing)]
        assert found.note == "; ".join(f"{kind}: did not converge" for kind in failing)


def test_a_minimum_that_was_not_reached_counts_for_nothing(calibration, monkeypatch):
    real = scipy.optimize.minimize

    def given_up(*args, **options):
        return real(*args, **options, options={"maxiter": 1})

    monkeypatch.setattr(scipy.optimize, "minimize", given_up)
    assert lifetimes.maximum("mbg", *calibration) == (None, "did not converge")
