"""The rules of sending: who changes them, what is refused, what is kept; and the switch."""

from datetime import time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from churn_crm import clock
from outbox import policies, switch
from outbox.models import SendingPolicy, SendingSwitch, Spending
from outbox.policy_forms import FIELDS
from tests.factories import SHANGHAI
from tests.outbox.writing import message

pytestmark = pytest.mark.django_db
POLICY = "/messages/policy/"


def form(**given):
    usual = {name: getattr(SendingPolicy(), name) for name in FIELDS}
    said = {name: value for name, value in (usual | given).items() if value not in (None, False)}
    return {"version": 1} | said


def test_a_manager_changes_the_rules_and_the_change_is_kept(as_zhou, zhou):
    assert as_zhou.post(POLICY, form(promotions_until=time(19), cap=2)).status_code == 302
    assert (
        as_zhou.post(POLICY, form(promotions_until=time(19), cap=2, version=2, sms_budget=500)).status_code
        == 302
    )
    policy = policies.sending_policy()
    assert (policy.promotions_until, policy.cap, policy.version) == (time(19), 2, 3)
    assert policy.changed_by == zhou
    shown = as_zhou.get(POLICY).content.decode()
    assert "SMS budget a month" in shown and "500.00" in shown
    assert "20:00" in shown and "on screen" in shown


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"promotions_from": time(7, 59)}, "promotions_from", "8:00"),
        ({"promotions_until": time(21, 1)}, "promotions_until", "8:00"),
        ({"promotions_from": time(12), "promotions_until": time(12)}, "promotions_until", "before"),
        ({"service_from": time(22)}, "service_until", "before"),
        ({"cap_days": 0}, "cap_days", "one day"),
        ({"long_cap_days": 6}, "long_cap_days", "fewer days"),
        ({"long_cap": 0}, "long_cap", "fewer messages"),
        ({"sms_price": Decimal(-1)}, "sms_price", "negative"),
        ({"sms_budget": Decimal(-1)}, "sms_budget", "negative"),
        ({"opt_out_words": " , ，"}, "opt_out_words", "one word"),
        ({"opt_in_words": "START,stop"}, "opt_in_words", "stop"),
    ],
    ids=str,
)
def test_rules_that_contradict_one_another_are_refused_in_words(values, field, words, zhou):
    with pytest.raises(ValidationError) as refused:
        policies.change(values=values, version=1, by=zhou)
    assert words in refused.value.message_dict[field][0]
    assert policies.sending_policy().version == 1


def test_a_form_with_a_mistake_keeps_what_was_typed(as_zhou):
    answer = as_zhou.post(POLICY, form(promotions_until=time(23), cap=2))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "between 8:00 and 21:00" in shown and 'value="23:00' in shown


def test_of_two_who_change_it_at_once_the_later_one_is_told(as_zhou, as_he):
    assert as_zhou.post(POLICY, form(cap=2)).status_code == 302
    answer = as_he.post(POLICY, form(cap=3))
    assert "Somebody has just changed the policy" in answer.content.decode()
    assert policies.sending_policy().cap == 2


def test_words_are_tidied(as_zhou):
    as_zhou.post(POLICY, form(opt_out_words=" 退订， TD,td ,,STOP"))
    assert policies.sending_policy().opt_out_words == "退订,TD,STOP"


def test_an_auditor_reads_and_a_lead_does_not(as_sun, as_wei):
    read = as_sun.get(POLICY).content.decode()
    assert "09:00" in read
    assert 'name="promotions_from"' not in read and reverse("outbox:switch") not in read
    assert as_sun.post(POLICY, form()).status_code == 403
    assert as_wei.get(POLICY).status_code == 403


def test_what_was_spent_this_month_stands_beside_the_budget(as_zhou, zhou):
    month = clock.now().astimezone(SHANGHAI).date().replace(day=1)
    Spending.objects.create(month=month, channel="sms", spent=Decimal("123.45"))
    policies.change(values={"sms_budget": Decimal(200)}, version=1, by=zhou)
    shown = as_zhou.get(POLICY).content.decode()
    assert "¥123.45" in shown and "62% of the budget of ¥200" in shown


# ---- the switch
def test_whoever_stops_all_sending_says_why_and_everybody_reads_it(as_zhou, as_lin, customer_of_lin):
    message(customer_of_lin)
    turn = reverse("outbox:switch")
    assert as_zhou.post(turn, {"note": " "}).status_code == 422
    assert as_zhou.post(turn, {"note": "Wrong price in the text"}).status_code == 302
    assert not switch.is_on()
    shown = as_lin.get("/messages/").content.decode()
    assert "by Zhou" in shown and "Wrong price in the text" in shown and "Look, and switch on" not in shown
    assert "Look, and switch on" in as_zhou.get("/messages/").content.decode()
    assert as_zhou.post(turn, {"on": "True"}).status_code == 302
    assert switch.is_on()


def test_after_a_restore_somebody_looks_before_sending_goes_on(as_zhou):
    switch.the_switch()
    SendingSwitch.objects.update(fingerprint="another")
    assert not switch.is_on()
    shown = as_zhou.get(POLICY).content.decode()
    assert "the database was restored or moved" in shown
    turn = reverse("outbox:switch")
    assert as_zhou.post(turn, {"on": "True"}).status_code == 422
    assert as_zhou.post(turn, {"on": "True", "looked": "on"}).status_code == 302
    assert switch.is_on()


def test_the_switch_keeps_its_history(as_zhou):
    as_zhou.post(reverse("outbox:switch"), {"note": "Stop"})
    as_zhou.post(reverse("outbox:switch"), {"on": "True"})
    shown = as_zhou.get(POLICY).content.decode()
    assert shown.count("Switch") > 2 and "Stop" in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_sendingswitchevent")
        assert cursor.fetchone()[0] == 2
