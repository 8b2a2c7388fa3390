"""Models over HTTP: whether they still held true, and taking back the choice of one."""

from datetime import timedelta

import pytest

from churn_crm import clock
from signals.models import ChurnModel, ModelCheck
from signals.upkeep.drift import Drift, Shifted
from signals.upkeep.realised import Realised, tenth_of
from tests.signals.tried import model_row

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
CHECKS = "/api/v1/models/1/checks/"
MOVED = [
    Shifted("score", 0.1234, 0.02),
    Shifted("late_z", 0.09, 0.01),
    Shifted("gap_mean", 0.05, 0.01),
    Shifted("gap_max", 0.004, 0.01),
]


def checked(*, back: int = 0, drift: Drift | None = None, **realised: Realised) -> ModelCheck:
    return ModelCheck.objects.create(
        day=clock.last_finished_day() - timedelta(days=back),
        model=model_row(role="champion"),
        drift=drift.as_json() if drift else {},
        realised={name: one.as_json() for name, one in realised.items()},
        drifted=bool(drift),
        checked_at=clock.now(),
    )


def test_a_check_tells_what_had_moved_and_what_came(as_lin):
    day = clock.last_finished_day() - timedelta(days=180)
    checked(drift=Drift(900, MOVED), now=Realised(day, 180, [tenth_of(2, 200, 0.25, 120)]))
    (check,) = as_lin.get(CHECKS).json()["results"]

    assert (check["drifted"], check["miscalibrated"]) == (True, False)
    drift = check["drift"]
    assert (drift["customers"], drift["too_few"], drift["grave"]) == (900, False, True)
    assert drift["chances"] == {"index": 0.1234, "bound": 0.02, "beyond": True}
    assert drift["reasons"] == [
        {
            "name": "How late against their own rhythm",
            "figures": 3,
            "beyond": 2,
            "most": {"index": 0.09, "bound": 0.01, "beyond": True},
        }
    ]
    came = check["realised"]["now"]
    assert (came["day"], came["horizon"], came["customers"]) == (day.isoformat(), 180, 200)
    assert (came["said"], came["seen"], came["grave"], came["too_few"]) == (0.25, 0.6, True, False)
    (tenth,) = came["tenths"]
    assert tenth["low"] < 0.6 < tenth["high"]
    assert check["realised"]["last_year"] is None


def test_where_nothing_could_be_compared_it_is_null_and_a_handful_is_too_few(as_lin):
    checked(back=1)
    checked(drift=Drift(49, MOVED))
    newest, before = as_lin.get(CHECKS).json()["results"]

    assert newest["drift"]["too_few"]
    assert (before["drift"], before["realised"]) == (None, {"now": None, "last_year": None})


def test_checks_come_in_pages_of_the_same_cost_the_newest_first(as_lin, django_assert_max_num_queries):
    made = [checked(back=back).day.isoformat() for back in range(8)]
    model_row(number=2)
    with django_assert_max_num_queries(5):
        page = as_lin.get(CHECKS + "?page_size=5").json()
    rest = as_lin.get(page["next"]).json()

    assert [one["day"] for one in page["results"] + rest["results"]] == made
    assert as_lin.get("/api/v1/models/2/checks/").json()["results"] == []


def in_use() -> int | None:
    found = ChurnModel.objects.champion()
    return found and found.number


def test_what_was_in_use_before_a_choice_is_in_use_again(as_zhou):
    model_row(number=1, role="champion")
    model_row(number=2)
    as_zhou.post("/api/v1/models/2/use/", {"reason": "Newer", "over": 1}, **JSON)
    assert in_use() == 2
    taken = as_zhou.post("/api/v1/models/2/take-back/")

    assert (taken.status_code, taken.json()["number"], taken.json()["role"]) == (200, 2, "retired")
    assert in_use() == 1
    again = as_zhou.post("/api/v1/models/2/take-back/")
    assert (again.status_code, in_use()) == (409, 1)
    assert "nothing to take back" in again.json()["detail"]


def test_the_prior_holds_again_where_nothing_was_in_use_before(as_zhou):
    model_row(number=1)
    as_zhou.post("/api/v1/models/1/use/", {"reason": "The first", "over": None}, **JSON)

    assert as_zhou.post("/api/v1/models/1/take-back/").json()["role"] == "retired"
    assert in_use() is None
