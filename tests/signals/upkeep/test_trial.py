"""A way of learning tried out on past days: nobody knows what came after, all speak of the same people."""

from dataclasses import replace

import numpy as np
import pytest

from signals.learning.measures import measure, measure_spend
from signals.learning.prior import Prior
from signals.learning.storage import stored
from signals.learning.training import fit
from signals.upkeep import trial
from tests.signals.learning.histories import START, drawn

THROUGH, HORIZON = START + 560, 60


@pytest.fixture(scope="module")
def business():
    return drawn(customers=300, days=700)


@pytest.fixture(scope="module")
def old(business):
    return fit(business, through=START + 300, horizon=HORIZON)


@pytest.fixture(scope="module")
def tried(business, old):
    champion = trial.Champion(1, old.through, HORIZON, lambda: old)
    return trial.try_out(business, through=THROUGH, horizon=HORIZON, prior=Prior(), champion=champion)


def test_each_cut_off_has_its_outcome_by_the_day_and_something_to_learn_before_it():
    assert trial.cut_offs(0, 560, 60) == [500, 470, 440]
    assert trial.cut_offs(0, 110, 60) == [50]
    assert trial.cut_offs(0, 80, 60) == []


def test_what_came_after_the_day_and_who_was_taught_later_change_nothing(business, tried, old):
    champion = trial.Champion(1, old.through, HORIZON, lambda: old)
    again = trial.try_out(
        business.until(THROUGH), through=THROUGH, horizon=HORIZON, prior=Prior(), champion=champion
    )
    for one, other in zip(tried, again, strict=True):
        assert (one.left == other.left).all()
        assert all((one.said[whose] == other.said[whose]).all() for whose in one.said)


def test_all_speak_of_the_same_customers_and_the_model_knows_nothing_after_the_cut_off(business, tried):
    for one in tried:
        model = fit(business.until(one.cutoff), through=one.cutoff, horizon=HORIZON, prior=Prior())
        seen = trial.seen_by(model, business, one.cutoff)
        assert one.customers.tolist() == seen.index.tolist()
        assert one.said["model"] == pytest.approx(model.score(seen).p_churn, abs=1e-12)
        assert set(one.said) == {"model", "p0", "prior", "champion"}


def test_a_champion_who_had_learned_by_then_speaks_for_himself(business, tried, old):
    seen = trial.seen_by(old, business, tried[0].cutoff)
    assert tried[0].said["champion"] == pytest.approx(old.p_churn(seen))


def test_a_champion_hears_amounts_in_his_own_units_and_the_prior_speaks_of_whom_he_does_not_know(
    business, tried, old
):
    """Amounts are told in another currency now, and some customers pay in one that he has never seen."""
    known = np.arange(len(business.customers)) % 10 > 0
    told_now = business.scaled(np.full(len(business.customers), 7.0))

    def hears(history):
        return history.of_customers(known[: len(history.customers)]).scaled(np.full(known.sum(), 1 / 7))

    champion = trial.Champion(1, old.through, HORIZON, lambda: old, hears)
    again = trial.try_out(told_now, through=THROUGH, horizon=HORIZON, prior=Prior(), champion=champion)
    for one, other in zip(tried, again, strict=True):
        heard = np.isin(other.customers, business.customers[known])
        assert other.said["champion"][heard] == pytest.approx(one.said["champion"][heard], abs=1e-9)
        assert (other.said["champion"][~heard] == other.said["prior"][~heard]).all()
        assert 0 < (~heard).sum() < heard.sum()


def test_for_a_younger_one_a_twin_of_his_age_speaks(business):
    young = fit(business, through=THROUGH - 40, horizon=HORIZON)
    champion = trial.Champion(1, young.through, HORIZON, lambda: pytest.fail("he has seen what came"))
    ours = fit(business, through=THROUGH - 60, horizon=HORIZON)
    twin, _heard = trial.rival(business, champion, THROUGH - 60, age=40, ours=ours)
    assert stored(twin) == stored(fit(business, through=THROUGH - 100, horizon=HORIZON))
    assert trial.rival(business, champion, START + 60, age=40, ours=ours) is None


def test_measures_are_means_over_the_cut_offs_and_bins_hold_everybody(tried):
    told = trial.as_measures(tried)
    each = [measure(one.left, one.said["p0"]).auc for one in tried]
    assert told["p0"]["auc"] == pytest.approx(np.mean(each), abs=1e-4)
    assert [one["customers"] for one in told["cutoffs"]] == [len(one.left) for one in tried]
    whoever = {int(one) for day in tried for one in day.customers}
    rows = sum(len(one.left) for one in tried)
    assert len(whoever) <= sum(one["customers"] for one in told["bins"]) <= rows
    assert all(one["low"] <= one["seen"] <= one["high"] for one in told["bins"])
    assert told["model"]["bss"] > told["prior"]["bss"]
    assert trial.as_measures([]) == {}


def test_the_spend_that_was_expected_is_measured_too(tried):
    told = trial.as_measures(tried)
    for whose in ("model", "p0", "prior", "champion"):
        assert told[whose].keys() >= {"pr_auc", "log_loss", "slope", "spend_nmae", "spend_bias", "spend_gini"}
    each = [measure_spend(one.spent, one.expected["model"]).spend_nmae for one in tried]
    assert told["model"]["spend_nmae"] == pytest.approx(np.mean(each), abs=1e-4)
    assert told["model"]["spend_gini"] > 0.2


def test_whose_amounts_are_others_his_spend_is_not_measured(business, old):
    champion = trial.Champion(1, old.through, HORIZON, lambda: old, lambda one: one.scaled(np.full(300, 0.5)))
    told = trial.try_out(
        business, through=THROUGH, horizon=HORIZON, prior=Prior(), champion=champion, number=1
    )
    measures = trial.as_measures(told)["champion"]
    assert "auc" in measures
    assert "spend_nmae" not in measures


def test_a_cut_off_where_everybody_left_is_told_but_not_measured(tried):
    gone = replace(tried[0], left=np.ones_like(tried[0].left))
    told = trial.as_measures([gone])
    assert "model" not in told
    assert told["cutoffs"][0]["base"] == 1


def test_a_customer_who_is_asked_about_on_three_days_is_one_piece_of_news():
    customers, left = np.repeat(np.arange(100), 3), np.repeat(np.arange(100) % 2, 3)
    (told, *_more) = trial.calibration(customers, left, np.full(300, 0.5))
    (alone, *_more) = trial.calibration(np.arange(300), left, np.full(300, 0.5))
    assert (told["customers"], alone["customers"]) == (10, 30)
    assert (told["low"], told["high"]) == pytest.approx(trial.interval(5, 10), abs=1e-4)
    assert (alone["low"], alone["high"]) == pytest.approx(trial.interval(15, 30), abs=1e-4)


def test_the_interval_of_a_share_holds_at_both_ends():
    assert trial.interval(0, 10) == (0.0, pytest.approx(0.3085, abs=1e-4))
    assert trial.interval(10, 10) == (pytest.approx(0.6915, abs=1e-4), 1.0)
    assert trial.interval(5, 10) == pytest.approx((0.1871, 0.8129), abs=1e-4)
