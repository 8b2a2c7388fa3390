"""Who is late by his own rhythm, for calls that wait until then: by the rule of lapsed visits that is his."""

from dataclasses import replace
from datetime import date

import pytest

from signals.shard import score_features
from tests.signals.features import features
from tests.signals.test_told_to_managers_alone import followed

DAY = date(2026, 6, 16)
THREE_GAPS = {"gaps": 3, "visit_days": 4, "gap_median": 30.0, "gap_mad": 2.0, "silent_days": 60}
LATER = {"own_from": 8}  # three gaps are then mostly the branch's 90 days


def late(*people, parameters=None, segments=()) -> list[bool]:
    policy = followed()
    rule = {"enabled": False, "weight": 0.6, "parameters": parameters or {}, "segments": list(segments)}
    asked = replace(policy, detectors=policy.detectors | {"lapsed_visit": rule})
    known = features(*({"window_spend": 1000.0, "window_visits": 4, **THREE_GAPS, **one} for one in people))
    return score_features(known, followed=asked, as_of=DAY).standing.late.tolist()


@pytest.mark.parametrize(("parameters", "is_late"), [({}, True), (LATER, False)])
def test_from_how_many_visit_days_a_rhythm_is_his_own_is_the_policys_to_say(parameters, is_late):
    assert late({}, parameters=parameters) == [is_late]


def test_whoever_has_a_rule_of_his_own_is_late_by_that():
    segment = {"branch": None, "echelon": None, "customer_kind": "company", "enabled": True, "weight": 0.6}
    companies = [{**segment, "parameters": LATER}]
    assert late({"customer_kind": "company"}, {}, segments=companies) == [False, True]


def test_a_night_without_that_signal_goes_by_its_defaults():
    policy = replace(followed(), detectors={})
    known = features({"window_spend": 1000.0, "window_visits": 4, **THREE_GAPS})
    assert score_features(known, followed=policy, as_of=DAY).standing.late.tolist() == [True]
