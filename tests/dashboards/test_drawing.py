"""Geometry of the flow and the bars, and what the cards say of their chances."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest

from dashboards import cards
from dashboards.drawing import GAP, HEIGHT, draw_flow, echelon_bar

TIERS = (1, 2, 3, 4)
COUNTS = {(1, 1): 600, (1, 2): 50, (2, 1): 40, (2, 2): 200, (2, 3): 30, (3, 3): 100, (4, 4): 80, (0, 1): 5}


def test_the_nodes_fill_the_height_in_proportion():
    flow = draw_flow(COUNTS, TIERS)
    assert [node.count for node in flow.left] == [650, 270, 100, 80, 5]
    assert [node.count for node in flow.right] == [645, 250, 130, 80]
    assert sum(node.height for node in flow.left) == pytest.approx(HEIGHT - 4 * GAP, abs=3)
    assert flow.left[0].height / flow.left[1].height == pytest.approx(650 / 270, rel=0.01)


def test_who_stayed_lies_behind_who_moved():
    kinds = [band.kind for band in draw_flow(COUNTS, TIERS).bands]
    assert kinds == sorted(kinds, key=lambda kind: kind != "stayed")
    assert set(kinds) == {"stayed", "away", "back", "new"}


def test_nobody_draws_nothing():
    flow = draw_flow({}, TIERS)
    assert flow.left == []
    assert flow.bands == []


def test_the_largest_bar_fills_its_width():
    assert echelon_bar([Decimal(50), Decimal(30), Decimal(20)], Decimal(100)) == [(0, 50), (50, 30), (80, 20)]
    assert echelon_bar([Decimal(0)], Decimal(0)) == [(0, 0)]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (None, None, "Chances from a prior, not learned yet."),
        (7, 7, "Chances by model 7."),
        (7, 6, "Chances by model 7. Before, by model 6."),
        (7, None, "Chances by model 7. Before, from a prior."),
    ],
)
def test_the_value_at_risk_says_whose_chances_it_counts_and_whose_it_is_compared_with(now, before, said):
    tonight, month_end = date(2026, 6, 15), date(2026, 5, 31)
    scope = SimpleNamespace(now=tonight, month_before_now=month_end)
    facts = SimpleNamespace(scope=scope, models={tonight: now, month_end: before})
    assert cards.chances_from(cast(cards.Facts, facts)) == said
