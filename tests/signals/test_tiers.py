"""Months are calendar months, clamped to the end of the month."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.tiers import months_later, tiers, whole_months

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


def day(text: str) -> np.ndarray:
    return np.array([text], dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("last_visit", "months", "expected"),
    [
        ("2026-03-16", 3, "2026-06-16"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
    ],
)
def test_a_border_is_so_many_calendar_months_later(last_visit, months, expected):
    assert months_later(day(last_visit), months)[0] == np.datetime64(expected)


@pytest.mark.parametrize(
    ("as_of", "tier", "since", "next_on"),
    [
        ("2026-03-16", 1, "2026-03-16", "2026-06-16"),
        ("2026-06-15", 1, "2026-03-16", "2026-06-16"),
        ("2026-06-16", 2, "2026-06-16", "2026-09-16"),
        ("2026-09-16", 3, "2026-09-16", "2027-03-16"),
        ("2027-03-15", 3, "2026-09-16", "2027-03-16"),
        ("2027-03-16", 4, "2027-03-16", "NaT"),
    ],
)
def test_a_tier_begins_on_its_border(as_of, tier, since, next_on):
    found = tiers(day("2026-03-16"), np.array([[3, 6, 12]]), np.datetime64(as_of))

    assert found.tier[0] == tier
    assert str(found.since[0]) == since
    assert str(found.next_on[0]) == next_on


def test_who_never_came_is_a_prospect():
    found = tiers(day("NaT"), np.array([[3, 6, 12]]), np.datetime64("2026-06-16"))

    assert found.tier[0] == 0
    assert np.isnat(found.since[0])
    assert np.isnat(found.next_on[0])


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [("2026-01-31", "2026-02-28", 1), ("2026-01-15", "2026-02-14", 0), ("2025-06-16", "2026-06-16", 12)],
)
def test_whole_months_have_fully_passed(since, until, months):
    assert whole_months(day(since), np.datetime64(until))[0] == months


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_longer_silence_never_lowers_the_tier(last_visit, as_of):
    borders = np.array([[3, 6, 12]])
    before, after = (
        tiers(np.array([last_visit], dtype="datetime64[D]"), borders, np.datetime64(as_of) + extra).tier[0]
        for extra in (0, 1)
    )

    assert after >= before
