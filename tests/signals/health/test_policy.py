"""Caps and bands as policy: for everybody and for some, and who would change band before it is saved."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from retention.night import run_night
from signals.health.groups import CAPS
from signals.health.moves import band_moves
from signals.models import HealthProfile, NightlyRun, Snapshot
from signals.policies import Followed, caps_for_all, freeze, profiles_followed, scoring_policy
from tests.retention.nights import NIGHT, a_business

pytestmark = pytest.mark.django_db
USUAL = {"at_risk_below": 40, "well_from": 70}


def address(name: str, *args) -> str:
    return reverse(f"signals:{name}", args=args)


def values(**changed) -> dict:
    return {**CAPS, **USUAL, "version": scoring_policy().version, **changed}


def test_caps_and_bands_are_saved_together_and_raise_the_version(as_zhou, zhou):
    assert as_zhou.post(address("edit_health"), values(visits=50, well_from=75)).status_code == 302
    policy = scoring_policy()

    assert (caps_for_all()["visits"], policy.well_from, policy.version) == (50, 75, 2)
    assert policy.changed_by == zhou


def test_who_was_slower_is_told(as_zhou):
    late = values(visits=50)
    as_zhou.post(address("edit_health"), values(visits=60))
    answer = as_zhou.post(address("edit_health"), late)

    assert answer.status_code == 422 and "Somebody has just changed" in answer.content.decode()
    assert caps_for_all()["visits"] == 60


@pytest.mark.parametrize(
    "wrong", [{"visits": 101}, {"money": -1}, {"people": ""}, {"at_risk_below": 70}, {"well_from": 101}]
)
def test_what_does_not_fit_is_not_saved(as_zhou, wrong):
    assert as_zhou.post(address("edit_health"), values(**wrong)).status_code == 422
    assert not HealthProfile.objects.exists()


def test_a_segment_has_caps_of_its_own_once(as_zhou, gaoxin):
    of_companies = {**CAPS, "money": 80, "branch": gaoxin.pk, "customer_kind": "company"}
    assert as_zhou.post(address("add_profile"), of_companies).status_code == 302
    again = as_zhou.post(address("add_profile"), of_companies)
    nobody = as_zhou.post(address("add_profile"), {**CAPS, "branch": "", "customer_kind": ""})

    assert (again.status_code, nobody.status_code) == (422, 422)
    for_all, own = profiles_followed()
    assert (for_all["caps"], own["caps"]["money"]) == (dict(CAPS), 80)
    assert (own["branch"], own["customer_kind"]) == (gaoxin.pk, "company")


def test_an_echelon_has_caps_of_its_own(as_zhou, lin, gaoxin, he):
    """The night finds echelons first."""
    cast = a_business(lin, gaoxin)
    given = {**CAPS, "visits": 10, "branch": "", "customer_kind": "", "echelon": 3}
    assert as_zhou.post(address("add_profile"), given).status_code == 302
    assert as_zhou.post(address("add_profile"), {**given, "echelon": 2}).status_code == 302
    assert as_zhou.post(address("add_profile"), given).status_code == 422
    run_night(day=NIGHT)
    took = dict(Snapshot.objects.filter(day=NIGHT).values_list("customer", "taken"))
    echelons = dict(Snapshot.objects.filter(day=NIGHT).values_list("customer", "echelon"))

    assert (echelons[cast["recalled"].pk], took[cast["recalled"].pk][0]) == (3, 10)
    assert (echelons[cast["called"].pk], took[cast["called"].pk][0] > 10) == (1, True)


def test_a_segment_is_changed_and_taken_away(as_zhou):
    profile = HealthProfile.objects.create(customer_kind="company")
    url = address("edit_profile", profile.pk)
    as_zhou.post(url, {**CAPS, "money": 10, "branch": "", "customer_kind": "company"})
    assert profiles_followed()[1]["caps"]["money"] == 10
    as_zhou.post(url, {"reset": "1"})

    assert len(profiles_followed()) == 1
    assert scoring_policy().version == 3


def test_the_one_for_everybody_is_no_segment(as_zhou):
    for_all = HealthProfile.objects.create()

    assert as_zhou.get(address("edit_profile", for_all.pk)).status_code == 404


def test_the_pages_say_what_holds(as_zhou):
    HealthProfile.objects.create(customer_kind="company")
    body = as_zhou.get(address("policies")).content.decode()

    assert "Price and contract" in body and "Caps for some customers" in body
    assert "Company" in as_zhou.get(address("edit_health")).content.decode()


def test_nights_follow_the_caps_of_their_start(lin, gaoxin, he):
    cast = a_business(lin, gaoxin)
    HealthProfile.objects.create(branch=gaoxin, visits=10)
    run_night(day=NIGHT)
    followed = Followed.from_json(NightlyRun.objects.get(day=NIGHT).policy)

    assert Snapshot.objects.get(customer=cast["recalled"], day=NIGHT).taken[0] == 10
    assert [one["caps"]["visits"] for one in followed.health] == [70, 10]


def test_a_night_begun_before_there_was_health_goes_on_with_the_usual_caps():
    stored = Followed.from_json(NightlyRun(policy=_frozen()).policy)

    assert (stored.health[0]["caps"], stored.bands) == (dict(CAPS), [40, 70])


def _frozen() -> dict:
    return {name: value for name, value in freeze().as_json().items() if name not in ("health", "bands")}


@pytest.fixture
def business(lin, gaoxin, he):
    cast = a_business(lin, gaoxin)
    run_night(day=NIGHT)
    return cast


class TestThePreview:
    def moves(self, caps=None, **bands):
        wanted = [{"branch": None, "customer_kind": "", "caps": {**CAPS, **(caps or {})}}]
        return band_moves(wanted, bands={**USUAL, **bands}, as_of=NIGHT)

    def test_what_is_saved_moves_nobody(self, business):
        moves = self.moves()

        assert (moves.better, moves.worse, moves.movers) == (0, 0, [])
        now = {band: count for band, count, _then in moves.rows}
        judged = Snapshot.objects.filter(day=NIGHT).exclude(health=None)
        standings: Any = list(judged.values_list("health", flat=True))
        assert now == {
            1: sum(health < 40 for health in standings),
            2: sum(40 <= health < 70 for health in standings),
            3: sum(health >= 70 for health in standings),
        }

    def test_it_says_who_rises_and_by_how_much(self, business):
        moves = self.moves({"visits": 10})
        held = dict(Snapshot.objects.filter(day=NIGHT).values_list("customer", "health"))

        assert moves.better > 0 and moves.worse == 0
        assert all(held[pk] == now < then for pk, now, then in moves.movers)
        assert business["recalled"].pk in {pk for pk, _now, _then in moves.movers}

    def test_other_bands_move_people_whose_health_stays(self, business):
        moves = self.moves(well_from=100)

        assert moves.worse > 0 and all(now == then for _pk, now, then in moves.movers)

    def test_the_page_shows_it_and_saves_nothing(self, as_zhou, business):
        answer = as_zhou.post(address("preview_health"), values(visits=10))
        body = answer.content.decode()

        assert answer.status_code == 200 and "rise into a better one" in body
        assert "At risk" in body and not HealthProfile.objects.exists()

    def test_a_segment_is_previewed_alone(self, as_zhou, business, wuhu):
        elsewhere = {**CAPS, "visits": 0, "branch": wuhu.pk, "customer_kind": ""}

        assert (
            "Nobody would change band." in as_zhou.post(address("preview_health"), elsewhere).content.decode()
        )

    def test_an_echelon_is_previewed_alone(self, as_zhou, business):
        given = {**CAPS, "visits": 10, "branch": "", "customer_kind": ""}
        third, nobody = (
            as_zhou.post(address("preview_health"), {**given, **changed}).content.decode()
            for changed in ({"echelon": 3}, {"echelon": 3, "customer_kind": "company"})
        )

        assert business["recalled"].name in third and business["called"].name not in third
        assert "Nobody would change band." in nobody

    def test_before_the_first_night_it_asks_the_facts(self, lin, gaoxin, he):
        a_business(lin, gaoxin)

        assert band_moves(profiles_followed(), bands=USUAL, as_of=NIGHT - timedelta(days=1)).asked > 0
