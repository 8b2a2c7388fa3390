"""Intervals against published figures, and what must hold for every sample."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.surveys.calling import promised
from desk.surveys.frequency import Situation, obstacle
from desk.surveys.shares import net_promoters, share
from desk.surveys.wording import language_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 16, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 3 (Wilson without correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_wilsons(hits, n, low, high):
    found = share(hits, n)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_without_answers_there_is_no_share():
    assert share(0, 0) is None
    assert net_promoters(0, 0, 0) is None


@given(st.integers(1, 500), st.data())
def test_a_share_lies_in_its_interval_which_narrows_with_more_answers(n, data):
    hits = data.draw(st.integers(0, n))
    few, many = share(hits, n), share(hits * 10, n * 10)
    assert few is not None
    assert many is not None
    assert 0 <= few.low <= few.value <= few.high <= 1
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(
    ("promoters", "detractors", "n", "score"), [(50, 20, 100, 30), (10, 0, 10, 100), (0, 5, 5, -100)]
)
def test_promoters_less_detractors(promoters, detractors, n, score):
    found = net_promoters(promoters, detractors, n)
    assert found is not None
    assert round(found.value, 6) == score


def test_the_interval_of_a_net_promoter_score_adds_three_answers():
    # By hand: 50.75/103 − 20.75/103 = 0.29126; variance (71.5/103 − 0.29126²)/103 = 0.0059162
    found = net_promoters(50, 20, 100)
    assert found is not None
    assert (round(found.low, 1), round(found.high, 1)) == (14.1, 44.2)


@given(st.integers(1, 400), st.data())
def test_a_net_promoter_score_lies_in_its_interval(n, data):
    promoters = data.draw(st.integers(0, n))
    detractors = data.draw(st.integers(0, n - promoters))
    found = net_promoters(promoters, detractors, n)
    assert found is not None
    assert -100 <= found.low <= found.value <= found.high <= 100


@pytest.mark.parametrize(
    ("situation", "why"),
    [
        (Situation(NOW), ""),
        (Situation(NOW, asked_at=NOW - timedelta(days=29)), "asked_lately"),
        (Situation(NOW, asked_at=NOW - timedelta(days=30)), ""),
        (Situation(NOW, complains=True), "open_complaint"),
        (Situation(NOW, wants_none=True, complains=True), "no_surveys"),
    ],
)
def test_who_may_be_asked(situation, why):
    assert obstacle(situation, days_between=30) == why


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ((16, 10, 0), (16, 18)),
        ((16, 15, 59), (16, 18)),
        ((16, 16, 0), (17, 12)),
        ((20, 10, 0), (22, 12)),  # a Saturday
    ],
)
def test_a_call_is_promised_for_working_hours(now, until):
    day, hour, minute = now
    local = datetime(2026, 6, day, hour, minute, tzinfo=SHANGHAI)
    found = promised(local, lambda one: one.weekday() < 5)
    assert (found.day, found.hour, found.minute) == (*until, 0)


@pytest.mark.parametrize(
    ("name", "latin", "phone", "language"),
    [
        ("方敏", "", "", "zh-hans"),
        ("Fang Min", "方敏", "", "zh-hans"),
        ("Fang Min", "", "+8613800000000", "zh-hans"),
        ("Mary Jones", "", "+14155550100", "en"),
        ("Mary Jones", "", "", "en"),
    ],
)
def test_the_language_of_a_customer(name, latin, phone, language):
    assert language_of(name=name, latin_name=latin, phone=phone) == language
