"""Sentences with the customer's own numbers, short enough for a row."""

import re
from unicodedata import east_asian_width

import pytest
from django.utils.translation import override

from signals.detectors import DETECTORS, falling_frequency, lapsed_visit, payment_delay, unmet_expectation
from signals.evidence import TITLES, WORDINGS, plain, sentence, title
from tests.signals.features import features

LATIN = 52  # or 26 Chinese characters, which are twice as wide
FIRED = [
    (lapsed_visit, {"silent_days": 1710, "gap_median": 192.0}),
    (lapsed_visit, {"silent_days": 1710, "visit_days": 2, "gaps": 1, "usual_gap": 120.0}),
    (payment_delay, {"late_recent": 126, "late_before": 24, "paid_recent": 3, "paid_before": 3}),
    (payment_delay, {"late_recent": 26, "late_before": 0, "paid_recent": 3, "paid_before": 3}),
    (payment_delay, {"overdue_count": 1, "overdue_days": 140}),
    (payment_delay, {"overdue_count": 12, "overdue_days": 140}),
    (falling_frequency, {"visits_12": 12, "visits_12_before": 126}),
    (falling_frequency, {"spend_12": 100.0, "spend_12_before": 2000.0}),
    (falling_frequency, {"tenure_days": 400, "visits_6": 1, "visits_6_before": 6}),
    (
        unmet_expectation,
        {"open_complaints": 1, "open_severity": 3, "open_days": 190, "open_cause": "overcharging"},
    ),
    (unmet_expectation, {"recent_complaints": 2}),
    (unmet_expectation, {"score": 1, "score_days": 77}),
]
AWAY = [
    {"months": 0, "days": 0},
    {"months": 0, "days": 27},
    {"months": 27, "days": 830},
    {"months": -1, "days": None},
]


def width(words: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)


@pytest.mark.parametrize(("detector", "changed"), FIRED)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_finding_has_a_short_sentence_with_one_decisive_figure(detector, changed, language):
    numbers = detector.detect(features(**changed), detector.Policy()).numbers.iloc[0]
    with override(language):
        words, markup = plain(detector.KIND, numbers), sentence(detector.KIND, numbers)

    assert len(re.findall("<b>.*?</b>", markup)) == 1
    assert width(words) <= LATIN


@pytest.mark.parametrize("numbers", AWAY)
def test_time_away_has_a_sentence(numbers):
    assert 0 < len(plain("tier", numbers)) <= LATIN


def test_the_figure_is_the_customers_own():
    numbers = {"usual": 92.4, "spread": 13.6, "now": 171, "own": True}

    assert sentence("lapsed_visit", numbers) == "Visits every 92 ± 14 days; <b>now 171</b>"
    assert plain("tier", {"months": 7, "days": 214}) == "No visit for 7 months"


def test_every_detector_has_words():
    kinds = {detector.KIND for detector in DETECTORS} | {"tier"}

    assert kinds == set(WORDINGS) == set(TITLES)


def test_an_unknown_kind_says_nothing_and_breaks_nothing():
    assert sentence("broken_promise", {}) == ""
    assert title("broken_promise") == "broken_promise"
