"""Plates, VINs and the day on which a mileage is reached: tables."""

from datetime import date

import pytest

from customers import vehicles
from customers.due_rules import Interval, months_later, next_due


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("皖a·12345", "皖A12345"), (" 川A 1B-234 ", "川A1B234"), ("Ａ１２３", "A123"), ("", "")],
)
def test_a_plate_is_kept_in_one_writing(typed, kept):
    assert vehicles.plate_of(typed) == kept


@pytest.mark.parametrize(
    ("vin", "whole", "adds_up"),
    [
        ("1M8GDM9AXKP042788", True, True),  # the example of the standard
        ("1M8GDM9A1KP042788", True, False),
        ("WVWZZZ1JZ3W386752", True, True),  # Europe leaves the place free
        ("1M8GDM9AXKP04278", False, None),
        ("1M8GDM9AXKPO42788", False, None),
        ("1M8GDM9AXKP04278é", False, None),
    ],
)
def test_a_vin_has_seventeen_signs_that_add_up(vin, whole, adds_up):
    assert vehicles.is_vin(vin) is whole
    if whole:
        assert vehicles.vin_adds_up(vin) is adds_up


@pytest.mark.parametrize(
    ("readings", "reached"),
    [
        ([], None),
        ([(date(2026, 1, 1), 50_000)], None),
        ([(date(2026, 1, 1), 50_000), (date(2026, 1, 10), 51_000)], None),  # one trip is no pace
        ([(date(2026, 1, 1), 50_000), (date(2026, 4, 11), 50_000)], None),  # it stands still
        ([(date(2026, 1, 1), 50_000), (date(2026, 4, 11), 55_000)], date(2026, 7, 20)),  # 50 km a day
        ([(date(2026, 4, 11), 61_000), (date(2026, 1, 1), 51_000)], date(2026, 4, 11)),  # reached already
    ],
)
def test_a_mileage_is_reached_at_the_vehicles_own_pace(readings, reached):
    assert vehicles.reached_on(60_000, readings=readings) == reached


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
    ],
)
def test_months_end_where_the_month_ends(day, months, later):
    assert months_later(day, months) == later


def test_the_next_time_follows_from_what_the_rule_knows():
    day = date(2026, 6, 16)
    assert next_due(Interval(6, 10_000), done_on=day, km=41_000) == (date(2026, 12, 16), 51_000)
    assert next_due(Interval(6, 10_000), done_on=day, km=None) == (date(2026, 12, 16), None)
    assert next_due(Interval(None, 10_000), done_on=day, km=None) == (None, None)
