"""The decision by tables: what forbids, what delays, and until when."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from outbox import calendars
from outbox.decision import Facts, Go, PutOff, Rules, Skip, decide
from outbox.hours import Window, opens_next

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 16, 12, 0, tzinfo=SHANGHAI)
NEXT_MONTH = datetime(2026, 7, 1, tzinfo=SHANGHAI)
RULES = Rules(
    service=Window(time(8), time(21)),
    marketing=Window(time(9), time(20)),
    caps=((7, 1), (30, 3)),
    day_cap=5,
    assumed={"service": True, "marketing": False},
)


def facts(**changes) -> Facts:
    return Facts(**{"purpose": "marketing", "at": NOON, "zone": SHANGHAI, "consent": True} | changes)


def days_ago(*days: float) -> list[datetime]:
    return [NOON - timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"consent": None}, "no_consent"),
        ({"consent": False}, "opted_out"),
        ({"opted_out": True}, "opted_out"),
        ({"opted_out": True, "purpose": "service"}, "opted_out"),
        ({"consent": False, "purpose": "service"}, "opted_out"),
        ({"returned": True}, "returned"),
        ({"approved": False}, "unapproved"),
        ({"objection": "complains", "purpose": "service"}, "complains"),
        # What forbids for good is said even where something would only delay.
        ({"returned": True, "at": NOON.replace(hour=3)}, "returned"),
    ],
)
def test_what_forbids_skips(changes, reason):
    assert decide(facts(**changes), RULES) == Skip(reason)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"purpose": "service", "consent": None},
        {"purpose": "service", "at": NOON.replace(hour=20, minute=59)},
        {"at": NOON.replace(hour=9, minute=0)},
        {"promotions": days_ago(7)},
        {"promotions": days_ago(8, 9)},
        {"purpose": "service", "promotions": days_ago(1), "messages": days_ago(0.1, 0.2, 0.3, 0.4)},
        {"left": Decimal("0.05"), "price": Decimal("0.05")},
    ],
)
def test_what_nothing_speaks_against_goes(changes):
    assert decide(facts(**changes), RULES) == Go()


@pytest.mark.parametrize(
    ("changes", "until", "reason"),
    [
        ({"at": NOON.replace(hour=20)}, NOON.replace(day=17, hour=9), "hours"),
        ({"at": NOON.replace(hour=8, minute=59)}, NOON.replace(hour=9), "hours"),
        ({"at": NOON.replace(hour=21), "purpose": "service"}, NOON.replace(day=17, hour=8), "hours"),
        ({"promotions": days_ago(6)}, NOON + timedelta(days=1), "cap"),
        ({"promotions": days_ago(8, 9, 10)}, NOON + timedelta(days=20), "cap"),
        ({"messages": days_ago(0.1, 0.2, 0.3, 0.4, 0.5)}, NOON + timedelta(days=0.5), "cap"),
        (
            {"left": Decimal("0.04"), "price": Decimal("0.05"), "renewed_at": NEXT_MONTH},
            NEXT_MONTH,
            "budget",
        ),
        # The longest delay counts.
        ({"at": NOON.replace(hour=3), "promotions": days_ago(6)}, NOON + timedelta(days=1), "cap"),
    ],
)
def test_what_passes_puts_off(changes, until, reason):
    assert decide(facts(**changes), RULES) == PutOff(until, reason)


def test_a_policy_cannot_send_promotions_at_night():
    night = Rules(Window(time(0), time(23)), Window(time(0), time(23)), RULES.caps, 5, RULES.assumed)
    assert decide(facts(at=NOON.replace(hour=7)), night) == PutOff(NOON.replace(hour=8), "hours")
    assert decide(facts(at=NOON.replace(hour=21)), night) == PutOff(NOON.replace(day=17, hour=8), "hours")
    assert decide(facts(at=NOON.replace(hour=7), purpose="service"), night) == Go()


@pytest.mark.parametrize(
    ("zone", "at", "opens"),
    [
        # Berlin's clocks jump from 02:00 to 03:00: half past two opens when they have jumped.
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # And in autumn half past two comes twice: it opens the first time.
        (
            "Europe/Berlin",
            datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
    ],
)
def test_hours_over_the_nights_of_the_clock_change(zone, at, opens):
    window = Window(time(2, 30), time(20))
    assert opens_next(at, window, ZoneInfo(zone)) == opens


@pytest.mark.parametrize(
    ("day", "holiday", "workday"),
    [
        (date(2026, 10, 1), True, False),  # National Day
        (date(2026, 10, 10), False, True),  # a Saturday that is worked to make up for it
        (date(2026, 9, 20), False, True),  # and a Sunday
        (date(2026, 10, 4), True, False),  # the Sunday within
        (date(2026, 10, 11), False, False),  # an ordinary Sunday
        (date(2026, 6, 16), False, True),
    ],
)
def test_chinas_holidays_and_make_up_workdays(day, holiday, workday):
    assert (calendars.is_holiday(day, "CN"), calendars.is_workday(day, "CN")) == (holiday, workday)


@pytest.mark.parametrize(
    ("choice", "opens"),
    [("all", 1), ("no_holidays", 8), ("workdays", 8)],
)
def test_a_promotion_waits_for_the_end_of_a_holiday(choice, opens):
    window = Window(time(9), time(20), calendars.days_of(choice, "CN"))
    at = datetime(2026, 10, 1, 8, 0, tzinfo=SHANGHAI)
    assert opens_next(at, window, SHANGHAI) == datetime(2026, 10, opens, 9, 0, tzinfo=SHANGHAI)


def test_a_country_without_a_calendar_has_no_holidays():
    assert not calendars.is_holiday(date(2026, 1, 1), "XX")
    assert calendars.is_workday(date(2026, 1, 1), "XX")
