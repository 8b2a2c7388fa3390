"""Previews over HTTP: whom a policy would accuse or move, and nothing is saved."""

from datetime import timedelta
from decimal import Decimal

import pytest

from signals.models import DetectorPolicy, HealthProfile, ScoringPolicy, TierSegment
from signals.policies import scoring_policy
from tests.factories import CustomerFactory, VisitFactory
from tests.retention.test_foresight import business as business

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def lapsed(lin, gaoxin, today):
    """Every 30 days, now silent for 60: beyond 1.2 times the usual window, and within 3 times."""
    customer = CustomerFactory(owner=lin, branch=gaoxin, name="Muyun", kind="company")
    for n in range(6):
        VisitFactory(customer=customer, day=today - timedelta(days=61 + 30 * n))
    return customer


def accused(client, **said):
    return client.post("/api/v1/detectors/lapsed_visit/preview/", said, **JSON).json()


def test_as_it_is_a_detector_accuses_whom_it_accuses(as_zhou, lapsed):
    told = accused(as_zhou)

    assert (told["asked"], told["each"], told["before"], told["after"]) == (1, 1, 1, 1)
    assert (told["newly"], told["no_longer"]) == ([], [])


def test_it_tells_whom_it_would_accuse_no_longer_and_saves_nothing(as_zhou, lapsed):
    told = accused(as_zhou, parameters={"begins": 3, "certain": 4})

    assert (told["before"], told["after"], told["new"], told["gone"]) == (1, 0, 0, 1)
    assert told["no_longer"] == [{"customer": lapsed.pk, "name": "Muyun"}]
    assert not DetectorPolicy.objects.exists()


def test_a_rule_for_some_is_previewed_for_them_alone(as_zhou, lapsed):
    rare = {"begins": 3, "certain": 4}

    assert accused(as_zhou, customer_kind="person", parameters=rare)["after"] == 1
    assert accused(as_zhou, customer_kind="company", parameters=rare)["after"] == 0
    assert accused(as_zhou, branch="gaoxin", enabled=False)["after"] == 0


@pytest.mark.parametrize("wrong", [{"weight": 2}, {"parameters": {"luck": 1}}, {"branch": "nowhere"}])
def test_a_detector_that_cannot_be_is_not_previewed(as_zhou, lapsed, wrong):
    answer = as_zhou.post("/api/v1/detectors/lapsed_visit/preview/", wrong, **JSON)

    assert answer.status_code == 400


def moved(client, **said):
    return client.post("/api/v1/health-policy/preview/", said, **JSON).json()


def test_health_tells_who_would_change_band(as_zhou, lapsed):
    as_it_is = moved(as_zhou)
    told = moved(as_zhou, at_risk_below=98, well_from=99)

    assert (as_it_is["asked"], as_it_is["better"], as_it_is["worse"], as_it_is["movers"]) == (1, 0, 0, [])
    assert (told["worse"], told["better"]) == (1, 0)
    assert told["bands"][0] == {"band": 1, "now": 0, "then": 1}
    (mover,) = told["movers"]
    assert (mover["customer"], mover["name"]) == (lapsed.pk, "Muyun")
    assert mover["now"] == mover["then"] < 98
    assert not HealthProfile.objects.exists()


def test_caps_of_some_are_previewed_for_them_alone(as_zhou, lapsed):
    nothing = dict.fromkeys(("visits", "money", "service", "price", "people", "needs"), 0)
    whole = moved(as_zhou, customer_kind="company", caps=nothing)
    others = moved(as_zhou, customer_kind="person", caps=nothing)

    assert [one["then"] for one in whole["bands"]] == [0, 0, 1]
    assert others["better"] == 0
    shut = as_zhou.post(
        "/api/v1/health-policy/preview/", {"customer_kind": "company", "well_from": 80}, **JSON
    )
    assert shut.status_code == 400


@pytest.fixture
def twenty(lin, gaoxin, today):
    """Spenders of 100 to 2,000 a year."""
    made = [CustomerFactory(name=f"Spends {n}", owner=lin, branch=gaoxin) for n in range(1, 21)]
    for n, customer in enumerate(made, start=1):
        VisitFactory(customer=customer, day=today - timedelta(days=2), amount=Decimal(n * 100))
    ScoringPolicy.objects.update_or_create(defaults={"frequency_share": 0})
    return made


