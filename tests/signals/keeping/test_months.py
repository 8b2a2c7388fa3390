"""Which nights' snapshots go, as a table."""

from datetime import date, timedelta

import pytest

from signals.keeping.months import Borders, LetGo, borders, months_before, to_let_go

D = date.fromisoformat
KEEPS = Borders(every=D("2025-05-01"), ends=D("2021-06-01"))


def done(*days: str) -> list[tuple[date, bool]]:
    return [(D(day), True) for day in days]


@pytest.mark.parametrize(
    ("day", "number", "month"),
    [
        ("2026-06-15", 0, "2026-06-01"),
        ("2026-06-15", 6, "2025-12-01"),
        ("2026-06-30", 13, "2025-05-01"),
        ("2026-01-31", 1, "2025-12-01"),
        ("2026-12-01", 24, "2024-12-01"),
        ("2024-02-29", 60, "2019-02-01"),
    ],
)
def test_months_before(day, number, month):
    assert months_before(D(day), number) == D(month)


@pytest.mark.parametrize(
    ("nights", "ends", "at_least", "every", "from_end_of"),
    [
        (13, 60, 187, "2025-05-01", "2021-06-01"),
        (24, 24, 187, "2024-06-01", "2024-06-01"),
        # A horizon of two years: its chances can be held against what came only then.
        (13, 60, 737, "2024-06-01", "2021-06-01"),
        (13, 14, 737, "2024-06-01", "2024-06-01"),
    ],
)
def test_from_when_on_nights_are_kept(nights, ends, at_least, every, from_end_of):
    keeps = borders(D("2026-06-15"), nights=nights, ends=ends, at_least=at_least)

    assert keeps == Borders(D(every), D(from_end_of))


def test_whatever_is_compared_with_a_year_ago_is_there():
    """Chances of a year and a week ago are read on any day."""
    for n in range(800):
        day = D("2024-01-01") + timedelta(days=n)
        keeps = borders(day, nights=13, ends=60, at_least=187)
        assert keeps.every <= day - timedelta(days=365 + 7)


@pytest.mark.parametrize(
    ("nights", "gone"),
    [
        ([], []),
        # The youngest month that is thinned out, and the oldest that is not.
        (
            done("2025-04-28", "2025-04-29", "2025-04-30", "2025-05-01", "2025-05-02"),
            [LetGo(D("2025-04-01"), [D("2025-04-28"), D("2025-04-29")], D("2025-04-30"))],
        ),
        # The last night there was, not the last day of the calendar.
        (done("2025-02-03", "2025-02-17"), [LetGo(D("2025-02-01"), [D("2025-02-03")], D("2025-02-17"))]),
        # Thinned out already: nothing to do.
        (done("2025-03-31", "2025-02-28"), []),
        # Five years old: all of it.
        (done("2021-05-31"), [LetGo(D("2021-05-01"), [D("2021-05-31")], None)]),
        (done("2021-06-30"), []),
        # The oldest first.
        (
            done("2025-04-29", "2025-04-30", "2020-12-31"),
            [
                LetGo(D("2020-12-01"), [D("2020-12-31")], None),
                LetGo(D("2025-04-01"), [D("2025-04-29")], D("2025-04-30")),
            ],
        ),
        # One of them is under way, or stopped: it may become the last of its month.
        ([*done("2025-04-28", "2025-04-29"), (D("2025-04-30"), False)], []),
    ],
)
def test_what_goes(nights, gone):
    assert to_let_go(nights, KEEPS) == gone
