"""A fitted model: what it says, how it is taken apart, and how it is kept."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from signals.learning import additive, silence, storage, training
from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.linear import fit_linear
from signals.learning.measures import auc, measure, measure_spend
from signals.learning.model import FittedModel
from signals.learning.origins import examples, origins, outcome
from signals.learning.points import logit, probability
from signals.learning.prior import Prior
from signals.learning.training import fit, in_season, shift
from signals.upkeep import trial
from tests.signals.learning.conftest import THROUGH
from tests.signals.learning.histories import START, bought, drawn, total


def test_enough_history_is_learned_from(model):
    assert (model.basis, model.lifetimes.kind, model.through) == ("learned", "mbg", THROUGH)
    assert model.share == pytest.approx(900 / 1_100, rel=0.01)
    assert max(model.facts["origins"]) + model.horizon <= THROUGH


def test_contributions_sum_to_the_logit_for_everyone(model, seen):
    """The logit is reckoned a second time, part by part and with the p of the lifetimes as they are."""
    scores = model.score(seen)
    columns = model.completed(seen)[list(model.learned.columns)].to_numpy()
    lines, trees = model.learned.linear, model.learned.additive
    linear = lines.intercept + sum(lines.part(place, columns[:, place]) for place in range(columns.shape[1]))
    tenure = seen.tenure.to_numpy()
    p0 = model.lifetimes.p0(seen.purchase_days.to_numpy() - 1, tenure - seen.recency.to_numpy(), tenure, 60)
    alone = logit(p0)
    blend = (linear + total(trees, columns) + alone) / 3
    whole = model.share * blend + (1 - model.share) * alone
    expected = model.slope * whole + model.level + model.season
    assert np.abs(scores.base + scores.contributions.sum(axis=1) - expected).max() < 1e-6


def test_points_add_up_from_the_usual_rate_to_what_is_shown_for_everyone(model, seen):
    scores = model.score(seen)
    shown = 100 * model.usual_rate + scores.points.sum(axis=1)
    assert np.abs(shown - 100 * scores.p_churn).max() < 1e-6


def test_contributions_are_counted_from_the_mean_customer(model, seen):
    scores = model.score(seen)
    assert np.abs(scores.contributions.mean(axis=0)[:-1]).max() < 1e-9
    assert scores.names[-1] == "season"


def test_a_shard_scores_as_the_whole_does(model, seen):
    whole, part = model.score(seen), model.score(seen.iloc[100:200])
    assert (whole.p_churn[100:200] == part.p_churn).all()
    assert (whole.spend_if_stays[100:200] == part.spend_if_stays).all()


def test_who_is_at_risk_is_found_and_the_chances_are_right(history, model, seen):
    left, spend = outcome(history, seen.index.to_numpy(), THROUGH, 60)
    scores = model.score(seen)
    found = measure(left, scores.p_churn)
    assert found.auc > 0.8
    assert found.ece < 0.05
    assert scores.expected_spend.sum() == pytest.approx(spend.sum(), rel=0.15)
    assert np.corrcoef(scores.expected_spend, spend)[0, 1] > 0.3


@pytest.fixture(scope="module")
def even():
    """Everybody comes at even gaps of his own, until one day he comes no more."""
    random = np.random.default_rng(3)
    usual = random.uniform(25, 45, 600)[:, None]
    gaps = usual * np.exp(random.normal(0, 0.12, (600, 40)))
    times = random.uniform(0, 1, (600, 1)) * usual + np.cumsum(gaps, axis=1)
    stays = np.cumprod(random.random((600, 40)) > 0.06, axis=1) == 1
    who, which = np.nonzero((times < 700) & stays)
    return History.of_rows(who + 1, START + times[who, which].astype(int), np.full(len(who), 1000))


def test_where_gaps_are_even_the_blend_is_stretched_until_its_chances_come_true(even):
    """The lifetimes take every gap for chance and say little; a third of the blend waters down the rest."""
    told = fit(even, through=START + 400, horizon=60)
    seen = frame(even, as_of=START + 400, horizon=60, usual_gap=told.usual_gap)
    left, _spend = outcome(even, seen.index.to_numpy(), START + 400, 60)
    before = replace(told, slope=1.0, level=0.0)
    assert told.slope > 1.3
    assert measure(left, told.p_churn(seen)).ece < measure(left, before.p_churn(seen)).ece - 0.01
    assert measure(left, told.p_churn(seen)).auc == measure(left, before.p_churn(seen)).auc


def test_the_slope_is_told_by_customers_whom_the_model_was_not_taught_about_and_the_mean_stays(even):
    told = fit(even, through=START + 400, horizon=60)
    days = told.facts["origins"]
    known = examples(even.until(START + 400), days, horizon=60, usual_gap=told.usual_gap, through=START + 400)
    stretched, plain = (training.logits_of(one, known) for one in (told, replace(told, slope=1.0, level=0.0)))
    assert probability(stretched).mean() == pytest.approx(probability(plain).mean(), abs=1e-9)
    nobody_left = replace(known, left=np.zeros_like(known.left))
    assert training.stretched(told, nobody_left) is told


def test_the_slope_does_not_depend_on_the_step_of_the_ids(even):
    """Where two programs share a sequence, ids are all even: these customers are halved as well as others."""
    told = fit(replace(even, customers=even.customers * 2), through=START + 400, horizon=60)
    assert told.slope > 1.3


def test_value_at_risk_is_what_would_be_lost(model, seen):
    scores = model.score(seen)
    assert scores.value_at_risk(0.25) == pytest.approx(scores.p_churn * scores.spend_if_stays * 0.25)
    assert scores.expected_spend + scores.value_at_risk(1.0) == pytest.approx(scores.spend_if_stays)


def test_a_model_does_not_look_at_what_came_later(history):
    some = history.sample(200)
    told, alone = (fit(known, through=START + 300, horizon=60) for known in (some, some.until(START + 300)))
    assert told.basis == "learned"
    assert storage.stored(alone) == storage.stored(told)


def test_labels_of_the_newest_origin_end_with_the_last_day():
    assert origins(0, 200, 90) == list(range(110, 29, -7))
    assert origins(0, 119, 90) == []
    assert len(origins(0, 5_000, 90)) == 163


def test_what_has_not_come_yet_teaches_nobody_that_all_leave(history):
    newest = int(history.bought.days.max())
    assert history.known_until(newest) == newest
    in_time, late = (fit(history, through=newest + days, horizon=60) for days in (0, 40))
    assert late.facts["origins"] == in_time.facts["origins"]
    assert late.facts["origins"][0] == newest - 60
    assert late.facts["silence"] == in_time.facts["silence"]
    assert trial.cut_offs(START, newest, 60)[0] == newest - 60
    tried = trial.try_out(history, through=newest + 40, horizon=60, prior=late.prior, number=1)
    assert [one.cutoff for one in tried] == [newest - 60]


def test_a_pause_that_is_not_the_longest_is_a_pause():
    rows = [(n, day, 10.0) for n in range(1, 9) for day in (0, 3, 20, 22)]
    assert bought(*rows).known_until(START + 39) == START + 39
    assert bought(*rows).known_until(START + 40) == START + 22
    nobody = bought((1, 0, 1.0)).of_customers(np.array([False]))
    assert nobody.known_until(START + 5) == START + 5


@pytest.fixture(scope="module")
def one_is_late(history):
    """The shop as two branches, the customers of even ids in the second, of which nothing has come for the
    last 150 days."""
    newest = int(history.bought.days.max())
    second = history.customers % 2 == 0
    kept = ~second[history.bought.places] | (history.bought.days <= newest - 150)
    known = replace(history, bought=history.bought.only(kept))
    return known.in_branches(second.astype(int)).of_customers(known.bought.counts > 0), newest


def test_a_branch_whose_facts_have_not_come_teaches_nobody_that_its_customers_leave(one_is_late):
    known, newest = one_is_late
    late = known.branches == 1
    last = int(known.arrivals.of_branch[1][-1])
    assert known.known_until(newest) == newest
    for day, told in ((last, True), (last + 1, False), (newest, False)):
        assert (known.outcome_known(known.customers, day, through=newest) == (~late | told)).all()
    for day, told in ((newest - 60, False), (last - 60, True)):
        taught = examples(known, [day], horizon=60, usual_gap=40, through=newest)
        assert taught.features.index.isin(known.customers[late]).any() == told


def rows_of(history):
    """The days of each customer."""
    return np.split(history.bought.days, history.bought.starts[1:-1])


def test_long_silence_and_trials_do_not_count_who_is_of_a_late_branch(one_is_late):
    known, newest = one_is_late
    first, second = (known.of_customers(known.branches == branch) for branch in (0, 1))
    days = range(newest - 60, START, -60)  # on which it is measured
    last = int(known.arrivals.of_branch[1][-1])
    told = [silence.measured(one, through=newest, horizon=60) for one in (known, first, second)]
    assert [n for _band, n, _away in told[0]] == [a[1] + b[1] for a, b in zip(*told[1:], strict=True)]
    asked = [day for day in days if day + 60 <= last]
    last_ones = [[one[one <= day].max() for one in rows_of(second) if one[0] <= day] for day in asked]
    silent = sum(day - one >= 270 for day, ones in zip(asked, last_ones, strict=True) for one in ones)
    assert sum(n for _band, n, _away in told[2]) == silent
    tried = trial.try_out(known, through=newest, horizon=60, prior=Prior(), number=1)
    assert not np.isin(tried[0].customers, known.customers[known.branches == 1]).any()


def test_whether_a_branch_is_late_is_asked_of_what_was_known_on_the_day(one_is_late):
    """Who is late today was not so then, and what comes tomorrow makes nobody known today."""
    known, _newest = one_is_late
    last = int(known.arrivals.of_branch[1][-1])
    for day in (last - 10, last):
        assert known.late(day, through=day) == []
    early = known.until(last + 60)
    assert early.late(last + 1, through=last + 60) == known.late(last + 1, through=last + 60) == [1]


def test_a_branch_of_which_little_is_known_is_not_called_late():
    """Of a few gaps the present one is soon the longest."""
    some = bought(*((1, day, 1.0) for day in range(0, 400, 2)), *((2, day, 1.0) for day in (0, 3, 9)))
    known = some.in_branches(np.array([1, 2]))
    assert known.late(START + 300, through=START + 398) == []


def test_outcomes_are_those_of_the_days_after_until_the_end_of_the_horizon():
    history = bought((1, 0, 5), (1, 90, 7), (2, 0, 5), (2, 91, 7), (3, 0, 5), (3, 1, 2))
    left, spend = outcome(history, np.array([1, 2, 3]), START, 90)
    assert left.tolist() == [0, 1, 0]
    assert spend.tolist() == [7, 0, 2]


def test_examples_a_year_old_have_half_the_weight():
    history = drawn(customers=100, days=700)
    known = examples(history, [START + 600, START + 235], horizon=60, usual_gap=40, through=START + 700)
    newest = len(frame(history, as_of=START + 600, horizon=60, usual_gap=40))
    assert known.weights[0] / known.weights[newest] == pytest.approx(2)
    assert known.weights.mean() == pytest.approx(1)


def test_a_short_history_rests_on_rhythm_and_says_so(history):
    young = fit(history, through=START + 80, horizon=60)
    assert (young.basis, young.share, young.facts["learning"]) == ("lifetimes", 0, "the history is too short")
    seen = frame(history, as_of=START + 80, horizon=60, usual_gap=young.usual_gap)
    scores = young.score(seen)
    assert np.isfinite(scores.logit).all()
    assert set(scores.names) == {"lifetimes", "season"}


def test_without_a_second_purchase_the_prior_speaks_and_says_so():
    history = bought((1, 0, 5), (2, 30, 8), (3, 99, 8))
    model = fit(history, through=START + 100, horizon=180)
    assert model.basis == "prior"
    assert model.facts["lifetimes"] == "nobody has bought twice yet"
    seen = frame(history, as_of=START + 100, horizon=180, usual_gap=model.usual_gap)
    assert model.score(seen).p_churn == pytest.approx([0.5, 0.15, 0.15])


def test_the_prior_of_a_shorter_horizon_is_higher():
    assert Prior().p0(np.array([0.0, 100, 200, 400]), 90) == pytest.approx(np.sqrt([0.15, 0.5, 0.75, 0.92]))


@pytest.fixture(scope="module")
def quiet_each_spring():
    """Everybody comes every fifteen days, but nobody in the same eighty days of each year."""
    random = np.random.default_rng(1)
    who, day = np.nonzero(random.random((120, 1_200)) < 1 / 15)
    quiet = (day % 365 > 120) & (day % 365 < 200)
    return History.of_rows(who[~quiet] + 1, START + day[~quiet], np.full((~quiet).sum(), 1000))


def test_a_yearly_season_is_met_halfway_and_more(monkeypatch, quiet_each_spring):
    through = START + 365 * 2 + 125
    model = fit(quiet_each_spring, through=through, horizon=60)
    assert model.season > 0.5
    monkeypatch.setattr(training, "SEASON_HISTORY", 10_000)
    assert fit(quiet_each_spring, through=through, horizon=60).season == 0


def test_four_months_later_the_season_is_another_one(quiet_each_spring):
    """A model of the quiet days must not carry their shift into the busy ones."""
    through = START + 365 * 2 + 125
    model = fit(quiet_each_spring, through=through, horizon=60)
    assert in_season(model, quiet_each_spring, as_of=through).season == model.season > 0.5
    later = in_season(model, quiet_each_spring, as_of=through + 120)
    assert later.season < model.season - 0.5
    known = quiet_each_spring.until(through + 120)
    assert in_season(model, known, as_of=through + 120).season == later.season  # nothing later was looked at
    seen = frame(known, as_of=through + 120, horizon=60, usual_gap=model.usual_gap)
    scores = later.score(seen)
    assert np.abs(scores.logit - logit(later.p_churn(seen))).max() < 1e-6
    assert np.abs(scores.contributions[:, -1] - later.season).max() == 0


def test_who_learned_nothing_has_no_season(quiet_each_spring):
    young = fit(quiet_each_spring, through=START + 80, horizon=60)
    assert in_season(young, quiet_each_spring, as_of=START + 900) == young


def test_the_shift_makes_the_mean_right():
    said = np.linspace(-3, 2, 500)
    assert probability(said + shift(said, 0.8)).mean() == pytest.approx(0.8)


def test_a_model_is_read_back_to_the_last_bit(model, seen):
    again = storage.read(storage.stored(model))
    pd.testing.assert_index_equal(again.score(seen).customers, model.score(seen).customers)
    assert (again.score(seen).contributions == model.score(seen).contributions).all()
    assert (again.score(seen).spend_if_stays == model.score(seen).spend_if_stays).all()
    assert storage.stored(again) == storage.stored(model)


def test_a_model_without_learning_is_read_back():
    model = FittedModel("prior", 90, date(2026, 6, 1).toordinal(), 30.0)
    assert storage.read(storage.stored(model)) == model


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda told: {**told, "model": told["model"].replace("0.", "1.", 1)}, "checksum"),
        (lambda told: {**told, "form": 99}, "form 99"),
        (lambda told: {"form": 1}, "no stored model"),
    ],
)
def test_a_damaged_model_is_refused(model, spoil, why):
    with pytest.raises(storage.CannotRead, match=why):
        storage.read(json.dumps(spoil(json.loads(storage.stored(model)))))


def test_measures_agree_with_scikit_learn():
    from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
    from sklearn.metrics import log_loss as sklearn_log_loss

    random = np.random.default_rng(2)
    said = random.random(1_000).round(2)
    left = (random.random(1_000) < said).astype(int)
    found = measure(left, said)
    assert auc(left, said) == pytest.approx(roc_auc_score(left, said))
    assert found.bss == pytest.approx(1 - brier_score_loss(left, said) / (left.mean() * (1 - left.mean())))
    assert found.pr_auc == pytest.approx(average_precision_score(left, said))
    assert found.log_loss == pytest.approx(sklearn_log_loss(left, np.clip(said, 1e-6, 1 - 1e-6)))
    unsure = said.clip(0.05, 0.95)
    slope = measure(left, unsure).slope
    assert slope == pytest.approx(1, abs=0.25)
    assert measure(left, probability(2 * logit(unsure))).slope == pytest.approx(slope / 2, rel=1e-3)
    assert measure(left, np.full(1_000, 0.5)).slope == 0
    assert measure(np.ones(5), said[:5]) is None


def test_the_error_of_expected_spend_is_as_it_is_defined():
    """By hand: 40 spent, 50 expected, 50 apart; by what was expected the spender comes second."""
    spent, expected = np.array([0.0, 40.0, 0.0, 0.0]), np.array([25.0, 20.0, 5.0, 0.0])
    found = measure_spend(spent, expected)
    assert (found.spend_nmae, found.spend_bias) == (pytest.approx(50 / 40), pytest.approx(0.25))
    assert found.spend_gini == pytest.approx((3 / 4 - 5 / 8) / (1 - 5 / 8))
    assert measure_spend(spent, spent).spend_gini == 1
    alike = measure_spend(spent, np.full(4, 10.0))
    assert alike.spend_gini == pytest.approx(0), "whoever was entered first is not ahead"
    assert measure_spend(np.zeros(4), expected) is None


def test_what_nobody_knows_of_those_who_stayed_says_nothing_about_their_spend():
    features = np.column_stack([np.full(300, np.nan), np.zeros(300), np.arange(300.0)])
    fitted = additive.fit_spend(features, np.arange(300.0), np.ones(300))
    assert total(fitted, features)[250] > total(fitted, features)[50]
    assert fitted.part(0, np.array([np.nan, 5.0])).tolist() == [0, 0]
    assert fitted.part(1, np.array([0.0, 5.0])).tolist() == [0, 0]


def test_a_business_without_purchases_has_the_prior():
    nobody = bought((1, 0, -5.0))
    model = fit(nobody, through=START + 10, horizon=180)
    assert (model.basis, model.facts["lifetimes"]) == ("prior", "nobody has bought anything yet")
    assert model.usual_rate == pytest.approx(0.15)
    assert storage.read(storage.stored(model)) == model
    first = frame(bought((7, 20, 5.0)), as_of=START + 120, horizon=180, usual_gap=model.usual_gap)
    assert model.score(first).p_churn == pytest.approx([0.5])


def test_what_is_remembered_is_learned_once(monkeypatch):
    asked = []

    def learned(history, **wish):
        asked.append(wish)
        return object()

    monkeypatch.setattr(training, "fit", learned)
    remembered = training.Remembered()
    first = remembered(None, through=5, horizon=60)
    assert remembered(None, through=5, horizon=60, prior=Prior()) is first
    others = [remembered(None, through=6, horizon=60), remembered(None, through=5, horizon=90)]
    assert first not in others and len(asked) == 3


@pytest.mark.parametrize("rows", [900, 1_111, 3_000])
def test_what_has_one_value_wherever_it_is_known_has_no_slope(rows):
    """Where its spread is what rounding left: another value tonight must not outweigh everything else."""
    random = np.random.default_rng(1)
    speaks, once = random.normal(size=rows), np.full(rows, np.nan)
    once[:5] = 0.37
    left = (random.random(rows) < probability(speaks)).astype(int)
    fitted = fit_linear(np.column_stack([speaks, once]), left, np.ones(rows))
    assert fitted.slopes[0] > 0.5
    assert np.abs(fitted.part(1, np.array([0.37, 5.0]))).max() < 1e-6


@pytest.fixture(scope="module")
def dearer_each_winter():
    """Everybody comes every twenty days or so, and pays three times as much in the first third of a year."""
    random = np.random.default_rng(3)
    who, day = np.nonzero(random.random((300, 1_200)) < 1 / 20)
    there = day >= random.integers(0, 600, 300)[who]
    who, day = who[there], day[there]
    cents = np.where(day % 365 < 120, 3_000, 1_000)
    return History.of_rows(who + 1, START + day, cents)


def test_expected_spend_follows_the_season_too(dearer_each_winter):
    through = START + 3 * 365 - 10
    model = fit(dearer_each_winter, through=through, horizon=60)
    seen = frame(dearer_each_winter, as_of=through, horizon=60, usual_gap=model.usual_gap)
    _left, spent = outcome(dearer_each_winter, seen.index.to_numpy(), through, 60)
    told, without = (
        one.score(seen).expected_spend.sum() for one in (model, replace(model, spend_season=0.0))
    )
    assert model.spend_season > 0.3
    assert abs(told - spent.sum()) < 0.5 * abs(without - spent.sum())


def test_a_season_in_which_nobody_comes_is_none_of_chance():
    found = training.off(np.zeros(1_100), np.ones(1_100), 11)
    assert training.sure(*found) > 0.9 * found[0] > 5


def test_a_file_that_is_due_changes_no_season(dearer_each_winter):
    """Nobody has "left" since the last file came; the season is that of the day all the same."""
    through = START + 3 * 365 + 20
    model = fit(dearer_each_winter, through=through, horizon=60)
    asked = training.drawn_for(dearer_each_winter.until(through), model.facts["origins"])
    late = training.drawn_for(dearer_each_winter.until(through - 40), model.facts["origins"])
    told, due = (training.with_season(model, one, as_of=through).season for one in (asked, late))
    assert due == pytest.approx(told, abs=0.15)


def test_what_chance_makes_of_a_handful_is_no_season():
    assert training.sure(0.3, 0.1) == 0
    assert training.sure(-0.3, 0.03) == pytest.approx(-0.2)
    assert training.sure(0.3, 0.0) == 0.3


def test_the_youth_of_a_business_is_no_season():
    """A year ago newcomers stayed; since then they leave: it stays so, whatever the calendar says."""

    def slip(of: float) -> training.Slip:
        return training.Slip((of, 0.001), (0.0, 0.001))

    assert training.changed(slip(0.5), slip(-0.2), "chance") == pytest.approx(0.7, abs=0.01)
    assert training.changed(slip(0.5), None, "chance") == 0


def test_two_years_that_agree_count_for_more_than_one(quiet_each_spring):
    later = START + 365 * 3 + 125
    model = fit(quiet_each_spring.until(later), through=later - 365, horizon=60)
    one = training.with_season(model, quiet_each_spring.until(later - 365), as_of=later - 365)
    two = in_season(model, quiet_each_spring, as_of=later)
    assert two.season > one.season > 0.5
