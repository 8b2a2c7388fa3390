"""Policies of the night over HTTP: trust, rules of segments, caps of health, tiers and months."""

from datetime import timedelta

import pytest

from churn_crm import clock
from signals.health.groups import CAPS
from signals.models import (
    ChurnSignal,
    DetectorSegment,
    HealthProfile,
    SignalEvent,
    TierSegment,
    TrustReset,
)
from signals.policies import caps_for_all, detectors_followed, own_months, profiles_followed, scoring_policy
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
LAPSED = "/api/v1/detectors/lapsed_visit/"
SEGMENTS = LAPSED + "segments/"
HEALTH = "/api/v1/health-policy/"
PROFILES = HEALTH + "segments/"
SCORING = "/api/v1/scoring-policy/"
MONTHS = SCORING + "segments/"


def read(**said) -> dict:
    """What is said, over the version of now."""
    return {"version": scoring_policy().version, **said}


@pytest.fixture
def judged(lin, gaoxin, today):
    """Three judged signals that were false alarms, one that was settled; and one of a kind for managers."""

    def say(state, kind="lapsed_visit"):
        said_at = clock.now() - timedelta(days=1)
        signal = ChurnSignal.objects.create(
            customer=CustomerFactory(owner=lin, branch=gaoxin),
            kind=kind,
            strength=0.5,
            opened_on=today - timedelta(days=9),
            seen_on=today,
            state=state,
            settled_strength=0.5,
            judged_at=said_at,
        )
        SignalEvent.objects.create(signal=signal, kind=state, at=said_at, by=lin)

    for state in ("false_alarm", "false_alarm", "false_alarm", "resolved"):
        say(state)
    say("false_alarm", kind="owner_leaving")


class TestTrust:
    def test_a_detector_tells_what_was_said_of_it_and_what_that_leaves_of_its_weight(self, as_wei, judged):
        trust = as_wei.get(LAPSED).json()["trust"]

        assert (trust["false_alarms"], trust["confirmed"]) == (3, 1)
        assert trust["factor"] == pytest.approx(1 - 0.5 * 3 / 14)
        assert trust["weight"] == pytest.approx(0.6 * trust["factor"])

    def test_what_managers_alone_are_told_is_not_counted_for_others(self, as_wei, as_sun, as_zhou, judged):
        url = "/api/v1/detectors/owner_leaving/"

        assert as_wei.get(url).json()["trust"] is None
        assert as_sun.get(url).json()["trust"] is None
        assert as_zhou.get(url).json()["trust"]["false_alarms"] == 1

    def test_it_is_believed_as_at_first(self, as_zhou, zhou, judged):
        told = as_zhou.post(LAPSED + "trust/reset/").json()

        assert (told["trust"]["false_alarms"], told["trust"]["factor"]) == (0, 1)
        assert TrustReset.objects.get().by == zhou
        assert told["version"] == 2

    def test_all_detectors_cost_the_same_queries(self, as_wei, judged, django_assert_max_num_queries):
        for kind in list(detectors_followed())[:9]:
            DetectorSegment.objects.create(kind=kind, customer_kind="company")
        scoring_policy()
        with django_assert_max_num_queries(8):
            told = as_wei.get("/api/v1/detectors/").json()

        assert sum(len(one["segments"]) for one in told) == 9


