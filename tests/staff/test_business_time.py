"""Business time: tables, and random hours against a model that walks minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staff.business_time import ALWAYS, Hours, NeverOpen, add, between, tidy, working_days_later

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
USUAL = ((540, 720), (780, 1080))  # 9–12, 13–18
OFFICE = Hours(week=(USUAL,) * 5 + ((), ()), zone=SHANGHAI)
# National Day 2026 is off from Thursday to Wednesday; Sunday before and Saturday after are worked.
GOLDEN = Hours(
    week=OFFICE.week,
    zone=SHANGHAI,
    works=lambda day: (
        False
        if date(2026, 10, 1) <= day <= date(2026, 10, 7)
        else True
        if day in (date(2026, 9, 20), date(2026, 10, 10))
        else None
    ),
)


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-16 09:00", 1, "2026-06-16 10:00"),
        ("2026-06-16 11:30", 1, "2026-06-16 13:30"),  # over lunch
        ("2026-06-16 11:00", 1, "2026-06-16 12:00"),  # before lunch, not after it
        ("2026-06-16 12:20", 1, "2026-06-16 14:00"),  # began in the break
        ("2026-06-16 17:00", 2, "2026-06-17 10:00"),  # over night
        ("2026-06-16 23:00", 8, "2026-06-17 18:00"),
        ("2026-06-19 17:00", 2, "2026-06-22 10:00"),  # over a weekend
        ("2026-06-16 10:00", 0, "2026-06-16 10:00"),
    ],
)
def test_a_term_counts_only_hours_of_business(start, hours, due):
    assert add(at(start), timedelta(hours=hours), OFFICE) == at(due)
    assert between(at(start), at(due), OFFICE) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),  # the seven days off
        ("2026-10-09 17:00", 2, "2026-10-10 10:00"),  # a Saturday that is worked, with Monday's hours
        ("2026-10-10 17:00", 2, "2026-10-12 10:00"),
    ],
)
def test_holidays_do_not_count_and_make_up_workdays_do(start, hours, due):
    assert add(at(start), timedelta(hours=hours), GOLDEN) == at(due)


def test_a_special_day_comes_before_the_week_and_the_holidays():
    special = {date(2026, 10, 2): ((600, 660),), date(2026, 10, 8): ()}
    hours = Hours(GOLDEN.week, SHANGHAI, special, GOLDEN.works)
    assert add(at("2026-09-30 18:00"), timedelta(hours=2), hours) == at("2026-10-09 10:00")


def test_real_hours_pass_when_the_clocks_change():
    night = Hours(week=(((0, 1440),),) * 7, zone=BERLIN)
    spring, autumn = at("2026-03-29 00:00", BERLIN), at("2026-10-25 00:00", BERLIN)
    assert between(spring, at("2026-03-30 00:00", BERLIN), night) == timedelta(hours=23)
    assert between(autumn, at("2026-10-26 00:00", BERLIN), night) == timedelta(hours=25)
    assert add(spring, timedelta(hours=23), night) == at("2026-03-30 00:00", BERLIN)


def test_a_span_that_the_clocks_jump_over_is_not_there():
    early = Hours(week=(((125, 170),),) * 7, zone=BERLIN)
    assert between(at("2026-03-29 00:00", BERLIN), at("2026-03-29 12:00", BERLIN), early) <= timedelta(
        minutes=45
    )


def test_round_the_clock_every_hour_counts():
    start = at("2026-06-19 23:30")
    assert add(start, timedelta(hours=8), ALWAYS) - start == timedelta(hours=8)


def test_whoever_never_opens_is_not_waited_for():
    with pytest.raises(NeverOpen):
        add(at("2026-06-19 10:00"), timedelta(hours=1), Hours(week=((),) * 7, zone=SHANGHAI))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-06-16 15:20", 3, "2026-06-19 15:20"),
        ("2026-06-18 15:20", 3, "2026-06-23 15:20"),
        ("2026-06-20 22:00", 1, "2026-06-22 22:00"),
        ("2026-09-30 10:00", 3, "2026-10-10 10:00"),
    ],
)
def test_working_days_are_days_on_which_the_place_opens(start, days, end):
    assert working_days_later(at(start), days, GOLDEN) == at(end)


# Edges outside the hours in which European clocks change: which of two 02:30s is meant nobody can say.
EDGES = st.integers(0, 96).map(lambda quarter: quarter * 15).filter(lambda m: not 60 <= m <= 185)


@st.composite
def spans(draw):
    edges = sorted(draw(st.sets(EDGES, max_size=6)))
    return tidy(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def places(draw):
    zone = draw(st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")]))
    off, worked = draw(st.sets(st.integers(0, 20))), draw(st.sets(st.integers(0, 20)))
    known = {0: ((480, 960),)} if draw(st.booleans()) else {}
    return Hours(
        week=tuple(draw(spans()) for _ in range(7)),
        zone=zone,
        special={date(2026, 3, 25): known.get(0, ())} if draw(st.booleans()) else {},
        works=lambda day: (
            False if day.toordinal() % 21 in off else True if day.toordinal() % 21 in worked else None
        ),
    )


def is_open(minute, place):
    """Written anew: is this minute of UTC one of business?"""
    local = minute.astimezone(place.zone)
    day = local.date()
    if day in place.special:
        rule = place.special[day]
    elif place.works(day) is False:
        rule = ()
    else:
        rule = place.week[day.weekday()]
        if place.works(day) is True and not rule:
            rule = place.week[0]
    return any(opens <= local.hour * 60 + local.minute < closes for opens, closes in rule)


@settings(max_examples=120, deadline=None)
@given(
    place=places(), start=st.integers(0, 8 * 1440), length=st.integers(0, 6 * 1440), cut=st.integers(0, 3000)
)
def test_it_agrees_with_a_model_that_walks_minute_by_minute(place, start, length, cut):
    begin = datetime(2026, 3, 24, tzinfo=UTC) + timedelta(minutes=start)
    minutes = [begin + timedelta(minutes=n) for n in range(length)]
    open_ones = [minute for minute in minutes if is_open(minute, place)]
    assert between(begin, begin + timedelta(minutes=length), place) == timedelta(minutes=len(open_ones))
    wanted = min(cut, len(open_ones))
    if wanted:
        due = open_ones[wanted - 1] + timedelta(minutes=1)
        assert add(begin, timedelta(minutes=wanted), place) == due
