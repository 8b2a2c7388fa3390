"""The fits and the closed-form P0, held against integration, simulation and numerical slopes."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import beta, gamma

from signals.learning import lifetimes
from signals.learning.lifetimes import CannotFit, Lifetimes

TRUE = {
    "mbg": Lifetimes("mbg", r=0.7, alpha=30.0, a=0.8, b=2.5),
    "bg": Lifetimes("bg", r=0.7, alpha=30.0, a=0.8, b=2.5),
    "nbd": Lifetimes("nbd", r=0.7, alpha=30.0, a=0.0, b=0.0),
}


def bought(model: Lifetimes, *, customers: int, horizon: float, seed: int = 1):
    """Simulated customers, one purchase at a time: x, t, age, whether they stay silent for the horizon."""
    random = np.random.default_rng(seed)
    rate = random.gamma(model.r, 1 / model.alpha, customers)
    drops = random.beta(model.a, model.b, customers) if model.a else np.zeros(customers)
    age = random.uniform(60, 600, customers)
    x, t, now = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    alive = random.random(customers) > drops if model.kind == "mbg" else np.ones(customers, bool)
    silent = np.ones(customers, bool)
    while alive.any():
        now = now + random.exponential(1 / rate)
        inside = alive & (now <= age)
        x[inside] += 1
        t[inside] = now[inside]
        silent &= ~(alive & (now > age) & (now <= age + horizon))
        alive = inside & (random.random(customers) > drops)
    return x, t, age, silent


@pytest.mark.parametrize("kind", TRUE)
def test_p0_is_what_simulated_customers_do(kind):
    x, t, age, silent = bought(TRUE[kind], customers=400_000, horizon=90)
    said = TRUE[kind].p0(x, t, age, 90)
    assert said.mean() == pytest.approx(silent.mean(), abs=0.003)
    for group in np.array_split(np.argsort(said), 20):
        assert said[group].mean() == pytest.approx(silent[group].mean(), abs=0.015)


@pytest.mark.parametrize("kind", ["mbg", "bg"])
@pytest.mark.parametrize(("x", "t", "age"), [(0, 0, 40), (1, 30, 200), (6, 150, 170), (6, 100, 400)])
def test_p0_is_what_integration_over_rate_and_dropout_gives(kind, x, t, age):
    model = TRUE[kind]
    nodes, weights = np.polynomial.legendre.leggauss(250)
    quantiles, weights = (nodes + 1) / 2, weights / 2
    rate = gamma.ppf(quantiles, model.r, scale=1 / model.alpha)[:, None]
    p = beta.ppf(quantiles, model.a, model.b)[None, :]
    chances = x + 1 if kind == "mbg" else x
    gone = p * (1 - p) ** (chances - 1) * np.exp(-rate * t) if chances else 0

    def seen_and_silent(ahead: float) -> float:
        """Likelihood of what was seen and of silence for `ahead` days more."""
        alive = (1 - p) ** chances * np.exp(-rate * (age + ahead))
        return float(weights @ (rate**x * (alive + gone)) @ weights)

    said = model.p0(np.array([x]), np.array([t]), np.array([age]), 90)
    assert said[0] == pytest.approx(seen_and_silent(90) / seen_and_silent(0), rel=1e-4)


@pytest.mark.parametrize("kind", TRUE)
def test_the_slopes_are_those_of_the_likelihood(kind):
    x, t, age, _silent = bought(TRUE[kind], customers=300, horizon=90)
    at = np.log([0.5, 0.2, 0.6, 1.5])[: 2 if kind == "nbd" else 4]
    told = (kind, x, t / 300, age / 300)
    slopes = approx_fprime(at, lambda logs: lifetimes.minus_likelihood(logs, *told)[0], 1e-7)
    assert lifetimes.minus_likelihood(at, *told)[1] == pytest.approx(slopes, abs=2e-6)


@pytest.mark.parametrize("kind", ["mbg", "bg"])
def test_the_parameters_are_found_again(kind):
    x, t, age, _silent = bought(TRUE[kind], customers=50_000, horizon=90)
    found, trouble = lifetimes.maximum(kind, x, t, age)
    assert trouble == ""
    true = TRUE[kind]
    assert found == pytest.approx((true.r, true.alpha, true.a, true.b), rel=0.15)


def test_where_nobody_drops_out_the_simpler_model_is_taken_and_said():
    x, t, age, silent = bought(TRUE["nbd"], customers=20_000, horizon=90)
    found = lifetimes.fit(x, t, age)
    assert found.kind == "nbd"
    assert "nobody drops out" in found.note
    assert found.r == pytest.approx(0.7, rel=0.1)
    assert found.p0(x, t, age, 90).mean() == pytest.approx(silent.mean(), abs=0.01)


def test_without_a_second_purchase_nothing_can_be_fitted():
    with pytest.raises(CannotFit, match="nobody has bought twice"):
        lifetimes.fit(np.zeros(5), np.zeros(5), np.full(5, 100.0))


def test_a_customer_far_beyond_his_rhythm_is_certain_and_no_overflow():
    said = TRUE["mbg"].p0(np.array([2000.0]), np.array([300.0]), np.array([4000.0]), 90)
    assert said[0] == pytest.approx(1)


def even(*, gone: tuple[int, ...] = (), customers: int = 400, gap: int = 7, age: int = 175):
    """Everybody comes once a gap, give or take a day; those gone have been silent for 100 days."""
    x, t = np.full(customers, age // gap - 1.0), np.full(customers, age - 3.0)
    for one in gone:
        x[one], t[one] = (age - 100) // gap, age - 100.0
    return x, t + np.arange(customers) % 3, np.full(customers, float(age))


def test_customers_who_are_all_alike_have_a_rhythm():
    """r and α grow without end: every week is the limit, not a fit that failed."""
    x, t, age = even()
    found = lifetimes.fit(x, t, age)
    assert found.p0(x, t, age, 30) == pytest.approx(np.exp(-30 / 7), abs=0.01)


def test_among_many_who_come_every_week_the_few_who_left_are_seen():
    """Fewer than one in a thousand visits was somebody's last."""
    x, t, age = even(gone=(5, 6, 7))
    found = lifetimes.fit(x, t, age)
    assert 0 < found.a / (found.a + found.b) < lifetimes.NO_DROPOUT
    said = found.p0(x, t, age, 30)
    assert said[[5, 6, 7]].min() > 0.9 > 0.1 > np.delete(said, [5, 6, 7]).max()