def test_echelons_tell_who_would_move(as_zhou, twenty):
    url = "/api/v1/scoring-policy/preview/"
    found = as_zhou.post(url, {"share_first": "0.25"}, **JSON).json()
    told = found["echelons"]

    assert (told["asked"], told["up"], told["down"]) == (20, 4, 0)
    assert {"before": 2, "after": 1, "customers": 2} in told["moves"]
    assert sum(one["customers"] for one in told["moves"]) == 20
    assert [one["name"] for one in told["movers"]] == ["Spends 17", "Spends 16", "Spends 11", "Spends 10"]
    assert (found["tiers"]["later"], found["tiers"]["earlier"], found["let_go"]["newly"]) == (0, 0, [])
    assert scoring_policy().share_first == Decimal("0.150")
    assert as_zhou.post(url, {"share_first": "7"}, **JSON).status_code == 400


def test_tiers_tell_who_would_stand_elsewhere(as_zhou, lapsed):
    url = "/api/v1/scoring-policy/preview/"
    told = as_zhou.post(url, {"months_sms": 1, "months_call": 2}, **JSON).json()

    assert (told["tiers"]["later"], told["tiers"]["earlier"], told["each"]) == (1, 0, 1)
    assert told["tiers"]["movers"] == [{"customer": lapsed.pk, "name": "Muyun", "now": 1, "then": 2}]
    assert told["chances"] == {"by_prior": 1, "changed": 1, "by_model": 0, "falls_back": 0}
    assert scoring_policy().months_sms == 3


def test_who_would_be_let_go_is_named(as_zhou, lapsed, today):
    VisitFactory(customer=CustomerFactory(name="Long gone"), day=today - timedelta(days=500), amount=9)
    told = as_zhou.post("/api/v1/scoring-policy/preview/", {"attrition_months": 14}, **JSON).json()

    assert (told["let_go"]["now"], told["let_go"]["then"]) == (0, 1)
    assert [one["name"] for one in told["let_go"]["newly"]] == ["Long gone"]


def test_months_of_some_are_foreseen_for_them_alone(as_zhou, lapsed):
    url, own = "/api/v1/scoring-policy/segments/preview/", {"months_sms": 1, "months_call": 2}
    of_companies, of_persons = (
        as_zhou.post(url, {"customer_kind": kind, **own}, **JSON).json()["tiers"]
        for kind in ("company", "person")
    )

    assert (of_companies["later"], of_persons["later"]) == (1, 0)
    assert not TierSegment.objects.exists()
    assert as_zhou.post(url, own, **JSON).status_code == 400


def test_a_segment_that_gets_other_customers_leaves_its_own(as_zhou, lapsed):
    row = TierSegment.objects.create(customer_kind="company", months_sms=1, months_call=2, months_recall=5)
    url, person = "/api/v1/scoring-policy/segments/preview/", {"customer_kind": "person"}

    assert as_zhou.post(url, person | {"row": row.pk}, **JSON).json()["tiers"]["earlier"] == 1
    assert as_zhou.post(url, person, **JSON).json()["tiers"]["earlier"] == 0


def test_a_threshold_tells_whom_the_next_night_would_call(as_zhou, business):
    url = "/api/v1/scoring-policy/preview/calls/"
    told = as_zhou.post(url, {"call_at_strength": 0.3}, **JSON).json()

    assert (told["strong_now"], told["calls_now"], told["calls_then"]) == (0, 0, len(told["newly"]))
    assert business["late_payer"].pk in [one["customer"] for one in told["newly"]]
    assert as_zhou.post(url, {"call_at_strength": 7}, **JSON).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "detectors/lapsed_visit/preview/",
        "health-policy/preview/",
        "scoring-policy/preview/",
        "scoring-policy/preview/calls/",
    ],
)
def test_a_business_without_visits_is_previewed_too(as_zhou, customer_of_lin, url):
    answer = as_zhou.post(f"/api/v1/{url}", {}, **JSON)

    assert answer.status_code == 200
