"""Months are calendar months, clamped to the end of the month."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.segments import in_segment, nearness, replacing
from signals.tiers import borders_of, months_later, tiers, whole_months

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


# ------------------------------------------------- months of segments
def people(*rows: tuple[int, int | None, str]) -> pd.DataFrame:
    """(branch, echelon, kind) of each."""
    frame = pd.DataFrame(list(rows), columns=["branch_id", "echelon", "customer_kind"])
    return frame.astype({"echelon": "Int64"})


def months(first: int, *, branch: int | None = None, echelon: int | None = None, kind: str = "") -> dict:
    whose = {"branch": branch, "echelon": echelon, "customer_kind": kind}
    return {**whose, "months": [first, first + 1, first + 2]}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([], 3),
        ([months(7, kind="company")], 7),
        ([months(7, kind="person")], 3),
        ([months(7, echelon=2), months(8, kind="company")], 7),
        ([months(7, branch=1), months(8, echelon=2, kind="company")], 7),
        ([months(7, branch=1), months(8, branch=1, kind="company")], 8),
        ([months(7, branch=1, kind="company"), months(8, branch=1, echelon=2)], 8),
        ([months(7, branch=1, echelon=2, kind="company"), months(8, branch=1, echelon=2)], 7),
        ([months(7, branch=2), months(8, echelon=3)], 3),
    ],
)
def test_a_branch_goes_before_an_echelon_and_an_echelon_before_a_kind(own, expected):
    """Of two that name the same, the one that names more."""
    who = people((1, 2, "company"))
    for order in (own, own[::-1]):
        assert borders_of(who, [3, 6, 12], order)[0][0] == expected


def test_a_prospect_is_of_no_echelon():
    found = borders_of(people((1, None, "person")), [3, 6, 12], [months(7, echelon=1)])

    assert found.tolist() == [[3, 6, 12]]


def test_old_policies_know_no_echelon():
    old = {"branch": 1, "customer_kind": "", "months": [1, 2, 3]}

    assert borders_of(people((1, 3, "person")), [3, 6, 12], [old]).tolist() == [[1, 2, 3]]
    assert replacing([old], months(9, branch=1)) == [months(9, branch=1)]


SEGMENTS = st.lists(
    st.builds(
        months,
        st.integers(1, 20),
        branch=st.sampled_from([None, 1, 2]),
        echelon=st.sampled_from([None, 1, 2, 3]),
        kind=st.sampled_from(["", "person", "company"]),
    ),
    max_size=8,
    unique_by=lambda one: (one["branch"], one["echelon"], one["customer_kind"]),
)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3]), st.sampled_from([None, 1, 2, 3]), st.sampled_from(["person", "company"])
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(PEOPLE, SEGMENTS)
def test_the_lookup_for_a_whole_shard_is_that_of_each_alone(rows, own):
    who = people(*rows)
    found = borders_of(who, [30, 60, 90], own)

    for place in range(len(who)):
        meant = [one for one in own if in_segment(who, one).iloc[place]]
        nearest = max(meant, key=nearness, default={"months": [30, 60, 90]})
        assert found[place].tolist() == nearest["months"]
