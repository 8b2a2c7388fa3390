"""Honest ratings are left alone at the stated rate; made-up ones are found."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.stats import betabinom, binom, false_discovery_control

from desk.quality.truth.checks import (
    CHECKS,
    contradiction,
    digits,
    examine,
    find,
    no_complaint,
    one_minute,
    pattern,
    raised,
)
from desk.quality.truth.checks.chance import at_least, exactly, false_shares, peers_of
from desk.quality.truth.checks.observed import Limits, Observed
from tests.desk.quality.ratings import START, Business, made_up

LIMITS = Limits()
BUSINESSES = [15, pytest.param(60, marks=pytest.mark.long)]  # of 20 technicians, 12 agents and 4 branches


def honest(seed, **changes):
    return Business(np.random.default_rng([7, seed]), **changes).observed()


@pytest.fixture(scope="module", params=BUSINESSES)
def many(request):
    """What all checks say of 300 technicians, 180 agents and 60 branches of honest businesses or more."""
    return [examine(honest(seed), LIMITS) for seed in range(request.param)]


@pytest.mark.parametrize("module", CHECKS, ids=lambda module: module.KIND)
def test_a_check_of_honest_ratings_is_below_5_and_1_percent_no_more_often_than_it_says(many, module):
    said = pd.concat(many)
    p = said.p[said.check == module.KIND]
    assert len(p) >= 15 * len(many)
    for level in (0.05, 0.01):
        # Three standard errors of a share measured on so many.
        slack = 3 * np.sqrt(level * (1 - level) / len(p))
        assert (p <= level).mean() <= level + slack, f"{(p <= level).mean():.4f} at {level}"


def test_of_honest_businesses_no_more_are_doubted_at_all_than_the_policy_allows(many):
    doubted = [one for one in many if len(raised(one, LIMITS))]
    assert len(doubted) / len(many) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(many))


@pytest.mark.parametrize("number", [0, 1, 2, 500])
def test_the_share_of_false_doubts_is_that_of_benjamini_and_hochberg(number):
    p = np.random.default_rng(number).uniform(0, 1, number).round(2) ** 2
    np.testing.assert_allclose(false_shares(p), false_discovery_control(p, method="bh"))


def with_made_up(seed, **columns):
    business = Business(np.random.default_rng([11, seed]))
    business.made_up.append(made_up(**columns))
    return business.observed()


def found_in(observed, check):
    doubts = find(observed, LIMITS)
    return set(doubts[doubts.check == check][["subject", "key"]].itertuples(index=False, name=None))


def test_fives_entered_in_one_minute_by_one_person_are_found_and_hardly_anything_else():
    counted: Counter[str] = Counter()
    others = 0
    for seed in range(6):
        doubts = find(with_made_up(seed), LIMITS)
        his = doubts.key.isin([100, 5000])
        counted.update(set(doubts[his].check))
        others += (~his).sum()
    assert counted["one_minute"] == 6 and counted["no_variance"] == 6
    # 30 of his 70 ratings are one person's, which is below the policy's share of 60 %.
    assert counted["one_source"] == 0
    assert others <= 1


def test_one_person_who_enters_nearly_all_of_one_technician_is_found_and_hidden_from_himself():
    one = with_made_up(1, n=90, score=np.tile([5, 4, 5, 5, 3], 18))
    doubt = find(one, LIMITS).set_index("check").loc["one_source"]
    assert (doubt.key, doubt.source) == (100, 5000)
    assert (doubt.numbers["hits"], doubt.numbers["n"], doubt.numbers["person"]) == (90, 130, 5000)
    assert set(one.ratings.loc[doubt.ratings].person) == {5000}


def test_one_address_that_most_ratings_come_from_is_found():
    one = honest(3)
    ratings = one.ratings.assign(given_from=[f"phone {key}" for key in one.ratings.index])
    ratings.loc[ratings.index[ratings.technician == 200][:35], "given_from"] = "the workshop's tablet"
    assert found_in(replace(one, ratings=ratings), "one_source") == {("technician", 200)}


def test_alternating_scores_are_a_pattern():
    spread = START + pd.to_timedelta(np.arange(60) * 7919, unit="s")
    found = found_in(with_made_up(2, n=60, score=np.tile([5, 4], 30), entered_at=spread), "pattern")
    assert ("person", 5000) in found


SPREAD = START + pd.to_timedelta(np.arange(60) * 7919, unit="s")


@pytest.mark.parametrize(
    ("scale", "favourites"),
    [(5, [5, 3]), (5, [5, 5, 2]), (10, [10, 7, 10, 5]), (10, [8, 9])],
    ids=["no four", "fives and twos", "tens, sevens and fives", "eights and nines"],
)
def test_favourite_digits_are_found_in_whatever_order_they_come(scale, favourites):
    for seed in range(3):
        score = np.random.default_rng(seed).permutation(np.resize(favourites, 60))
        observed = with_made_up(seed, n=60, scale=scale, score=score, entered_at=SPREAD)
        assert ("person", 5000) in found_in(observed, "digits")


@pytest.mark.parametrize("five", [0.45, 0.6, 0.8, 0.95])
def test_a_better_or_worse_technician_makes_no_odd_mix(five):
    accused = 0
    for seed in range(20):
        rest = np.array([0.02, 0.03, 0.10, 0.25]) / 0.4 * (1 - five)
        score = np.random.default_rng([3, seed]).choice([1, 2, 3, 4, 5], size=60, p=[*rest, five])
        columns = {"technician": 900, "n": 60, "score": score, "entered_at": SPREAD}
        said = digits.check(with_made_up(seed, **columns), "person", LIMITS)
        # Of some 200 checks of this business a single one is a doubt below 0.05 / 200.
        accused += 5000 in set(said.key[said.fires.astype(bool) & (said.p < 0.0003)])
    assert accused <= 1


def test_the_odd_mix_names_the_score_that_is_furthest_from_usual():
    observed = with_made_up(3, n=60, score=np.resize([5, 3], 60), entered_at=SPREAD)
    doubt = find(observed, LIMITS).set_index(["check", "key"]).loc[("digits", 5000)]
    assert (doubt.numbers["n"], doubt.numbers["score"], doubt.numbers["hits"]) in ((60, 4, 0), (60, 3, 30))
    assert set(observed.ratings.loc[doubt.ratings].person) == {5000}


def test_one_who_makes_up_fives_makes_no_honest_colleague_odd():
    """In a branch of three agents he is most of what the others are compared with."""
    small = {"branches": 1, "agents": 3, "technicians": 3}
    doubted = 0
    for seed in range(20):
        business = Business(np.random.default_rng([19, seed]), **small)
        business.made_up.append(made_up(n=70, person=5000))
        said = digits.check(business.observed(), "person", LIMITS)
        doubted += ((said.p < 0.001) & said.fires.astype(bool)).sum()
        assert 5000 not in set(said.key)
    assert doubted == 0


@pytest.mark.parametrize("mean", [1.2, 3.0, 4.4, 4.95])
def test_the_usual_mix_is_tilted_to_the_subjects_mean(mean):
    shares, steps = np.array([0.02, 0.03, 0.10, 0.25, 0.60]), np.arange(1.0, 6.0)
    found = digits.tilted(shares, steps, mean)
    assert found.sum() == pytest.approx(1) and found @ steps == pytest.approx(mean)
    # Exponential: the ratio to the usual shares changes by the same factor with each step.
    ratios = (found / shares)[1:] / (found / shares)[:-1]
    assert ratios == pytest.approx(ratios[0])


def test_steps_are_put_together_until_enough_is_expected():
    assert digits.together(np.array([1.0, 1, 4, 10, 24])) == [0, 3, 4]
    assert digits.together(np.array([30.0, 6, 2, 1, 1])) == [0, 1]
    assert digits.together(np.array([1.0, 1, 1])) == [0]


def test_who_never_has_a_complaint_where_others_have_is_found():
    one = honest(4, unlike=0.002)  # were peers as unlike as elsewhere here, none at all would be nothing odd
    visits = one.visits.copy()
    visits.loc[visits.technician == 100, ["visits", "complaints"]] = (2500, 0)
    assert found_in(replace(one, visits=visits), "no_complaint") == {("technician", 100)}


def test_whose_satisfied_customers_leave_is_found():
    one = honest(5)
    behaviour = one.behaviour.copy()
    behaviour.loc[behaviour.technician == 100, "gone"] = True
    assert ("technician", 100) in found_in(replace(one, behaviour=behaviour), "contradiction")


def test_customers_who_leave_contradict_only_those_said_to_be_satisfied():
    one = honest(5)
    behaviour, ratings = one.behaviour.copy(), one.ratings.copy()
    behaviour.loc[behaviour.technician == 100, "gone"] = True
    ratings.loc[ratings.index[ratings.technician == 100][:20], "score"] = 1
    said = contradiction.check(replace(one, behaviour=behaviour, ratings=ratings), "technician", LIMITS)
    assert not said.set_index("key").fires[100]


def test_nobody_is_doubted_by_fewer_observations_than_the_policy_says():
    few = Business(np.random.default_rng(9), each=15)
    few.made_up.append(made_up(n=4))
    observed = few.observed()
    silent = [m for m in CHECKS if m is not no_complaint for s in m.SUBJECTS if s == "technician"]
    assert all(module.check(observed, "technician", LIMITS).empty for module in silent)
    nothing = replace(observed, visits=observed.visits.assign(visits=5, complaints=0))
    assert no_complaint.check(nothing, "technician", LIMITS).empty


def test_without_ratings_or_peers_nothing_is_said():
    empty = honest(1)
    none = Observed(empty.ratings.iloc[:0], empty.visits.iloc[:0], empty.behaviour.iloc[:0])
    assert find(none, LIMITS).empty
    alone = Business(np.random.default_rng(3), branches=1, technicians=1, agents=1)
    alone.made_up.append(made_up(person=1010))
    assert find(alone.observed(), LIMITS).empty


def test_what_was_judged_before_is_not_judged_again():
    one = with_made_up(6)
    assert ("technician", 100) in found_in(one, "one_minute")
    until = {"one_minute": {"technician": {100: START + pd.Timedelta(days=91)}}}
    doubts = find(one, LIMITS, until)
    left = set(doubts[["check", "subject", "key"]].itertuples(index=False, name=None))
    assert ("one_minute", "technician", 100) not in left


@pytest.mark.parametrize(("first", "others"), [(12, 9), (5, 20), (30, 30)])
def test_the_number_of_runs_is_distributed_as_shuffled_signs_say(first, others):
    chances = pattern.distribution(first, others)
    assert chances.sum() == pytest.approx(1)
    rng, signs = np.random.default_rng(1), np.repeat([1, 0], [first, others])
    runs = [1 + sum(a != b for a, b in pairwise(rng.permutation(signs))) for _ in range(4_000)]
    share = np.bincount(runs, minlength=len(chances)) / 4_000
    assert np.abs(share - chances).max() < 0.03


@pytest.mark.parametrize(
    ("moments", "burst"),
    [
        ([0, 300, 310, 325, 359, 361, 900], (5, 61)),
        ([0, 60, 120, 180, 240, 300], (6, 300)),  # just a minute before the next one
        ([0, 61, 122, 183], (1, 0)),
        ([5, 5, 5, 400, 401], (3, 0)),
    ],
)
def test_the_longest_burst_is_what_follows_closely_however_long_it_takes(moments, burst):
    at = START + pd.to_timedelta(moments, unit="s")
    assert one_minute.largest_burst(pd.DataFrame({"entered_at": at}), 60) == burst


def test_tails_are_those_of_the_beta_binomial():
    assert at_least(3, 10, 2.0, 5.0) == pytest.approx(betabinom.sf(2, 10, 2, 5))
    assert exactly(0, 10, 2.0, 5.0) == pytest.approx(betabinom.pmf(0, 10, 2, 5))
    # Peers who are all alike and many: nearly the binomial.
    assert at_least(9, 20, 2000.0, 8000.0) == pytest.approx(binom.sf(8, 20, 0.2), rel=0.05)


def test_the_more_unlike_peers_are_the_less_one_of_them_stands_out():
    alike = peers_of(np.array([20, 21, 19, 20, 34]), np.full(5, 40))
    unlike = peers_of(np.array([8, 33, 12, 27, 34]), np.full(5, 40))
    chances = [at_least(34, 40, peers.a[4], peers.b[4]) for peers in (alike, unlike)]
    assert chances[0] < 0.001 < 0.05 < chances[1]
