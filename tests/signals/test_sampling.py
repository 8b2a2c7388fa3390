"""What a page says of figures that are counted from some of the customers."""

import random

import pytest

from signals.sampling import off_by, sampled


def test_nothing_is_said_where_everybody_was_asked():
    assert sampled(9_000, 1) == ""


def test_it_says_how_many_were_asked_and_how_far_a_figure_may_be_off():
    words = sampled(1_000_000, 50)
    assert "20,000 of 1,000,000 customers" in words and "speaks for 50" in words
    assert "A figure of 100,000 may be off by 4,116" in words
    assert "A figure" not in sampled(900, 2), "of so few no figure is an example"


@pytest.mark.parametrize("count", [400, 5_000, 30_000])
def test_of_a_hundred_figures_about_five_are_further_off(count):
    everybody, each, drawn = 60_000, 20, random.Random(5)
    off = off_by(count, each=each, asked=everybody)
    within = 0
    for _ in range(400):
        some = sum(one < count for one in drawn.sample(range(everybody), everybody // each))
        within += abs(some * each - count) <= off
    assert 0.91 <= within / 400 <= 0.99
