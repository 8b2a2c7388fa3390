"""Learn anew now: ordered by whoever decides, once however often it is clicked, and its outcome in words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from churn_crm import clock
from signals.models import Training
from signals.policies import scoring_policy
from signals.upkeep import schedule, tasks
from signals.upkeep.words import outcome
from tests.signals.tried import model_row

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
LEARN, MODELS = reverse("signals:learn"), reverse("signals:models")
TRAININGS = reverse("signals_api:trainings")
BUTTON = "Learn anew now"


@pytest.fixture
def woken(monkeypatch):
    """The trainings that workers were woken for."""
    ids: list[int] = []
    monkeypatch.setattr(tasks.learn_ordered, "delay", ids.append)
    return ids


@pytest.fixture
def trained(monkeypatch):
    """Who had something learned, instead of learning."""
    people = []
    monkeypatch.setattr(schedule, "train", lambda *, day, by: people.append(by))
    return people


def training(**changed) -> Training:
    usual = {"day": clock.last_finished_day(), "cause": "person", "state": "done"}
    times = {"started_at": clock.now() - timedelta(minutes=5), "finished_at": clock.now()}
    return Training.objects.create(**usual | times | changed)


def test_two_clicks_are_one_training_and_whoever_clicked_first_ordered_it(
    as_zhou, as_he, zhou, woken, trained, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert as_zhou.post(LEARN).url == MODELS
        as_he.post(LEARN)
    row = Training.objects.get()
    assert (row.state, row.by, row.cause, woken) == ("running", zhou, "person", [row.pk, row.pk])
    for training_id in woken:
        tasks.learn_ordered(training_id)
    assert trained == [zhou]
    assert Training.objects.get().state == "done"


def test_ordered_while_that_of_the_day_before_is_under_way_it_is_the_same(
    as_zhou, woken, trained, django_capture_on_commit_callbacks
):
    before = training(day=clock.last_finished_day() - timedelta(days=1), state="running", finished_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        as_zhou.post(LEARN)
    assert (Training.objects.get(), woken) == (before, [before.pk])
    tasks.learn_ordered(before.pk)
    before.refresh_from_db()
    assert (before.state, len(trained)) == ("done", 1)


def test_after_it_is_done_it_can_be_ordered_again(as_zhou, woken):
    training(model=model_row(), state="failed", error="ArithmeticError: no minimum")
    as_zhou.post(LEARN)
    row = Training.objects.get()
    assert (row.state, row.model, row.error, row.finished_at) == ("running", None, "", None)


def test_only_deciders_see_the_button_and_everybody_the_state(as_zhou, as_he, as_sun, as_lin):
    scoring_policy()
    training(state="running", finished_at=None)
    model_row(role="champion")
    for path in (MODELS, reverse("signals:model", args=[1])):
        for client, sees in ((as_zhou, True), (as_he, True), (as_sun, False), (as_lin, False)):
            page = client.get(path).content.decode()
            assert "A model is being learned" in page
            assert (BUTTON in page) == sees
    assert as_sun.post(LEARN).status_code == 403


def test_the_state_is_fetched_again_until_it_is_over_and_then_the_page_is_loaded(as_sun):
    row = training(state="running", finished_at=None)
    answer = as_sun.get(MODELS, headers={"HX-Request": "true"})
    assert answer.content.decode().startswith('<section class="card cr-card" id="learning"')
    Training.objects.filter(pk=row.pk).update(state="done", finished_at=clock.now())
    assert as_sun.get(MODELS, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert 'hx-trigger="every 2s"' not in as_sun.get(MODELS).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "running", "finished_at": None}, ""),
        ({"state": "failed", "error": "ArithmeticError: no minimum"}, "It broke off: ArithmeticError"),
        ({}, "There is nothing to learn from yet"),
    ],
)
def test_what_came_out_stands_in_words(fields, words):
    said = outcome(training(**fields))
    assert said.startswith(words)
    assert bool(said) == bool(words)


def test_a_model_that_was_learned_says_its_verdict_and_the_very_same_that_it_is_the_same(as_sun):
    row = training(model=model_row())
    assert "It did not come into use: it was not clearly better" in outcome(row)
    assert reverse("signals:model", args=[1]) in as_sun.get(MODELS).content.decode()
    row.started_at = row.model.made_at + timedelta(seconds=1)
    assert "the very same as before" in outcome(row)


def test_the_api_orders_once_and_lists_what_came_out(as_zhou, as_sun, woken, trained):
    first = as_zhou.post(TRAININGS, **JSON)
    again = as_zhou.post(TRAININGS, **JSON)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert (first.json()["state"], first.json()["by"]) == ("running", "zhou")
    tasks.learn_ordered(first.json()["id"])
    (listed,) = as_sun.get(TRAININGS).json()["results"]
    assert (listed["state"], listed["model"]) == ("done", None)
    assert listed["outcome"].startswith("There is nothing to learn from yet")
    assert as_sun.post(TRAININGS, **JSON).status_code == 403
