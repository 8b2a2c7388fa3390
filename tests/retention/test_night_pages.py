"""Night runs and policies: who reads, who changes, and what the pages say."""

import pytest
from django.urls import reverse

from retention import night, tasks
from signals.detectors import KINDS
from signals.models import ChurnSignal, DetectorPolicy, NightlyRun, ScoringPolicy
from signals.policies import scoring_policy
from signals.views import STEPS
from signals.wording import parameters
from tests.retention.nights import NIGHT, a_business

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_night(lin, gaoxin):
    a_business(lin, gaoxin)
    return night.run_night(day=NIGHT)


def page(client, name, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def values(**changed):
    return {
        "months_sms": 3,
        "months_call": 6,
        "months_recall": 12,
        "attrition_months": 36,
        "prior_current": 0.15,
        "prior_sms": 0.5,
        "prior_call": 0.75,
        "prior_recall": 0.92,
        "prior_days": 180,
        "horizon_days": 180,
        "learns": "on",
        "learn_every_days": 30,
        "share_first": "0.15",
        "share_second": "0.3",
        "echelon_months": 12,
        "frequency_share": "0.2",
        "call_at_strength": 0.5,
        "border_days": 30,
        "version": scoring_policy().version,
    } | changed


def test_the_runs_page_shows_each_night_and_where_its_messages_stayed(as_zhou, last_night):
    assert "21" in page(as_zhou, "signals:runs")
    assert "Calls planned" in page(as_zhou, "signals:run", NIGHT.isoformat())


def test_before_the_first_night_the_page_says_what_is_missing(as_zhou):
    assert "needs customers" in page(as_zhou, "signals:runs")


def test_a_running_night_asks_again_until_it_is_done(as_zhou, last_night):
    assert "every 2s" not in page(as_zhou, "signals:runs")
    NightlyRun.objects.update(state="running", finished_at=None)
    assert "every 2s" in page(as_zhou, "signals:runs")


def test_the_page_of_a_running_night_asks_for_its_state_until_it_has_ended(as_zhou, last_night):
    address, asks = reverse("signals:run", args=[NIGHT.isoformat()]), {"HX-Request": "true"}
    assert "every 2s" not in page(as_zhou, "signals:run", NIGHT.isoformat())
    NightlyRun.objects.update(state="running", finished_at=None)
    assert "every 2s" in page(as_zhou, "signals:run", NIGHT.isoformat())
    state = as_zhou.get(address, headers=asks).content.decode()
    assert "every 2s" in state and "<h1" not in state
    NightlyRun.objects.update(state="done", finished_at=last_night.finished_at)
    assert as_zhou.get(address, headers=asks)["HX-Refresh"] == "true"


def test_every_step_of_a_night_has_words_and_its_seconds(as_zhou, last_night):
    assert last_night.timings
    assert set(last_night.timings) <= set(STEPS)
    NightlyRun.objects.update(timings=dict.fromkeys(STEPS, 1.5))
    shown = page(as_zhou, "signals:run", NIGHT.isoformat())
    assert shown.count('<dd class="num">1.5</dd>') == len(STEPS)
    for words in ("Reading visits", "Figures for the model"):
        assert words in shown


def test_a_night_under_way_says_how_far_it_is_and_a_failed_one_that_it_goes_on_from_there(
    as_zhou, last_night
):
    parts = last_night.shards.count()
    NightlyRun.objects.update(state="running", finished_at=None)
    last_night.shards.update(done_at=None)  # scored, not planned
    assert f"{parts} of {2 * parts}" in page(as_zhou, "signals:run", NIGHT.isoformat())
    NightlyRun.objects.update(state="failed", error="RuntimeError: disk full")
    shown = page(as_zhou, "signals:run", NIGHT.isoformat())
    assert "The next start continues with the parts that are left." in shown


def test_a_night_that_failed_says_why(as_zhou, last_night):
    NightlyRun.objects.update(state="failed", error="RuntimeError: disk full")

    assert "disk full" in page(as_zhou, "signals:runs")


@pytest.mark.parametrize(
    ("model", "told_by", "said"),
    [
        ({}, {"prior": 20}, "Chances are a general prior"),
        ({"number": 7, "sha256": "x"}, {"7": 18, "prior": 2}, "Chances by model 7; 2 by a general prior."),
        (
            {"not_followed": 7, "because": "horizon", "horizon_days": 90},
            {"prior": 20},
            "Model 7 was not followed: it looks 90 days ahead",
        ),
        (
            {"not_followed": 7, "because": "day", "day": "2026-06-16"},
            {"prior": 20},
            "Model 7 was not followed: it had learned from days after this night",
        ),
    ],
)
def test_a_night_says_whose_chances_it_told(as_zhou, last_night, model, told_by, said):
    last_night.policy["model"], last_night.counts["told_by"] = model, told_by
    last_night.save()
    assert said in page(as_zhou, "signals:run", NIGHT.isoformat())


def test_a_day_that_is_none_is_not_found(as_zhou):
    assert as_zhou.get(reverse("signals:run", args=["2026-13-45"])).status_code == 404


@pytest.mark.parametrize("name", ["lin", "xie", "zhou"])
def test_everybody_sees_how_old_the_scores_are(name, request, last_night):
    client = request.getfixturevalue(f"as_{name}")

    assert "21 customers, no errors" in page(client, "signals:run_status")


def test_the_lists_of_nights_need_the_same_queries_however_many(
    as_zhou, last_night, django_assert_max_num_queries
):
    for day in range(1, 15):
        NightlyRun.objects.create(
            day=NIGHT.replace(day=day),
            state="done",
            started_at=last_night.started_at,
            finished_at=last_night.finished_at,
            policy_version=1,
            counts=last_night.counts,
        )
    with django_assert_max_num_queries(12):
        page(as_zhou, "signals:runs")


def test_a_manager_changes_the_policy_and_its_version_rises(as_zhou, zhou):
    answer = as_zhou.post(reverse("signals:edit_scoring"), values(months_sms=2))
    policy = ScoringPolicy.objects.get()

    assert answer.status_code == 302
    assert (policy.months_sms, policy.version, policy.changed_by) == (2, 2, zhou)


def test_what_stood_there_before_a_mistaken_change_can_be_read(as_zhou):
    assert "What was changed" not in page(as_zhou, "signals:policies")
    as_zhou.post(reverse("signals:edit_scoring"), values(months_sms=2))
    entry = as_zhou.get(reverse("signals:policies")).context["entries"][0]

    (change,) = entry.changes
    assert (change.label, change.before, change.after) == ("Months until SMS", "3", "2")
    assert (entry.who, entry.way) == ("Zhou", "on screen")
    assert "What was changed" in page(as_zhou, "signals:policies")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"months_call": 2}, "Each tier begins later"),
        ({"months_sms": 0}, "Each tier begins later"),
        ({"prior_call": 0.2}, "does not fall from tier to tier"),
        ({"attrition_months": 10}, "Natural attrition begins later"),
        ({"share_first": "0.8"}, "at most all customers"),
        ({"horizon_days": 3}, "Between 7 and 730"),
        ({"prior_days": 3}, "Between 7 and 730"),
        ({"learn_every_days": 3}, "Between 7 and 365"),
        ({"months_sms": ""}, "required"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_in_words(as_zhou, changed, words):
    answer = as_zhou.post(reverse("signals:edit_scoring"), values(**changed))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert scoring_policy().version == 1


def test_of_two_who_edit_at_once_the_later_one_is_told(as_zhou, as_he):
    before = values()
    as_he.post(reverse("signals:edit_scoring"), before | {"border_days": 20})
    answer = as_zhou.post(reverse("signals:edit_scoring"), before | {"border_days": 10})

    assert "Somebody has just changed" in answer.content.decode()
    assert scoring_policy().border_days == 20


def test_a_detector_is_switched_off_and_finds_nothing_any_more(as_he, last_night):
    as_is = parameters(KINDS["lapsed_visit"])
    as_he.post(reverse("signals:edit_detector", args=["lapsed_visit"]), {"weight": "0.5", **as_is})
    night.run_night(day=NIGHT)

    assert not DetectorPolicy.objects.get().enabled
    assert not ChurnSignal.objects.open().filter(kind="lapsed_visit").exists()


def test_an_unknown_detector_is_not_found(as_he):
    assert as_he.get(reverse("signals:edit_detector", args=["horoscope"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("lin", 403), ("wei", 403), ("sun", 403), ("zhou", 200), ("he", 200)]
)
def test_only_managers_and_administrators_change_policies(who, status, request):
    client = request.getfixturevalue(f"as_{who}")

    assert client.get(reverse("signals:edit_scoring")).status_code == status


def test_run_the_night_now(as_zhou, last_night, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks.run_shard, "delay", tasks.run_shard)
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_zhou.post(reverse("retention:start_night"))

    assert answer.status_code == 302
    assert NightlyRun.objects.get().state == "done"
