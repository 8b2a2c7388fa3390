"""Which of two values a merged customer keeps, as a table."""

import pytest

from customers.merging import fields
from customers.merging.fields import MINE, THEIRS


@pytest.mark.parametrize(
    ("name", "mine", "theirs", "keeps"),
    [
        ("region", "", "North", THEIRS),
        ("region", "South", "North", MINE),
        ("region", "South", "", MINE),
        ("since", 2020, 2018, THEIRS),
        ("since", 2018, 2020, MINE),
        ("vip", False, True, THEIRS),
        ("vip", True, False, MINE),
        ("sensitivity", "unknown", "price", THEIRS),
        ("sensitivity", "quality", "unknown", MINE),
    ],
)
def test_what_is_known_stays(name, mine, theirs, keeps):
    assert fields.default(name, mine, theirs) == keeps


CARES = {
    "sensitivity": ("unknown", "price"),
    "sensitivity_by_id": (None, 7),
    "sensitivity_at": (None, "2026-05-01"),
}


def test_who_confirmed_what_a_customer_cares_about_goes_with_it():
    assert fields.chosen(CARES, {}) == {
        "sensitivity": "price",
        "sensitivity_by_id": 7,
        "sensitivity_at": "2026-05-01",
    }
    assert fields.chosen(CARES, {"sensitivity": MINE}) == {}


@pytest.mark.parametrize(
    ("choice", "both"),
    [
        ({}, {"club": "gold", "size": 3, "colour": "red"}),
        ({"custom": THEIRS}, {"club": "silver", "size": 3, "colour": "red"}),
    ],
)
def test_own_fields_are_united_one_by_one(choice, both):
    values = {"custom": ({"club": "gold", "size": 3}, {"club": "silver", "colour": "red"})}
    assert fields.chosen(values, choice) == {"custom": both}


def test_own_fields_that_add_nothing_change_nothing():
    assert fields.chosen({"custom": ({"club": "gold"}, {"club": "silver"})}, {}) == {}