class TestRulesOfSegments:
    def test_a_rule_begins_as_a_copy_and_keeps_what_differs(self, as_zhou, gaoxin):
        asked = read(branch="gaoxin", echelon=1, weight=0.2, parameters={"begins": 1.5})
        made = as_zhou.post(SEGMENTS, asked, **JSON)

        assert made.status_code == 201
        assert made.json() == {
            "id": DetectorSegment.objects.get().pk,
            "branch": "gaoxin",
            "echelon": 1,
            "customer_kind": "",
            "enabled": True,
            "weight": 0.2,
            "parameters": {"begins": 1.5},
        }
        (followed,) = detectors_followed()["lapsed_visit"]["segments"]
        assert (followed["branch"], followed["echelon"], followed["weight"]) == (gaoxin.pk, 1, 0.2)
        assert as_zhou.get(LAPSED).json()["segments"] == [made.json()]

    def test_it_is_changed_over_the_version_that_was_read(self, as_zhou, gaoxin):
        segment = DetectorSegment.objects.create(
            kind="lapsed_visit", branch=gaoxin, weight=0.2, parameters={"begins": 1.5}
        )
        url, old = f"{SEGMENTS}{segment.pk}/", read(weight=0.4)
        assert as_zhou.patch(url, old, **JSON).status_code == 200
        assert as_zhou.patch(url, old | {"weight": 0.9}, **JSON).status_code == 409
        assert as_zhou.patch(url, {"weight": 0.9}, **JSON).status_code == 428
        segment.refresh_from_db()

        assert (segment.weight, segment.parameters, segment.branch) == (0.4, {"begins": 1.5}, gaoxin)

    @pytest.mark.parametrize(
        "wrong",
        [
            {},
            {"branch": "nowhere"},
            {"echelon": 4},
            {"customer_kind": "company", "weight": 2},
            {"customer_kind": "company", "parameters": {"begins": 3, "certain": 2}},
            {"customer_kind": "company", "parameters": {"luck": 1}},
        ],
    )
    def test_what_the_page_refuses_is_refused(self, as_zhou, gaoxin, wrong):
        assert as_zhou.post(SEGMENTS, read(**wrong), **JSON).status_code == 400
        assert not DetectorSegment.objects.exists()
        assert scoring_policy().version == 1

    def test_there_is_one_rule_for_the_same_customers(self, as_zhou):
        assert as_zhou.post(SEGMENTS, read(customer_kind="company"), **JSON).status_code == 201
        again = as_zhou.post(SEGMENTS, read(customer_kind="company"), **JSON)

        assert again.status_code == 400
        assert "There is a rule for these customers already" in again.json()["detail"]

    def test_one_that_goes_leaves_its_customers_to_the_general_rule(self, as_zhou):
        segment = DetectorSegment.objects.create(kind="lapsed_visit", customer_kind="company")
        other = f"/api/v1/detectors/payment_delay/segments/{segment.pk}/"
        assert as_zhou.delete(f"{other}?version={read()['version']}").status_code == 404
        assert as_zhou.delete(f"{SEGMENTS}{segment.pk}/?version={read()['version']}").status_code == 204

        assert detectors_followed()["lapsed_visit"]["segments"] == []

    def test_one_goes_over_the_version_that_was_read_alone(self, as_zhou):
        segment = DetectorSegment.objects.create(kind="lapsed_visit", customer_kind="company")
        url, seen = f"{SEGMENTS}{segment.pk}/", scoring_policy().version
        assert as_zhou.patch(url, read(weight=0.4), **JSON).status_code == 200

        assert as_zhou.delete(url).status_code == 428
        assert as_zhou.delete(f"{url}?version=x").status_code == 400
        assert as_zhou.delete(f"{url}?version={seen}").status_code == 409
        assert DetectorSegment.objects.get().weight == 0.4
        assert as_zhou.delete(f"{url}?version={seen + 1}").status_code == 204

    def test_a_list_of_many_costs_the_same(self, as_wei, gaoxin, wuhu, django_assert_max_num_queries):
        for branch in (gaoxin, wuhu):
            for echelon in (1, 2, 3):
                DetectorSegment.objects.create(kind="lapsed_visit", branch=branch, echelon=echelon)
        with django_assert_max_num_queries(7):
            told = as_wei.get(SEGMENTS).json()["results"]

        assert [one["branch"] for one in told] == ["gaoxin"] * 3 + ["wuhu"] * 3


class TestHealth:
    def test_caps_and_bands_are_read_and_changed_over_their_version(self, as_wei, as_zhou):
        held = as_wei.get(HEALTH).json()
        assert held == {"version": 1, "caps": dict(CAPS), "at_risk_below": 40, "well_from": 70}
        asked = {"version": 1, "caps": {"visits": 50}, "well_from": 75}
        changed = as_zhou.patch(HEALTH, asked, **JSON)

        assert changed.json() == {
            "version": 2,
            "caps": {**CAPS, "visits": 50},
            "at_risk_below": 40,
            "well_from": 75,
        }
        assert as_zhou.patch(HEALTH, asked, **JSON).status_code == 409
        assert as_zhou.patch(HEALTH, {"well_from": 80}, **JSON).status_code == 428

    @pytest.mark.parametrize("wrong", [{"caps": {"visits": 101}}, {"at_risk_below": 70}, {"well_from": "x"}])
    def test_what_does_not_fit_is_not_saved(self, as_zhou, wrong):
        assert as_zhou.patch(HEALTH, read(**wrong), **JSON).status_code == 400
        assert (caps_for_all(), scoring_policy().version) == (dict(CAPS), 1)

    def test_a_segment_has_caps_of_its_own(self, as_zhou, gaoxin):
        made = as_zhou.post(PROFILES, read(branch="gaoxin", caps={"money": 80}), **JSON)
        assert made.status_code == 201
        url = f"{PROFILES}{made.json()['id']}/"
        changed = as_zhou.patch(url, read(caps={"needs": 5}), **JSON).json()

        assert (changed["branch"], changed["echelon"]) == ("gaoxin", None)
        assert changed["caps"] == {**CAPS, "money": 80, "needs": 5}
        assert profiles_followed()[1]["caps"] == changed["caps"]
        assert as_zhou.post(PROFILES, read(branch="gaoxin"), **JSON).status_code == 400
        assert as_zhou.delete(f"{url}?version=1").status_code == 409
        assert as_zhou.delete(f"{url}?version={read()['version']}").status_code == 204
        assert len(profiles_followed()) == 1

    def test_so_has_an_echelon(self, as_zhou, gaoxin):
        for asked in ({"branch": "gaoxin"}, {"branch": "gaoxin", "echelon": 1}, {"echelon": 1}):
            assert as_zhou.post(PROFILES, read(**asked, caps={"money": 9}), **JSON).status_code == 201
        told = [(one["branch"], one["echelon"]) for one in as_zhou.get(PROFILES).json()["results"]]

        assert told == [("gaoxin", None), ("gaoxin", 1), (None, 1)]

    def test_the_one_for_everybody_is_no_segment(self, as_zhou):
        for_all = HealthProfile.objects.create()

        assert as_zhou.get(PROFILES).json()["results"] == []
        assert as_zhou.delete(f"{PROFILES}{for_all.pk}/").status_code == 404