@pytest.mark.parametrize("kind", ["mbg", "bg"])
def test_where_all_leave_equally_easily_the_leaving_is_found(kind):
    """a and b grow without end: one chance for everybody is the limit."""
    alike = Lifetimes(kind, r=1.2, alpha=30.0, a=15_000.0, b=85_000.0)
    x, t, age, silent = bought(alike, customers=8_000, horizon=90)
    found = lifetimes.fit(x, t, age)
    assert found.kind != "nbd"
    assert found.a / (found.a + found.b) == pytest.approx(0.15, abs=0.03)
    assert found.p0(x, t, age, 90).mean() == pytest.approx(silent.mean(), abs=0.02)


@pytest.mark.parametrize("kind", TRUE)
def test_who_comes_at_all_comes_as_often_as_is_expected(kind):
    """Also of customers who are younger than the horizon."""
    model = TRUE[kind]
    random = np.random.default_rng(2)
    x, _t, age, _silent = bought(model, customers=60_000, horizon=180)
    said = model.purchases(x, age, 180)
    rate = random.gamma(model.r + x, 1 / (model.alpha + age))
    drops = random.beta(model.a, model.b + x + (kind == "mbg")) if model.a else np.zeros(len(x))
    comes = random.poisson(rate * 180)
    stays = np.where(drops > 0, random.geometric(np.maximum(drops, 1e-9)), 10**6)
    came = np.minimum(comes, stays)
    assert said[came > 0].mean() == pytest.approx(came[came > 0].mean(), rel=0.1)


def test_parameters_may_grow_together_and_none_may_vanish():
    top, bottom = lifetimes.BOUND, -lifetimes.BOUND
    assert not lifetimes.runs_away(np.array([0.8, -1.7, 10.2, top]))
    assert not lifetimes.runs_away(np.array([top, 8.9]))
    assert lifetimes.runs_away(np.array([0.8, -1.7, bottom, 2.0]))
