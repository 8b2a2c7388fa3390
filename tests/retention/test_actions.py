"""What people do with actions, and how it is taken back."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from customers.models import Customer
from retention import services
from retention.models import Action, ActionEvent
from retention.services import Refused
from tests.conftest import TODAY
from tests.retention.factories import at_risk

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(lin) -> Action:
    return at_risk(lin, "Muyun", value=18240)


def who(user) -> dict:
    return {"by": user, "on": TODAY, "token": uuid4()}


def log(client, action, **data):
    form = {
        "token": uuid4(),
        "channel": "call",
        "answer": "reached",
        "view": "mine",
        "current": action.pk,
    } | data
    return client.post(reverse("retention:log", args=[action.pk]), form, headers={"HX-Request": "true"})


def act(client, name, *actions, **data):
    form = {"token": uuid4(), "ids": ",".join(str(one.pk) for one in actions), "view": "mine"} | data
    return client.post(reverse(f"retention:{name}"), form, headers={"HX-Request": "true"})


def toast(response) -> dict:
    return json.loads(response["HX-Trigger"])["toast"]


def test_a_reached_call_closes_with_its_outcome(as_lin, lin, action):
    when = TODAY + timedelta(days=4)
    response = log(
        as_lin, action, outcome="booked", when=when.isoformat(), promised="Loan bus", note="Waited"
    )
    action.refresh_from_db()
    assert response.status_code == 200
    assert (action.state, action.outcome, action.booked_for) == ("done", "booked", when)
    assert (action.promised, action.note) == ("Loan bus", "Waited")
    assert (action.closed_by, action.closed_on) == (lin, TODAY)
    assert toast(response)["text"] == "Muyun: Booked a visit"


def test_no_answer_comes_back_on_the_next_working_day(as_lin, lin):
    friday = TODAY + timedelta(days=3)
    action = at_risk(lin, "Muyun", action={"deadline": TODAY + timedelta(days=1)})
    services.log_no_answer(action=action, by=lin, on=friday, token=uuid4(), channel="call")
    action.refresh_from_db()
    assert (action.state, action.attempts) == ("snoozed", 1)
    assert action.due_on == friday + timedelta(days=3)
    assert action.deadline == action.due_on


def test_the_third_try_in_vain_closes_as_not_reached(lin, action):
    for _ in range(3):
        services.log_no_answer(action=action, channel="call", **who(lin))
    action.refresh_from_db()
    assert (action.state, action.outcome, action.attempts) == ("done", "not_reached", 3)


def test_a_wrong_number_closes(as_lin, action):
    log(as_lin, action, answer="wrong_number")
    action.refresh_from_db()
    assert (action.state, action.outcome) == ("done", "wrong_number")


def test_a_call_back_waits_until_its_day(as_lin, action):
    log(as_lin, action, answer="call_back", when=(TODAY + timedelta(days=2)).isoformat())
    action.refresh_from_db()
    assert (action.state, action.due_on) == ("snoozed", TODAY + timedelta(days=2))


def test_a_message_sent_by_hand_is_logged_as_sent(as_lin, lin):
    action = at_risk(lin, "Muyun", action={"kind": "sms"})
    log(as_lin, action, channel="sms", answer="sent")
    action.refresh_from_db()
    assert (action.state, action.outcome) == ("done", "sent")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"outcome": "booked"}, "On which day do they come?"),
        ({"outcome": "booked", "when": "2026-06-01"}, "That day has passed."),
        ({"answer": "call_back"}, "On which day?"),
        ({"answer": "call_back", "when": "2026-06-16"}, "Tomorrow at the earliest."),
        ({"answer": "call_back", "when": "2027-06-16"}, "At most 90 days ahead."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(as_lin, action, data, words):
    response = log(as_lin, action, note="heard a lot", **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#dock"
    assert words in page
    assert "heard a lot" in page
    assert Action.objects.get().state == "due"


def test_a_form_sent_twice_does_nothing_twice(as_lin, action):
    token = uuid4()
    first = log(as_lin, action, answer="no_answer", token=token)
    second = log(as_lin, action, answer="no_answer", token=token)
    action.refresh_from_db()
    assert (first.status_code, second.status_code) == (200, 200)
    assert action.attempts == 1
    assert ActionEvent.objects.count() == 1


def test_what_another_has_closed_is_refused_in_words(as_wei, lin, action):
    services.mark_done(actions=[action.pk], **who(lin))
    response = log(as_wei, action, outcome="thinks")
    assert response.status_code == 422
    assert "Lin has already done this." in response.content.decode()


def test_snooze_needs_a_reason(as_lin, action):
    response = act(as_lin, "snooze", action, until="7")
    assert response.status_code == 422
    assert Action.objects.get().state == "due"


@pytest.mark.parametrize(("until", "days"), [("1", 1), ("3", 3), ("7", 7)])
def test_snooze_presets(as_lin, action, until, days):
    act(as_lin, "snooze", action, until=until, reason="on holiday")
    action.refresh_from_db()
    assert (action.state, action.due_on) == ("snoozed", TODAY + timedelta(days=days))
    assert action.snooze_reason == "on holiday"


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=91)])
def test_an_own_date_is_at_most_90_days_ahead(as_lin, action, day):
    response = act(as_lin, "snooze", action, until="own", day=day.isoformat(), reason="later")
    assert response.status_code == 422
    assert "Choose a day from tomorrow to 90 days ahead." in response.content.decode()


def test_a_selection_is_handled_as_one_and_undone_as_one(as_lin, lin):
    actions = [at_risk(lin, f"Customer {n}") for n in range(3)]
    response = act(as_lin, "done", *actions)
    assert Action.objects.filter(state="done", outcome="other").count() == 3
    back = as_lin.post(toast(response)["undo"], headers={"HX-Request": "true"})
    assert back.status_code == 204
    assert Action.objects.filter(state="due", closed_on=None, outcome="").count() == 3


def test_of_a_selection_with_anothers_row_nothing_is_done(as_lin, action, chen):
    foreign = at_risk(chen, "Of Chen")
    response = act(as_lin, "done", action, foreign)
    assert response.status_code == 409
    assert Action.objects.filter(state="due").count() == 2


def test_undo_restores_everything_as_it_was(as_lin, lin, action):
    before = Action.objects.values().get()
    response = log(as_lin, action, outcome="booked", when="2026-06-20", promised="Loan bus", note="x")
    as_lin.post(toast(response)["undo"])
    assert Action.objects.values().get() == before
    assert list(ActionEvent.objects.values_list("kind", "undone")) == [("done", True), ("undone", True)]


def test_undo_twice_is_undo_once(lin, action):
    batch = uuid4()
    services.mark_done(actions=[action.pk], by=lin, on=TODAY, token=batch)
    assert services.undo(batch=batch, by=lin, on=TODAY) == 1
    assert services.undo(batch=batch, by=lin, on=TODAY) == 0
    assert Action.objects.get().state == "due"


def test_undo_is_for_the_same_person_on_the_same_day(lin, chen, action):
    batch = uuid4()
    services.mark_done(actions=[action.pk], by=lin, on=TODAY, token=batch)
    with pytest.raises(Refused):
        services.undo(batch=batch, by=chen, on=TODAY)
    with pytest.raises(Refused):
        services.undo(batch=batch, by=lin, on=TODAY + timedelta(days=1))


def test_undo_is_refused_once_something_came_after(as_lin, lin, action):
    first = act(as_lin, "snooze", action, until="3", reason="later")
    act(as_lin, "snooze", action, until="7", reason="even later")
    response = as_lin.post(toast(first)["undo"], headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert toast(response)["text"] == "Something came after it, so it cannot be undone."


def test_undo_does_not_bring_back_what_a_night_has_cancelled(lin, action):
    batch = uuid4()
    services.snooze(
        actions=[action.pk], by=lin, on=TODAY, token=batch, until=TODAY + timedelta(days=3), reason="x"
    )
    Action.objects.update(state="cancelled", closed_on=TODAY, cancelled_for="returned")
    with pytest.raises(Refused):
        services.undo(batch=batch, by=lin, on=TODAY)


def test_reassigning_moves_the_customer_with_all_that_is_to_be_done(as_wei, lin, chen, action):
    other = Action.objects.get()
    other.pk, other.cause = None, "signal:payment_delay"
    other.save()
    act(as_wei, "reassign", action, to=chen.pk, view="team")
    assert set(Action.objects.values_list("assignee", flat=True)) == {chen.pk}
    assert Customer.objects.get().owner == chen


def test_undo_of_reassigning_gives_the_customer_back(as_wei, lin, chen, action):
    response = act(as_wei, "reassign", action, to=chen.pk, view="team")
    as_wei.post(toast(response)["undo"])
    assert Action.objects.get().assignee == lin
    assert Customer.objects.get().owner == lin


def test_a_lead_hands_on_within_the_team_only(as_wei, action, deng):
    assert act(as_wei, "reassign", action, to=deng.pk).status_code == 422
    assert Customer.objects.get().owner != deng


def test_an_account_manager_gives_nothing_away(as_lin, action, chen):
    assert act(as_lin, "reassign", action, to=chen.pk).status_code == 422


def test_calls_are_counted_for_who_made_them(as_lin, lin, action):
    at_risk(lin, "Next")
    log(as_lin, action, answer="no_answer")
    response = as_lin.get(reverse("retention:triage"))
    assert response.context["calls"].made == 1


def test_the_next_row_is_looked_at_after_saving(as_lin, lin, action):
    following = at_risk(lin, "Next", value=9000)
    at_risk(lin, "After next", value=800)
    response = log(as_lin, action, outcome="thinks", then="next")
    assert response.context["current"] == following
    assert 'id="row-' + str(action.pk) not in response.content.decode()


def test_after_save_one_stays_with_the_customer(as_lin, action):
    response = log(as_lin, action, outcome="thinks", then="stay")
    assert response.context["current"] == action
    assert "Called: Will think about it" in response.content.decode()


def test_without_scripts_the_form_leads_back_to_the_list(as_lin, action):
    form = {"token": uuid4(), "channel": "call", "answer": "no_answer", "view": "mine"}
    response = as_lin.post(reverse("retention:log", args=[action.pk]), form)
    assert response.status_code == 302
    assert response.url == "/triage/?view=mine"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_the_same_moment_one_is_refused(lin, wei):
    action = at_risk(lin, "Muyun")

    def close(user) -> str:
        try:
            services.mark_done(actions=[action.pk], **who(user))
        except Refused:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(close, (lin, wei)))
    assert sorted(answers) == ["done", "refused"]
    assert ActionEvent.objects.count() == 1
