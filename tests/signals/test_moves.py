"""Movements between tiers, from what the nights before knew."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from signals.moves import tier_moves
from signals.tiers import tiers

BORDERS = np.array([[3, 6, 12]])
NIGHT = date(2026, 6, 16)


def moved(
    *,
    last_visit,
    earlier_visit=None,
    earlier_day="2026-06-15",
    visits=5,
    returned_on=None,
    flagged=False,
    agreed_until=None,
):
    """The move of one customer, or None. earlier_day None: no night has seen him before."""
    now = tiers(np.array([last_visit], "datetime64[D]"), BORDERS, np.datetime64(NIGHT))
    before = tiers(
        np.array([earlier_visit or last_visit], "datetime64[D]"), BORDERS, np.datetime64(earlier_day or NIGHT)
    )
    standing = pd.DataFrame(
        {
            "branch_id": 1,
            "owner_id": 1,
            "yearly_spend": 100.0,
            "visit_days": visits,
            "tier": now.tier,
            "tier_since": now.since,
            "last_visit": pd.to_datetime([last_visit]),
        }
    )
    earlier = pd.DataFrame(
        {
            "tier": before.tier,
            "last_visit": pd.to_datetime([earlier_visit or last_visit]),
            "day": [earlier_day],
            "returned_on": [returned_on],
            "flagged": [flagged],
            "agreed_until": pd.to_datetime([agreed_until]),
        }
    )
    moves = tier_moves(standing, earlier, borders=BORDERS, as_of=NIGHT)
    return moves.iloc[0] if len(moves) else None


def test_crossing_a_border_is_dated_with_the_border():
    move = moved(last_visit="2026-03-16")

    assert (move.from_tier, move.to_tier, str(move.day)[:10], move.lost) == (1, 2, "2026-06-16", False)


def test_a_border_between_two_far_nights_keeps_its_day():
    assert str(moved(last_visit="2026-02-20", earlier_day="2026-05-15").day)[:10] == "2026-05-20"


def test_who_enters_the_last_tier_is_lost():
    assert moved(last_visit="2025-06-16").lost


@pytest.mark.parametrize("why_not", [{"visits": 1}, {"flagged": True}])
def test_one_off_customers_and_those_already_lost_are_not_lost_again(why_not):
    move = moved(last_visit="2025-06-16", **why_not)

    assert move.to_tier == 4
    assert not move.lost


@pytest.mark.parametrize(
    ("agreed_until", "earlier_day", "lost_on"),
    [
        ("2026-05-17", "2026-06-15", "2026-06-16"),  # over for thirty days tonight
        ("2026-05-18", "2026-06-15", None),  # for twenty-nine
        ("2026-05-16", "2026-06-15", None),  # an earlier night has seen it
        ("2026-05-16", "2026-06-01", "2026-06-15"),  # nights may be missing
        ("2026-12-31", "2026-06-15", None),  # in force, or renewed
        (None, "2026-06-15", None),
    ],
)
def test_who_does_not_renew_is_lost_thirty_days_after_the_contracts_end(agreed_until, earlier_day, lost_on):
    move = moved(last_visit="2026-05-10", agreed_until=agreed_until, earlier_day=earlier_day)

    assert (move is None) == (lost_on is None)
    if move is not None:
        assert (move.from_tier, move.to_tier, move.lost) == (1, 1, True)
        assert str(move.day)[:10] == lost_on


@pytest.mark.parametrize("why_not", [{"flagged": True}, {"last_visit": "2026-05-18"}, {"earlier_day": None}])
def test_without_a_renewal_nobody_is_lost_twice_nor_who_goes_on_coming(why_not):
    assert moved(**{"last_visit": "2026-05-10", "agreed_until": "2026-05-17"} | why_not) is None


def test_a_single_visit_under_a_contract_is_no_one_off():
    assert moved(last_visit="2026-05-10", agreed_until="2026-05-17", visits=1).lost
    assert moved(last_visit="2025-06-16", agreed_until="2025-06-30", visits=1).lost


def test_a_border_crossed_on_the_same_night_keeps_its_day_and_the_loss():
    move = moved(last_visit="2026-03-16", agreed_until="2026-05-17")

    assert (move.from_tier, move.to_tier, str(move.day)[:10], move.lost) == (1, 2, "2026-06-16", True)


def test_a_return_is_dated_with_the_visit():
    move = moved(last_visit="2026-06-14", earlier_visit="2025-10-01", returned_on="2026-06-14")

    assert (move.from_tier, move.to_tier, str(move.day)[:10], move.came_back) == (3, 1, "2026-06-14", True)


def test_a_return_between_far_nights_counts_even_if_no_night_saw_the_lapse():
    move = moved(
        last_visit="2026-05-20",
        earlier_visit="2026-01-10",
        earlier_day="2026-03-31",
        returned_on="2026-05-20",
    )

    assert (move.from_tier, move.to_tier, move.came_back) == (2, 1, True)


def test_another_visit_of_a_current_customer_moves_nothing():
    assert moved(last_visit="2026-06-10", earlier_visit="2026-05-10", returned_on="2026-06-10") is None


def test_the_first_night_is_the_baseline():
    assert moved(last_visit="2025-06-16", earlier_day=None) is None
