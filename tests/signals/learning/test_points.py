"""Percentage points that add up, whatever the order of the parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.learning.points import logit, points, probability

PARTS = st.lists(st.floats(-6, 6), min_size=1, max_size=8)


@given(PARTS, st.floats(-5, 5))
def test_points_add_up_from_the_usual_rate_to_the_probability(parts, base):
    row = np.array([parts])
    gained = 100 * (probability(base + row.sum(axis=1)) - probability(np.array(base)))
    assert points(row, base).sum() == pytest.approx(gained[0], abs=1e-4)


@given(PARTS, st.floats(-5, 5))
def test_the_order_of_the_parts_does_not_matter(parts, base):
    row = np.array([parts])
    assert points(row[:, ::-1], base)[:, ::-1] == pytest.approx(points(row, base), abs=1e-9)


@given(PARTS, st.floats(-5, 5))
def test_a_part_has_the_sign_of_what_it_adds_to_the_logit(parts, base):
    assert (np.sign(points(np.array([parts]), base)) * np.sign(parts) >= 0).all()


def test_parts_that_cancel_out_have_the_slope_of_the_usual_rate():
    assert points(np.array([[1.0, -1.0]]), 0.0)[0] == pytest.approx([25, -25])


def test_points_are_the_growth_along_the_straight_way():
    parts, base = np.array([1.5, -0.4, 0.9]), -0.7
    way = (np.arange(100_000) + 0.5) / 100_000
    there = probability(base + way * parts.sum())
    assert points(parts[None], base)[0] == pytest.approx(100 * parts * (there * (1 - there)).mean(), rel=1e-6)


def test_certainty_stays_a_number():
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()
