"""What was changed of all that nights follow: who, when, from which value to which."""

import pytest
from django.urls import reverse

from signals import services
from signals.detectors import KINDS
from signals.health.groups import CAPS
from signals.health.services import change_health, change_profile
from signals.models import DetectorPolicy, DetectorPolicyEvent, DetectorSegment, TierSegment
from signals.policies import scoring_policy
from signals.wording import parameters
from tests.signals.test_detector_pages import values

pytestmark = pytest.mark.django_db
KIND = "lapsed_visit"
ECHELON_1 = {"branch": None, "customer_kind": "", "echelon": 1}
MONTHS = {"months_sms": 1, "months_call": 2, "months_recall": 3}
BANDS = {"at_risk_below": 40, "well_from": 70}


def told(client) -> list[tuple[str, str, str, str]]:
    """(what, field, from, to) of each change, the newest first."""
    entries = client.get(reverse("signals:policies")).context["entries"]
    return [(one.what, each.label, each.before, each.after) for one in entries for each in one.changes]


def test_the_first_change_of_a_detector_is_a_change_of_its_defaults(as_zhou):
    as_zhou.post(reverse("signals:edit_detector", args=[KIND]), values(weight=0.5, begins=1.5))
    as_zhou.post(reverse("signals:edit_detector", args=[KIND]), values(weight=0.4, begins=1.5))
    usual = parameters(KINDS[KIND])["begins"]
    assert told(as_zhou) == [
        ("Signal · Lapsed visit", "Weight", "0.5", "0.4"),
        ("Signal · Lapsed visit", "Weight", f"{KINDS[KIND].WEIGHT}", "0.5"),
        ("Signal · Lapsed visit", "Begins above (times the usual window)", f"{usual}", "1.5"),
    ]
    (newest, _first) = as_zhou.get(reverse("signals:policies")).context["entries"]
    assert (newest.who, newest.way) == ("Zhou", "on screen")


def test_months_of_some_customers_are_told_as_they_come_change_and_go(as_zhou, zhou):
    row = services.change_tiers(months=MONTHS, whose=ECHELON_1, by=zhou)
    services.change_tiers(months=MONTHS | {"months_recall": 4}, whose=ECHELON_1, segment=row, by=zhou)
    services.drop_segment(segment=TierSegment.objects.get(), by=zhou)
    gone, changed, came = told(as_zhou)
    assert came[:3] == ("Months for some customers added", "Echelon 1", "")
    assert "Months until recall 3" in came[3]
    assert changed == ("Months for some customers · Echelon 1", "Months until recall", "3", "4")
    assert gone[0] == "Months for some customers removed"
    assert "Months until recall 4" in gone[2]


def test_caps_of_health_and_rules_of_some_customers_are_told(as_zhou, zhou, gaoxin):
    change_health(caps={**CAPS, "money": 5}, bands=BANDS, version=scoring_policy().version, by=zhou)
    change_profile(caps=CAPS, whose=ECHELON_1, by=zhou)
    rule = {"enabled": False, "weight": 0.2, "parameters": {}}
    of_branch = ECHELON_1 | {"branch": gaoxin.pk}
    row = services.change_segment(kind=KIND, rule=rule, whose=of_branch, by=zhou)
    services.change_segment(kind=KIND, rule=rule | {"enabled": True}, whose=of_branch, segment=row, by=zhou)
    switched, added, caps_of_some, caps_of_all = told(as_zhou)
    assert caps_of_all == ("Health score", "Money", str(CAPS["money"]), "5")
    assert caps_of_some[:3] == ("Health score added", "Echelon 1", "")
    assert added[0] == "Signal added"
    assert "Weight 0.2" in added[3]
    assert switched == (f"Signal · Lapsed visit · {gaoxin} · Echelon 1", "On", "No", "Yes")
    assert DetectorSegment.objects.count() == 1


def test_many_changes_cost_no_more_than_few(as_zhou, zhou, django_assert_max_num_queries):
    for n in range(1, 25):
        rule = {"enabled": True, "weight": n / 100, "parameters": {}}
        services.change_detector(kind=KIND, rule=rule, by=zhou)
    with django_assert_max_num_queries(45):
        assert len(told(as_zhou)) == 20


def backs(client) -> list[str]:
    """The address that takes each change back, the newest first; empty for none."""
    return [one.back for one in client.get(reverse("signals:policies")).context["entries"]]


def take_back(client, place: int = 0) -> str:
    """Press the button of that line; what is said then."""
    return client.post(backs(client)[place], follow=True).content.decode()


class TestTakingBack:
    def test_a_mistaken_change_is_taken_back_by_its_button(self, as_zhou, as_sun, zhou):
        values = {"months_sms": 2, "border_days": 9}
        services.change_scoring(values=values, version=scoring_policy().version, by=zhou)
        services.change_detector(kind=KIND, rule={"enabled": False, "weight": 0.1, "parameters": {}}, by=zhou)
        assert backs(as_sun) == ["", ""]
        of_scoring = next(place for place, back in enumerate(backs(as_zhou)) if "/scoring/" in back)
        assert "Taken back" in take_back(as_zhou, of_scoring)
        policy = scoring_policy()
        assert (policy.months_sms, policy.border_days, policy.version) == (3, 30, 4)
        assert DetectorPolicy.objects.get().weight == 0.1

    def test_so_is_the_first_change_of_a_detector_and_what_was_taken_back(self, as_zhou, zhou):
        services.change_detector(kind=KIND, rule={"enabled": False, "weight": 0.1, "parameters": {}}, by=zhou)
        take_back(as_zhou)
        assert not DetectorPolicy.objects.exists()
        take_back(as_zhou)
        assert DetectorPolicy.objects.get().weight == 0.1

    def test_a_rule_of_some_customers_comes_goes_and_comes_back(self, as_zhou, zhou):
        row = services.change_tiers(months=MONTHS, whose=ECHELON_1, by=zhou)
        services.drop_segment(segment=row, by=zhou)
        take_back(as_zhou)
        assert (TierSegment.objects.get().months, TierSegment.objects.get().echelon) == ([1, 2, 3], 1)
        assert backs(as_zhou)[1:] == ["", ""]
        take_back(as_zhou)
        assert not TierSegment.objects.exists()

    def test_what_was_changed_since_is_not_taken_back(self, as_zhou, zhou):
        for weight in (0.1, 0.2):
            rule = {"enabled": True, "weight": weight, "parameters": {}}
            services.change_detector(kind=KIND, rule=rule, by=zhou)
        assert backs(as_zhou)[1] == ""
        first = reverse(
            "signals:take_back_change", args=["detector", DetectorPolicyEvent.objects.earliest("pk").pk]
        )
        assert "has been changed since" in as_zhou.post(first, follow=True).content.decode()
        assert DetectorPolicy.objects.get().weight == 0.2

    def test_nor_what_does_not_go_with_what_was_changed_since(self, as_zhou, zhou):
        for months in ({"months_call": 8}, {"months_sms": 7}):
            services.change_scoring(values=months, version=scoring_policy().version, by=zhou)
        version = scoring_policy().version
        assert "does not go with" in take_back(as_zhou, 1)
        assert (scoring_policy().months_call, scoring_policy().version) == (8, version)
