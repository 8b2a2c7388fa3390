"""The index of a tally: factors by formula, missing ones left out, intervals, what can never lower it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.quality.index import formula
from desk.quality.index.formula import FACTORS, SEVERITIES, Rules, Tally, wilson

RULES = Rules(
    weights={"ratings": 30, "feedback": 25, "surveys": 25, "inspections": 20},
    burdens={"low": 0.5, "medium": 1, "high": 2, "safety": 4},
    quiet=0.1,
)
index_of: Any = formula.index_of  # its figures may be None; these tests look at those that are not
counts = st.integers(0, 400)
PAIRS = (
    ("rated", "ratings"),
    ("answered", "feedback"),
    ("surveyed", "surveys"),
    ("inspected", "inspections"),
)


@st.composite
def tallies(draw):
    """Any sums that answers from 0 to 100 can have."""
    told = {name: draw(counts) for name in ("visits", *SEVERITIES)}
    for name, _factor in PAIRS:
        told[name] = draw(counts)
        told[f"{name}_sum"] = draw(st.floats(0, 1)) * told[name] * 100
    return Tally(**told)


@st.composite
def rules(draw):
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    burdens = sorted(draw(st.lists(st.floats(0.1, 20), min_size=4, max_size=4)))
    return Rules(
        dict(zip(FACTORS, weights, strict=True)),
        dict(zip(SEVERITIES, burdens, strict=True)),
        draw(st.floats(0, 1)),
    )


def test_a_score_of_each_kind_is_brought_to_0_to_100_and_weighed():
    tally = Tally(rated=2, rated_sum=150, surveyed=4, surveyed_sum=200, inspected=1, inspected_sum=90)
    found = index_of(replace(tally, answered=1, answered_sum=100), RULES)
    assert {name: one.value for name, one in found.factors.items()} == {
        "ratings": 75,
        "feedback": 100,
        "surveys": 50,
        "inspections": 90,
    }
    assert found.value == pytest.approx(0.30 * 75 + 0.25 * 100 + 0.25 * 50 + 0.20 * 90)
    assert found.n == 8


@pytest.mark.parametrize(
    ("surveyed", "recommended", "value", "n"),
    [
        ((4, 200), (0, 0), 50, 4),
        ((0, 0), (3, 240), 80, 3),
        ((2, 100), (2, 200), 75, 2),  # both questions of two surveys: two heads
        ((2, 100), (6, 600), 87.5, 6),
    ],
)
def test_both_questions_of_a_survey_are_in_its_mean_and_one_answer(surveyed, recommended, value, n):
    told = {"surveyed": surveyed[0], "surveyed_sum": surveyed[1]}
    told |= {"recommended": recommended[0], "recommended_sum": recommended[1]}
    found = index_of(Tally(**told), RULES).factors["surveys"]
    assert (found.value, found.n) == (value, n)
    low, high = wilson(value / 100, n)
    assert (found.low, found.high) == (pytest.approx(100 * low), pytest.approx(100 * high))


def test_a_missing_factor_gives_its_weight_to_the_others_and_is_not_zero():
    found = index_of(Tally(rated=2, rated_sum=200, surveyed=1, surveyed_sum=50), RULES)
    assert set(found.factors) == {"ratings", "surveys"}
    assert found.value == pytest.approx((30 * 100 + 25 * 50) / 55)
    assert found.factors["ratings"].share == pytest.approx(30 / 55)


def test_nobody_said_anything():
    found = index_of(Tally(visits=500), RULES)
    assert (found.value, found.n, found.factors) == (None, 0, {})


def test_feedback_falls_with_complaints_per_visit_and_their_severity():
    def feedback(**told):
        return index_of(Tally(answered=40, answered_sum=3400, **told), RULES).factors["feedback"].value

    assert feedback(visits=500, medium=6) == pytest.approx((3400 + 100 * 0.1 * 494) / (40 + 49.4 + 6))
    assert feedback(visits=500, medium=6) > feedback(visits=250, medium=6)
    assert feedback(visits=500, low=6) > feedback(visits=500, medium=6) > feedback(visits=500, safety=6)


def test_a_complaint_alone_is_all_bad_however_quiet_the_other_visits():
    found = index_of(Tally(visits=1, medium=1), RULES)
    assert found.value == 0 and found.n == 1
    assert found.high > 50  # one answer says little


def test_where_only_a_factor_without_weight_is_there_is_no_index():
    weights = {"ratings": 0, "feedback": 50, "surveys": 25, "inspections": 25}
    found = index_of(Tally(rated=30, rated_sum=3000), replace(RULES, weights=weights))
    assert found.value is None and found.n == 30


@given(tallies(), rules())
def test_weights_sum_to_one_and_the_index_lies_between_its_factors(tally, rules):
    found = index_of(tally, rules)
    if found.value is None:
        assert sum(rules.weights[name] for name in found.factors) == 0
        return
    assert sum(one.share for one in found.factors.values()) == pytest.approx(1)
    values = [one.value for one in found.factors.values() if one.share]
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9
    assert 0 <= found.low <= found.value <= found.high <= 100


@given(tallies(), rules(), st.sampled_from(PAIRS[:1] + PAIRS[2:]))
def test_a_factor_that_is_missing_never_lowers_the_index_as_a_zero_would(tally, rules, pair):
    name, _factor = pair
    gone = index_of(replace(tally, **{name: 0, f"{name}_sum": 0}), rules)
    zero = index_of(replace(tally, **{name: max(getattr(tally, name), 1), f"{name}_sum": 0}), rules)
    if gone.value is not None:
        assert gone.value >= zero.value - 1e-9


@given(tallies(), rules(), st.sampled_from(PAIRS), st.floats(0, 1))
def test_better_answers_never_lower_the_index(tally, rules, pair, better):
    name, _factor = pair
    room = getattr(tally, name) * 100 - getattr(tally, f"{name}_sum")
    more = replace(tally, **{f"{name}_sum": getattr(tally, f"{name}_sum") + better * room})
    before, after = index_of(tally, rules), index_of(more, rules)
    assert before.n == after.n
    if before.value is not None:
        assert after.value >= before.value - 1e-9


@given(tallies(), rules(), st.integers(0, 2))
def test_a_graver_complaint_never_raises_it_and_neither_does_one_more(tally, rules, place):
    lighter, graver = SEVERITIES[place], SEVERITIES[place + 1]
    one = replace(tally, **{lighter: getattr(tally, lighter) + 1})
    worse = replace(tally, **{graver: getattr(tally, graver) + 1})
    assert value_of(worse, rules) <= value_of(one, rules) + 1e-9
    if tally.answered + tally.complaints:
        assert value_of(one, rules) <= value_of(tally, rules) + 1e-9


def value_of(tally, rules):
    return index_of(tally, rules).factors["feedback"].value


@given(st.floats(0, 1), st.integers(1, 500))
def test_more_answers_of_the_same_kind_make_the_interval_narrower(share, n):
    low, high = wilson(share, n)
    nearer = wilson(share, 2 * n)
    assert 0 <= low <= share <= high <= 1
    assert nearer[1] - nearer[0] <= high - low + 1e-12
