"""Sentences with the customer's own numbers, short enough for a row."""

import re
from unicodedata import east_asian_width

import pytest
from django.utils.translation import override

from signals.detectors import (
    DETECTORS,
    KINDS,
    falling_frequency,
    lapsed_visit,
    payment_delay,
    unmet_expectation,
)
from signals.evidence import plain, sentence, title
from signals.sentences import WORDINGS
from signals.wording import DOES, GROUPS, LABELS, TITLES, parameters
from tests.signals.features import categories, features

LATIN = 52  # or 26 Chinese characters, which are twice as wide
NAME = "Panda Fast Auto Repair and Tyre Service of Chengdu"
FIRED = [
    (lapsed_visit, {"silent_days": 1710, "gap_median": 192.0}),
    (lapsed_visit, {"silent_days": 1710, "visit_days": 2, "gaps": 1, "usual_gap": 120.0}),
    (payment_delay, {"late_recent": 126, "late_before": 24, "paid_recent": 3, "paid_before": 3}),
    (payment_delay, {"late_recent": 26, "late_before": 0, "paid_recent": 3, "paid_before": 3}),
    (payment_delay, {"overdue_count": 1, "overdue_days": 140}),
    (payment_delay, {"overdue_count": 12, "overdue_days": 140}),
    (falling_frequency, {"visits_12": 12, "visits_12_before": 126}),
    (falling_frequency, {"tenure_days": 400, "visits_6": 1, "visits_6_before": 6}),
    ("falling_spend", {"spend_12": 100.0, "spend_12_before": 2000.0}),
    (
        "falling_category",
        {"categories": categories({"name": NAME, "now": 2, "before": 118}), "visits_12": 30},
    ),
    (
        "falling_category",
        {"categories": categories({"name": NAME, "times": 5, "gap": 118.0, "spread": 18.0, "silent": 640})},
    ),
    ("narrowing_range", {"range_now": 12, "range_before": 118, "visits_12": 30}),
    ("narrowing_range", {"range_now": 1, "range_before": 5}),
    ("no_second_visit", {"visit_days": 1, "silent_days": 1214}),
    ("order_payment", {"wait_recent": 126, "wait_before": 24, "waits_recent": 3, "waits_before": 3}),
    ("unpaid_orders", {"unpaid_orders": 1, "unpaid_days": 140}),
    ("unpaid_orders", {"unpaid_orders": 12, "unpaid_days": 140}),
    ("arrears", {"mark": "deliberate", "mark_days": 340, "overdue_count": 1}),
    ("arrears", {"mark": "bad_debt", "mark_days": 340, "overdue_count": 1}),
    (
        unmet_expectation,
        {"open_complaints": 1, "open_severity": 3, "open_days": 190, "open_cause": "overcharging"},
    ),
    (
        unmet_expectation,
        {
            "open_complaints": 1,
            "open_severity": 3,
            "open_days": 190,
            "open_sender": "platform",
            "open_sender_days": 140,
        },
    ),
    (unmet_expectation, {"recent_complaints": 1, "recent_outside": 1, "recent_sender": NAME}),
    (unmet_expectation, {"recent_complaints": 2}),
    (unmet_expectation, {"score": 1, "score_days": 77}),
    ("reopened_complaint", {"reopened": 1, "reopened_days": 140}),
    ("reopened_complaint", {"reopened": 12, "reopened_days": 140}),
    ("breached_complaint", {"breached": 1, "breached_days": 140}),
    ("breached_complaint", {"breached": 12, "breached_days": 140}),
    (
        "falling_scores",
        {"score_recent": 2.5, "score_before": 4.75, "scores_recent": 2, "scores_before": 4},
    ),
    ("low_quality", {"quality": 8.4, "quality_answers": 12}),
    ("doubtful_quality", {"own_ratings": 12, "doubted": 11}),
    ("doubtful_quality", {"own_ratings": 1, "doubted": 1}),
    ("returned_goods", {"returns": 12}),
    ("returned_goods", {"returns": 1, "refunds_late": 1, "refund_late_days": 140}),
    ("warranty_claims", {"claims": 12}),
    ("warranty_claims", {"claims": 1, "claims_refused": 1}),
    ("warranty_claims", {"claims": 1, "claim_open_days": 140}),
    ("inquiry_without_order", {"unordered": 12, "unordered_days": 140}),
    ("offer_mismatch", {"mismatches": 1, "mismatch_days": 140}),
    ("offer_mismatch", {"mismatches": 12, "mismatch_days": 140}),
    ("offer_mismatch", {"mismatches": 1, "unoffered": 1, "mismatch_days": 140}),
    ("offer_mismatch", {"mismatches": 12, "unoffered": 12, "mismatch_days": 140}),
    ("offer_mismatch", {"mismatches": 12, "unoffered": 2, "mismatch_days": 140}),
    ("price_over_market", {"over_market": 1.173}),
    ("price_rise", {"price_rise": 1.173}),
    ("clashing_terms", {"clashes": 1, "clash_ends_in": 1140}),
    ("contract_ending", {"ending_contracts": 1, "ends_in": 40}),
    ("contract_ending", {"ending_contracts": 1, "ends_in": 0}),
    ("single_threaded", {"customer_kind": "company", "contacts": 1, "bonded": 1}),
    ("single_threaded", {"customer_kind": "company", "contacts": 12, "bonded": 1}),
    ("single_threaded", {"customer_kind": "company", "lines": 0}),
    ("single_threaded", {"customer_kind": "company", "contacts": 0, "bonded": 0, "lines": 0}),
    (
        "single_threaded",
        {"customer_kind": "company", "lines": 0, "talks": 124, "talks_of_one": 112},
    ),
    (
        "single_threaded",
        {"customer_kind": "company", "contacts": 1, "lines": 0, "talks": 124, "talks_of_one": 112},
    ),
    ("single_threaded", {"customer_kind": "company", "contacts": 1, "bonded": 0, "lines": 0}),
    ("single_threaded", {"customer_kind": "company", "contacts": 0, "contacts_left": 1, "bonded": 0}),
    ("single_threaded", {"customer_kind": "company", "contacts": 0, "contacts_left": 12, "lines": 0}),
    ("decision_maker_left", {"decider_left_days": 140}),
    ("decision_maker_left", {"decider_left_days": 140, "deciders": 0}),
    ("owner_left", {"owner_left_days": 110}),
    ("owner_leaving", {"owner_leaves_in": 110}),
    ("owner_leaving", {"owner_leaves_in": 0}),
    ("broken_promise", {"promises_broken": 1, "broken_days": 140}),
    ("broken_promise", {"promises_broken": 12, "broken_days": 140}),
    ("broken_promise", {"promises_overdue": 1, "overdue_promise_days": 140}),
    ("broken_promise", {"promises_overdue": 1, "overdue_promise_days": 0}),
    ("broken_promise", {"promises_overdue": 12, "overdue_promise_days": 140}),
    ("competitor_named", {"competitor": NAME, "competitor_times": 1, "competitor_days": 140}),
    (
        "competitor_named",
        {"competitor": "途虎养车工场店成都高新天府二街", "competitor_times": 12, "competitor_days": 1},
    ),
    ("competitor_active", {"rival": NAME, "rival_days": 140}),
    ("competitor_active", {"rival": "途虎养车工场店成都高新天府二街", "rival_days": 140}),
    ("declined_work", {"declined": 12, "declined_days": 240}),
    ("unanswered_need", {"needs": 1, "need_days": 240}),
    ("unanswered_need", {"needs": 12, "need_days": 240}),
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
    detector = KINDS[detector] if isinstance(detector, str) else detector
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


def test_where_no_offer_was_noted_none_is_claimed():
    numbers = {"count": 1, "nothing": 1, "days": 3}

    assert plain("offer_mismatch", numbers) == "Asked 3 days ago, no offer noted; no order"
    assert "something else" in plain("offer_mismatch", numbers | {"nothing": 0})
    assert "or nothing" in plain("offer_mismatch", numbers | {"count": 2})
    assert "something else" in plain("offer_mismatch", {"count": 2, "days": 3})  # as nights before said it


def test_every_detector_has_words():
    kinds = {detector.KIND for detector in DETECTORS}

    assert kinds | {"tier"} == set(WORDINGS) == set(TITLES)
    assert kinds == set(DOES)
    assert {detector.GROUP for detector in DETECTORS} == set(GROUPS)
    assert {name for detector in DETECTORS for name in parameters(detector)} == set(LABELS)


def test_every_kind_of_finding_is_put_into_words_above():
    named = {kind if isinstance(kind, str) else kind.KIND for kind, _changed in FIRED}

    assert named == set(KINDS)


def test_what_comes_from_people_is_escaped():
    named = {"name": "<b>Tuhu</b>", "count": 1, "days": 3}

    assert "&lt;b&gt;Tuhu" in sentence("competitor_named", named)


def test_an_unknown_kind_says_nothing_and_breaks_nothing():
    assert sentence("horoscope", {}) == ""
    assert title("horoscope") == "horoscope"


ON_THE_DAY = [  # as the night of the very day, or of the next one, finds it
    ("arrears", {"of": "bad_debt", "days": 0}),
    ("arrears", {"of": "deliberate", "days": 1}),
    ("clashing_terms", {"count": 1, "days": 0}),
    ("clashing_terms", {"count": 1, "days": 1}),
    ("unmet_expectation", {"of": "score", "score": 2, "days": 0}),
    ("decision_maker_left", {"days": 0, "left": 0}),
    ("decision_maker_left", {"days": 0, "left": 2}),
    ("competitor_named", {"name": "Panda", "count": 1, "days": 0}),
    ("competitor_active", {"name": "Panda", "days": 0}),
    ("offer_mismatch", {"count": 1, "days": 0, "nothing": 1}),
    ("offer_mismatch", {"count": 1, "days": 0, "nothing": 0}),
    ("inquiry_without_order", {"count": 1, "days": 0}),
    ("order_payment", {"now": 1, "before": 2}),
    ("unpaid_orders", {"count": 1, "days": 0}),
    ("unpaid_orders", {"count": 2, "days": 1}),
    ("payment_delay", {"overdue": 1, "overdue_days": 1}),
    ("payment_delay", {"overdue": 2, "overdue_days": 1}),
    ("declined_work", {"count": 1, "days": 1}),
    ("declined_work", {"count": 2, "days": 1}),
    ("unanswered_need", {"count": 1, "days": 0}),
    ("unanswered_need", {"count": 2, "days": 1}),
    ("no_second_visit", {"days": 1, "usual": 1}),
    ("warranty_claims", {"of": "open", "count": 1, "refused": 0, "days": 1}),
    ("warranty_claims", {"of": "often", "count": 1, "refused": 0, "days": 1}),
    ("returned_goods", {"count": 1, "late": 0}),
]


@pytest.mark.parametrize(("kind", "numbers"), ON_THE_DAY)
def test_one_is_one_and_what_happened_on_the_day_was_yesterday(kind, numbers):
    with override("en"):
        english = plain(kind, numbers)
    assert not re.search(r"\b1 (days|visits|orders|inquiries|returns|warranty claims)\b", english)
    assert not re.search(r"\b0 days?\b", english)
    with override("zh-hans"):
        chinese = plain(kind, numbers)
    assert re.search("[一-鿿]", chinese)
    assert not re.search(r"\b0 天", chinese)
    assert numbers.get("count") != 1 or "最长" not in chinese
