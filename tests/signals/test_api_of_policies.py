"""Back-tests, models, detectors and competitors over HTTP: the services of the pages, and clashes as 409."""

from datetime import date

import pytest

from signals.models import BackTest, ChurnModel, Competitor
from signals.policies import detectors_followed, scoring_policy
from tests.factories import CustomerFactory, VisitFactory
from tests.signals.tried import done_test, model_row

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def history(lin, gaoxin):
    customer = CustomerFactory(owner=lin, branch=gaoxin)
    for day in (date(2024, 1, 10), date(2026, 6, 10)):
        VisitFactory(customer=customer, day=day, amount=100)
    return customer


def wish(**changed):
    return {"tried": "rules", "horizon_days": 60, "cutoffs": ["2026-03-31"], "capacity": 10, **changed}


def test_a_back_test_is_ordered_watched_and_cancelled(as_zhou, history):
    changed = {"lapsed_visit": {"enabled": False, "weight": 0.6}}
    answer = as_zhou.post("/api/v1/back-tests/", wish(changed=changed), **JSON)
    assert answer.status_code == 201
    test = BackTest.objects.get()
    assert (answer.json()["state"], test.changed, test.made_by.username) == ("waiting", changed, "zhou")
    assert as_zhou.delete(f"/api/v1/back-tests/{test.pk}/").status_code == 204
    assert as_zhou.get(f"/api/v1/back-tests/{test.pk}/").json()["state"] == "cancelled"


@pytest.mark.parametrize(
    "wrong",
    [{"cutoffs": ["2026-06-12"]}, {"tried": "luck"}, {"changed": {"luck": {"enabled": True, "weight": 1}}}],
)
def test_what_cannot_be_tried_is_refused(as_zhou, history, wrong):
    assert as_zhou.post("/api/v1/back-tests/", wish(**wrong), **JSON).status_code == 400
    assert not BackTest.objects.exists()


def test_the_figures_of_each_day_are_read(as_sun, history):
    test = done_test([history] * 1)
    (day,) = as_sun.get(f"/api/v1/back-tests/{test.pk}/").json()["days"]
    assert (day["cutoff"], day["figures"]["customers"]) == ("2026-03-31", 1)


def test_another_model_is_put_into_use_over_the_one_that_was_seen(as_zhou):
    model_row(number=1, role="champion")
    model_row(number=2)
    clash = as_zhou.post("/api/v1/models/2/use/", {"reason": "Newer", "over": None}, **JSON)
    assert clash.status_code == 409
    done = as_zhou.post("/api/v1/models/2/use/", {"reason": "Newer", "over": 1}, **JSON)
    assert (done.status_code, done.json()["role"]) == (200, "champion")
    assert ChurnModel.objects.champion().number == 2
    assert "body" not in as_zhou.get("/api/v1/models/2/").json()


def test_a_detector_is_changed_over_the_version_that_was_read(as_zhou):
    url = "/api/v1/detectors/lapsed_visit/"
    version = as_zhou.get(url).json()["version"]
    wanted = {"version": version, "weight": 0.5, "parameters": {"begins": 1.5}}
    assert as_zhou.patch(url, wanted, **JSON).status_code == 200
    assert as_zhou.patch(url, {"version": version, "weight": 0.9}, **JSON).status_code == 409
    followed = detectors_followed()["lapsed_visit"]
    assert (followed["weight"], followed["parameters"], followed["enabled"]) == (0.5, {"begins": 1.5}, True)
    assert scoring_policy().version == version + 1


def test_a_detector_says_what_its_parameters_may_be(as_zhou):
    url = "/api/v1/detectors/owner_left/"
    told = as_zhou.get(url).json()
    assert told["limits"]["days"] == {"least": 0, "most": 180}
    assert set(told["limits"]) >= set(told["parameters"])
    wanted = {"version": told["version"], "parameters": {"days": 181}}
    assert as_zhou.patch(url, wanted, **JSON).status_code == 400


@pytest.mark.parametrize(
    "wrong", [{"weight": 2}, {"parameters": {"begins": 5, "certain": 2}}, {"parameters": {"luck": 1}}]
)
def test_a_detector_refuses_what_the_page_refuses(as_zhou, wrong):
    url = "/api/v1/detectors/lapsed_visit/"
    version = {"version": as_zhou.get(url).json()["version"]}
    assert as_zhou.patch(url, wrong | version, **JSON).status_code == 400


def test_whoever_changes_a_detector_says_which_version_he_read(as_zhou):
    assert as_zhou.patch("/api/v1/detectors/lapsed_visit/", {"weight": 0.5}, **JSON).status_code == 428


def test_a_competitor_is_written_down_changed_and_retired(as_zhou):
    made = as_zhou.post(
        "/api/v1/competitors/", {"name": "Bullfrog Auto", "aliases": "牛蛙, Bullfrog"}, **JSON
    )
    assert made.status_code == 201
    url, read = f"/api/v1/competitors/{made.json()['id']}/", made.json()["changed_at"]
    changed = as_zhou.patch(url, {"version": read, "name": "Bullfrog", "retired": True}, **JSON)
    assert changed.status_code == 200
    assert as_zhou.patch(url, {"version": read, "name": "Frog"}, **JSON).status_code == 409
    row = Competitor.objects.get()
    assert (row.name, row.aliases, row.retired_at is not None) == ("Bullfrog", ["牛蛙", "Bullfrog"], True)


def test_a_name_that_is_too_short_is_refused(as_zhou):
    assert as_zhou.post("/api/v1/competitors/", {"name": "B"}, **JSON).status_code == 400
