"""The card of a model, and choosing which one nights follow."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from churn_crm import clock
from signals.models import ChurnModel, NightlyRun
from signals.upkeep import choosing
from signals.upkeep.card import Card
from tests.signals.tried import MEASURES, model_row

pytestmark = pytest.mark.django_db


def address(name: str, *args) -> str:
    return reverse(f"signals:{name}", args=args)


def champion() -> int | None:
    found = ChurnModel.objects.champion()
    return found and found.number


def test_the_card_says_how_the_model_came_about_and_what_fell_back(as_sun):
    model_row(role="champion")
    page = as_sun.get(address("model", 1)).content.decode()
    for words in (
        "Learned from your own 29 months",
        "2,345",
        "48,000",
        "MBG/NBD did not converge; the next simpler one took its place.",
        "It did not come into use: it was not clearly better than the one before.",
        f"{1:064d}",
    ):
        assert words in page, words


def test_lift_is_a_measure_in_chinese_too_and_no_mark_that_is_lifted(as_sun):
    model_row()
    as_sun.cookies["django_language"] = "zh-hans"
    page = as_sun.get(address("model", 1)).content.decode()
    assert "提升度" in page
    assert "取消标记" not in page


def test_what_matters_most_stands_first(db):
    model_row()
    shares = [share for _name, share in Card(ChurnModel.objects.get()).weights]
    assert shares == pytest.approx([0.6, 0.3, 0.1])


def test_the_interval_is_that_of_one_day(db):
    (model, prior) = Card(model_row()).reached
    assert model.within[0] < 0.79 < model.within[1]
    assert (model.within[1] - model.within[0]) == pytest.approx(0.103, abs=0.01)  # 120 left, 280 stayed
    assert prior.measures["auc"] == 0.7


def test_what_an_older_model_was_not_measured_by_is_said(as_sun):
    model_row()
    page = as_sun.get(address("model", 1)).content.decode()
    assert page.count("not measured") == 2 * 6  # two methods, six measures that came later
    over_http = as_sun.get("/api/v1/models/1/").json()["measures"]["model"]
    assert (over_http["auc"], over_http["spend_nmae"], over_http["slope"]) == (0.79, None, None)


def test_the_card_says_how_far_the_expected_spend_was_off(as_sun):
    known = {"pr_auc": 0.611, "log_loss": 0.412, "slope": 0.97, "spend_nmae": 1.16, "spend_gini": 0.72}
    of_model = {"auc": 0.79, "bss": 0.22, "ece": 0.02, "lift": 2.1, "spend_bias": -0.128, **known}
    model_row(measures={**MEASURES, "model": of_model})
    page = as_sun.get(address("model", 1)).content.decode()
    for words in (
        '<td class="r num">0.020</td>',
        "0.611",
        "0.412",
        "0.97",
        "1.16",
        "−12.8%",
        "0.72",
        "too sure of themselves",
    ):
        assert words in page, words
    as_sun.cookies["django_language"] = "zh-hans"
    assert "未衡量" in as_sun.get(address("model", 1)).content.decode()


def test_a_model_without_figures_says_that_there_are_none(as_sun):
    model_row(measures={}, facts={}, verdict={}, basis="lifetimes")
    page = as_sun.get(address("model", 1)).content.decode()
    assert "Nothing could be measured" in page
    assert "Too few customers for a plot" in page


def test_a_night_leads_to_its_model_and_back(as_sun):
    model_row(role="champion")
    day = clock.last_finished_day()
    NightlyRun.objects.create(
        day=day,
        started_at=clock.now(),
        policy_version=7,
        policy={"model": {"number": 1, "sha256": f"{1:064d}"}},
    )
    assert address("run", day.isoformat()) in as_sun.get(address("model", 1)).content.decode()
    assert address("model", 1) in as_sun.get(address("run", day.isoformat())).content.decode()


def test_a_manager_puts_another_model_into_use_and_takes_that_back(as_zhou):
    model_row(number=1, role="champion")
    model_row(number=2)
    answer = as_zhou.post(address("choose_model", 2), {"reason": "Fits the season", "over": 1})
    assert answer.url == address("model", 2)
    assert champion() == 2
    chosen = ChurnModel.objects.get(number=2).verdict
    assert (chosen["why"], chosen["by_hand"]["reason"]) == ("no_better", "Fits the season")
    assert "Fits the season" in as_zhou.get(address("model", 2)).content.decode()
    as_zhou.post(address("take_back_model", 2))
    assert champion() == 1
    assert ChurnModel.objects.get(number=2).role == "retired"


def test_the_prior_holds_again_when_the_first_choice_is_taken_back(as_zhou):
    model_row(number=1)
    as_zhou.post(address("choose_model", 1), {"reason": "Try it", "over": ""})
    assert champion() == 1
    as_zhou.post(address("take_back_model", 1))
    assert champion() is None
    assert "Nights follow the policy" in as_zhou.get(address("models")).content.decode()


def test_who_saw_another_model_in_use_is_told(as_zhou):
    model_row(number=1, role="champion")
    model_row(number=2)
    answer = as_zhou.post(address("choose_model", 2), {"reason": "Newer", "over": ""})
    assert answer.status_code == 422
    assert "Another model has come into use meanwhile" in answer.content.decode()
    assert champion() == 1


def test_a_reason_is_needed(as_zhou):
    model_row(number=1)
    assert as_zhou.post(address("choose_model", 1), {"reason": " "}).status_code == 422
    assert champion() is None


def test_what_nobody_chose_cannot_be_taken_back(zhou):
    model_row(number=1, role="champion")
    with pytest.raises(ValidationError, match="nothing to take back"):
        choosing.take_back(number=1, by=zhou)
    with pytest.raises(ValidationError, match="in use already"):
        choosing.choose(number=1, over=1, reason="Again", by=zhou)


def test_the_list_asks_the_database_the_same_for_few_and_many(as_sun, django_assert_max_num_queries):
    for number in range(1, 30):
        model_row(number=number)
    with django_assert_max_num_queries(8):
        as_sun.get(address("models"))


def test_the_card_says_whose_chance_is_not_his_own(as_sun):
    model_row(measures=MEASURES)
    page = as_sun.get(address("model", 1)).content.decode()
    assert "measured of those as long away" in page
    assert "not scored by it" not in page
