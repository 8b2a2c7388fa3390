"""The visit-rhythm strip: geometry, and its words for who cannot see it."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from churn_crm.ui.rhythm import Rhythm, Scale, draw, heights

TODAY = date(2026, 6, 16)


def regular(every: int, last: int, *, count: int = 8, mad: int = 5, soon=()) -> Rhythm:
    """A customer who came `count` times, every so many days, the last time `last` days ago."""
    visits = [(TODAY - timedelta(days=last + every * i), 1000) for i in range(count)]
    next_visit = TODAY - timedelta(days=last - every)
    window = (next_visit - timedelta(days=mad), next_visit + timedelta(days=mad))
    return Rhythm(visits, TODAY, window, every, mad, soon)


@pytest.mark.parametrize(("silent", "late"), [(80, False), (96, False), (98, True), (171, True)])
def test_late_begins_when_the_whole_window_has_passed(silent, late):
    strip = regular(92, silent)
    assert strip.is_late is late
    assert (draw(strip).late is not None) is late


def test_the_late_line_runs_from_the_last_visit_to_today():
    drawing = draw(regular(92, 171))
    assert drawing.late and drawing.late_zone and drawing.window
    assert drawing.late.x == drawing.visits[-1][0]
    assert drawing.late.end == pytest.approx(drawing.today, abs=0.05)
    assert drawing.late_zone.x == pytest.approx(drawing.window.end, abs=0.05)


def test_an_expected_visit_lies_to_the_right_of_today():
    drawing = draw(regular(60, 30))
    assert drawing.window
    assert drawing.today < drawing.window.x
    assert drawing.window.end < 100


@pytest.mark.parametrize("every", [7, 30, 92, 180])
def test_every_rhythm_fills_the_strip_with_several_visits(every):
    assert 4 <= len(draw(regular(every, every // 2, count=40)).visits) <= 20


def test_who_is_silent_for_long_still_shows_the_last_visit():
    assert draw(regular(30, 700)).visits


def test_a_weekly_customer_gets_no_figures_between_the_visits():
    assert draw(regular(7, 3, count=60), large=True).gaps == []
    assert {days for _, days in draw(regular(92, 30), large=True).gaps} == {92}


def test_what_comes_soon_is_named_on_the_large_strip_only():
    strip = regular(92, 171, soon=[(TODAY + timedelta(days=9), "6–12 mo")])
    assert draw(strip).soon == []
    assert [words for _, _, words in draw(strip, large=True).soon] == ["6–12 mo"]


def test_heights_are_shares_of_the_largest_amount():
    assert heights([(TODAY, 100), (TODAY, None), (TODAY, 50)]) == [1.0, 0.45, 0.725]
    assert heights([(TODAY, None), (TODAY, 0)]) == [0.6, 0.6]


def test_a_customer_without_visits_has_only_today():
    drawing = draw(Rhythm([], TODAY))
    assert drawing.visits == []
    assert drawing.window is None
    assert 80 < drawing.today < 100


def test_percents_never_leave_the_strip():
    scale = Scale(date(2026, 1, 1), date(2026, 1, 11))
    assert [scale.x(date(2025, 1, 1)), scale.x(date(2026, 1, 6)), scale.x(date(2027, 1, 1))] == [0, 50, 100]


@settings(deadline=None, max_examples=60)
@given(
    every=st.integers(1, 800),
    last=st.integers(0, 3000),
    count=st.integers(1, 40),
    mad=st.integers(0, 300),
    large=st.booleans(),
)
def test_any_history_can_be_drawn(every, last, count, mad, large):
    drawing = draw(regular(every, last, count=count, mad=mad), large=large)
    places = [x for x, _ in drawing.visits] + [x for x, _ in drawing.months] + [drawing.today]
    places += [span.x for span in drawing.past] + [span.end for span in drawing.past]
    assert all(0 <= x <= 100.1 for x in places)
    assert all(span.width >= 0 for span in drawing.past)
    assert len(drawing.months) <= (12 if large else 6)


def rendered(strip: Rhythm, language: str = "en", large: bool = False) -> str:
    with translation.override(language):
        return Template("{% rhythm strip large=large %}").render(Context({"strip": strip, "large": large}))


def test_the_strip_is_told_in_a_sentence():
    html = rendered(regular(92, 171, mad=14))
    assert "Usually every 92 plus or minus 14 days." in html
    assert "Next visit expected 15 March to 12 April." in html
    assert "Today, 16 June, is 171 days after the last visit." in html


def test_months_are_labelled_in_the_readers_language():
    assert ">2026</text>" in rendered(regular(92, 171))
    assert ">2026年</text>" in rendered(regular(92, 171), "zh-hans")


def test_the_large_strip_scrolls_by_keyboard():
    assert 'tabindex="0"' in rendered(regular(92, 171), large=True)
    assert "No visit yet." in rendered(Rhythm([], TODAY))