class TestScoring:
    def test_what_is_named_is_changed_over_the_version_that_was_read(self, as_wei, as_zhou, zhou):
        held = as_wei.get(SCORING).json()
        assert (held["version"], held["months_sms"], held["prior_sms"], held["share_first"]) == (
            1,
            3,
            0.5,
            "0.150",
        )
        asked = {"version": 1, "prior_sms": 0.45, "learns": False, "share_first": "0.2"}
        told = as_zhou.patch(SCORING, asked, **JSON).json()

        assert (told["version"], told["prior_sms"], told["learns"], told["months_sms"]) == (2, 0.45, False, 3)
        assert scoring_policy().changed_by == zhou
        assert as_zhou.patch(SCORING, asked, **JSON).status_code == 409
        assert as_zhou.patch(SCORING, {"months_sms": 2}, **JSON).status_code == 428

    @pytest.mark.parametrize(
        "wrong", [{"months_call": 2}, {"prior_call": 0.2}, {"horizon_days": 3}, {"share_first": "0.8"}]
    )
    def test_what_makes_no_sense_is_refused(self, as_zhou, wrong):
        assert as_zhou.patch(SCORING, read(**wrong), **JSON).status_code == 400
        assert scoring_policy().version == 1


class TestMonths:
    def test_some_get_months_of_their_own_and_give_them_back(self, as_wei, as_zhou, gaoxin):
        own = {"months_sms": 1, "months_call": 2, "months_recall": 4}
        made = as_zhou.post(MONTHS, read(branch="gaoxin", echelon=2, **own), **JSON)
        assert made.status_code == 201
        row = TierSegment.objects.get()
        whose = {"branch": "gaoxin", "echelon": 2, "customer_kind": ""}
        assert made.json() == {"id": row.pk, **whose, **own}
        assert as_wei.get(MONTHS).json()["results"] == [made.json()]
        url, old = f"{MONTHS}{row.pk}/", read(months_recall=9)
        assert as_zhou.patch(url, old, **JSON).json() == {"id": row.pk, **whose, **own, "months_recall": 9}
        assert as_zhou.patch(url, old, **JSON).status_code == 409
        assert as_zhou.patch(url, {"months_recall": 9}, **JSON).status_code == 428
        assert as_zhou.delete(url).status_code == 428
        assert as_zhou.delete(f"{url}?version=1").status_code == 409
        assert as_zhou.delete(f"{url}?version={read()['version']}").status_code == 204

        assert own_months() == []
        assert as_zhou.get(url).status_code == 404

    def test_what_is_not_said_is_as_for_everybody(self, as_zhou):
        as_zhou.post(MONTHS, read(customer_kind="company", months_sms=2), **JSON)

        assert [one["months"] for one in own_months()] == [[2, 6, 12]]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"months_sms": 1},
            {"echelon": 1, "months_sms": 3, "months_call": 2},
            {"echelon": 1, "months_recall": 36},
            {"echelon": 4, "months_sms": 1},
            {"branch": "nowhere", "months_sms": 1},
        ],
    )
    def test_what_the_page_refuses_is_refused(self, as_zhou, gaoxin, wrong):
        assert as_zhou.post(MONTHS, read(**wrong), **JSON).status_code == 400
        assert not TierSegment.objects.exists()
        assert scoring_policy().version == 1

    def test_the_same_customers_have_months_once(self, as_zhou):
        assert as_zhou.post(MONTHS, read(echelon=1, months_sms=2), **JSON).status_code == 201
        again = as_zhou.post(MONTHS, read(echelon=1, months_sms=1), **JSON)

        assert again.status_code == 400
        assert "have months of their own already" in again.json()["detail"]

    def test_a_list_of_many_costs_the_same(self, as_wei, gaoxin, wuhu, django_assert_max_num_queries):
        for branch in (gaoxin, wuhu):
            for echelon in (1, 2, 3):
                TierSegment.objects.create(
                    branch=branch, echelon=echelon, months_sms=1, months_call=2, months_recall=3
                )
        with django_assert_max_num_queries(7):
            told = as_wei.get(MONTHS).json()["results"]

        assert [one["branch"] for one in told] == ["gaoxin"] * 3 + ["wuhu"] * 3
