"""What work would have met, and how true the chances were: counted by hand."""

import numpy as np
import pytest

from signals.backtests.drawing import dots
from signals.backtests.figures import auc_within, figures_of, wilson
from signals.backtests.outcomes import CAUGHT, FALSE_ALARM, MISSED, Choice, Counts, Outcomes
from signals.learning.measures import measure

LEFT = np.array([1, 0, 1, 1, 0, 0], bool)
SAID = np.array([0.9, 0.8, 0.7, 0.2, 0.3, 0.1])


def six(**said) -> Outcomes:
    """Customers 11 to 16 of two branches."""
    branch = np.array([1, 1, 1, 2, 2, 2])
    return Outcomes(np.arange(11, 17), LEFT, {"model": SAID, **said}, {"branch": branch})


@pytest.mark.parametrize(
    ("by", "counts"),
    [
        (Choice(3), Counts(caught=2, missed=1, false=1)),
        (Choice(1), Counts(caught=1, missed=2, false=0)),
        (Choice(100), Counts(caught=3, missed=0, false=3)),
        (Choice(1, chance=0.25), Counts(caught=2, missed=1, false=2)),
    ],
)
def test_those_most_at_risk_are_worked_on(by, counts):
    assert six().counts("model", by) == counts


def test_of_those_with_one_chance_nobody_goes_first_for_having_been_entered_first():
    left = np.arange(1000) < 300  # whoever was entered first left
    alike = Outcomes(np.arange(1, 1001), left, {"prior": np.full(1000, 0.5)}, {})
    worked = alike.worked("prior", Choice(400))
    assert worked.sum() == 400
    assert 90 < alike.counts("prior", Choice(400)).caught < 150  # 120 of 300 where all are alike
    assert (Outcomes.from_bytes(alike.to_bytes()).worked("prior", Choice(400)) == worked).all()
    assert measure(left.astype(int), alike.said["prior"]).lift == pytest.approx(1)

    some = np.where(np.arange(1000) < 950, 0.5, 0.9)  # the fifty surest stayed; of the others 300 of 950 left
    assert measure(left.astype(int), some).lift == pytest.approx(50 * 300 / 950 / 100 / 0.3)


def test_the_groups_are_all_customers_that_count_and_the_surest_come_first():
    outcomes, by = six(), Choice(3)
    found = {
        group: outcomes.customers[outcomes.group("model", by, group)].tolist()
        for group in (CAUGHT, MISSED, FALSE_ALARM)
    }
    assert found == {CAUGHT: [11, 13], MISSED: [14], FALSE_ALARM: [12]}


def test_a_segment_is_counted_within_the_choice_over_all():
    assert six().counts_of("model", Choice(3), "branch", 1) == Counts(caught=2, missed=0, false=1)
    assert six().counts_of("model", Choice(3), "branch", 2) == Counts(caught=0, missed=1, false=0)


def test_outcomes_come_back_as_they_were():
    outcomes = six(prior=np.full(6, 0.5))
    read = Outcomes.from_bytes(outcomes.to_bytes())
    assert (read.customers == outcomes.customers).all()
    assert (read.left == LEFT).all()
    assert read.said["model"] == pytest.approx(SAID)
    assert set(read.said) == {"model", "prior"}
    assert read.segments["branch"].tolist() == [1, 1, 1, 2, 2, 2]


def a_day(customers: int = 2000, seed: int = 1) -> Outcomes:
    """Chances that are true by construction; the last forty are a segment of their own."""
    random = np.random.default_rng(seed)
    said = random.random(customers)
    segment = np.where(np.arange(customers) < customers - 40, 1, 2)
    left = random.random(customers) < said
    return Outcomes(np.arange(customers), left, {"model": said, "late": said**3}, {"branch": segment})


def test_true_chances_lie_on_the_diagonal_and_false_ones_do_not():
    figures = figures_of(a_day())
    true, false = (figures["methods"][name] for name in ("model", "late"))
    assert sum(dot.fits for dot in dots(true["bins"])) >= 8
    assert sum(dot.fits for dot in dots(false["bins"])) <= 3
    assert true["measures"]["ece"] < 0.03 < false["measures"]["ece"]
    assert true["measures"]["auc"] == false["measures"]["auc"]


def test_a_small_segment_says_that_it_is_too_small():
    segments = figures_of(a_day())["segments"]["branch"]
    assert segments["2"] == {"customers": 40, "left": segments["2"]["left"], "too_few": True}
    assert segments["1"]["methods"]["model"]["auc"] > 0.7


def test_with_too_few_there_is_no_plot_and_where_all_left_no_figure():
    few = figures_of(six())["methods"]["model"]
    assert few["bins"] == []
    everybody = Outcomes(np.arange(3), np.ones(3, bool), {"model": np.ones(3)}, {})
    assert figures_of(everybody)["methods"]["model"] == {"measures": None, "auc_within": None, "bins": []}


def test_intervals_are_those_of_the_textbook():
    low, high = wilson(10, 100)  # Newcombe 1998: 0.0552 to 0.1744
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = auc_within(0.75, 50, 50)  # Hanley and McNeil 1982: standard error 0.0491
    assert (round(low, 3), round(high, 3)) == (0.654, 0.846)
