"""Champion against challenger: planted better, equal and worse chances, and what each has earned."""

import numpy as np
import pytest

from signals.learning.measures import log_losses
from signals.learning.points import logit, probability
from signals.upkeep.contest import Compared, compare, decide


def planted(noise_ours: float, noise_theirs: float, *, customers: int = 2_000, seed: int = 3):
    """Each customer on three cut-offs; both know the truth but for a noise of their own in the logit."""
    random = np.random.default_rng(seed)
    truth = np.repeat(random.normal(0, 1.5, customers), 3)
    who = np.repeat(np.arange(customers), 3)
    left = (random.random(len(truth)) < probability(truth)).astype(int)
    ours, theirs = (
        probability(truth + random.normal(0, noise, len(truth))) for noise in (noise_ours, noise_theirs)
    )
    return who, left, ours, theirs


@pytest.mark.parametrize(
    ("ours", "theirs", "age", "why"),
    [
        (0.1, 0.8, 30, "better"),
        (0.1, 0.8, None, "better"),
        (0.8, 0.1, 400, "worse"),
        (0.1, 0.1, 30, "no_better"),
        (0.1, 0.1, 90, "fresher"),
        (0.1, 0.1, None, "no_better"),
    ],
)
def test_who_is_truly_better_is_found_and_who_is_equal_comes_only_for_one_that_is_old(ours, theirs, age, why):
    assert decide(compare(*planted(ours, theirs)), age=age) == why


def test_slightly_worse_but_uncertain_is_not_let_in_even_for_an_old_one():
    """The margin is half a per cent of the other's loss: an interval that reaches below it says no."""
    found = Compared(gain=-0.001, low=-0.006, high=0.004, theirs=0.5, rows=900, customers=300)
    assert decide(found, age=500) == "no_better"
    assert decide(Compared(-0.001, -0.002, 0.004, 0.5, 900, 300), age=500) == "fresher"


def test_with_few_customers_nothing_is_said():
    assert decide(compare(*planted(0.0, 3.0, customers=49)), age=400) == "cannot_tell"
    assert decide(None, age=None) == "cannot_tell"


def test_the_interval_covers_the_true_gain_and_counts_a_customer_once():
    """By rows instead of customers the interval would be too narrow: here his three rows are one."""
    random = np.random.default_rng(5)
    truth, covered = random.normal(0, 1, 300), 0
    said = probability(truth + random.normal(0, 0.7, 300))
    real = probability(truth)
    gain = (real * np.log(real / said) + (1 - real) * np.log((1 - real) / (1 - said))).mean()
    for _ in range(60):
        left = np.repeat((random.random(300) < real).astype(int), 3)
        found = compare(np.repeat(np.arange(300), 3), left, np.repeat(real, 3), np.repeat(said, 3))
        covered += found.low <= gain <= found.high
    assert covered >= 52  # of 60; at 95 % fewer come about once in 200 times


def test_the_same_comparison_says_the_same_twice_and_turned_round_the_opposite():
    who, left, ours, theirs = planted(0.2, 0.6)
    once, again, turned = (
        compare(who, left, ours, theirs),
        compare(who, left, ours, theirs),
        compare(who, left, theirs, ours),
    )
    assert once == again
    assert turned.gain == pytest.approx(-once.gain)
    assert (turned.low, turned.high) == pytest.approx((-once.high, -once.low))


def test_certainty_that_was_wrong_is_punished_but_not_without_end():
    loss = log_losses(np.array([1, 0, 1]), np.array([0.0, 0.5, probability(logit(np.array(0.9)))]))
    assert loss == pytest.approx([-np.log(1e-6), np.log(2), -np.log(0.9)])
