"""Messages, consent and replies over HTTP."""

import uuid

import pytest
from django.urls import reverse

from outbox import consents
from outbox.models import Consent, Message, Reply, Template
from tests.outbox.writing import NOON, message

pytestmark = pytest.mark.django_db
JSON = "application/json"
MESSAGES = "/api/v1/messages/"


@pytest.fixture
def reachable(customer_of_lin):
    customer_of_lin.phone = "+8613912346615"
    customer_of_lin.save()
    return customer_of_lin


def wish(customer, **given):
    usual = {"customer": customer.pk, "channel": "sms", "purpose": "service", "text": "Your car is ready."}
    return usual | given


def post(client, address, data, key=None):
    headers = {"Idempotency-Key": str(key)} if key else {}
    return client.post(address, data, content_type=JSON, headers=headers)


def test_messages_and_replies_are_those_of_the_askers_customers(
    as_lin, as_zhou, customer_of_lin, customer_of_deng
):
    mine, other = message(customer_of_lin), message(customer_of_deng)
    for one in (mine, other):
        kept = {"channel": "sms", "address": one.address, "text": "OK", "at": NOON, "received_at": NOON}
        Reply.objects.create(gateway="x", event=uuid.uuid4().hex, customer=one.customer, **kept)
    assert [row["id"] for row in as_lin.get(MESSAGES).json()["results"]] == [mine.pk]
    assert len(as_zhou.get(MESSAGES).json()["results"]) == 2
    assert len(as_lin.get("/api/v1/replies/").json()["results"]) == 1
    assert as_lin.get(reverse("outbox_api:message", args=[mine.pk])).json()["attempts"] == []
    assert as_lin.get(reverse("outbox_api:message", args=[other.pk])).status_code == 404


def test_a_message_is_planned_once_under_one_key(as_lin, lin, reachable):
    key = uuid.uuid4()
    first = post(as_lin, MESSAGES, wish(reachable), key)
    again = post(as_lin, MESSAGES, wish(reachable), key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    made = Message.objects.get()
    assert (made.state, made.why, made.planned_by) == ("planned", "by_hand", lin)
    assert post(as_lin, MESSAGES, wish(reachable, text="Another"), key).status_code == 409
    assert Message.objects.count() == 1


def test_the_keys_of_two_people_are_two(as_lin, as_wei, reachable):
    key = uuid.uuid4()
    for client in (as_lin, as_wei):
        assert post(client, MESSAGES, wish(reachable), key).status_code == 201
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [({"channel": "call"}, "channel"), ({"text": ""}, "text"), ({"purpose": "fun"}, "purpose")],
)
def test_what_is_wrong_is_said_by_field(change, field, as_lin, reachable):
    answer = post(as_lin, MESSAGES, wish(reachable, **change))
    assert answer.status_code == 400 and field in answer.json()["errors"]


def test_nobody_writes_to_anothers_customer(as_lin, customer_of_deng):
    answer = post(as_lin, MESSAGES, wish(customer_of_deng))
    assert answer.status_code == 400 and "customer" in answer.json()["errors"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("state", "status"), [("planned", 200), ("ready", 200), ("sending", 409), ("sent", 409)]
)
def test_a_message_is_taken_back_while_it_waits(state, status, as_lin, customer_of_lin):
    made = message(customer_of_lin, state=state)
    address = reverse("outbox_api:take_back", args=[made.pk])
    assert post(as_lin, address, {}).status_code == status
    assert post(as_lin, address, {}).status_code == status
    assert Message.objects.get().state == ("skipped" if status == 200 else state)


def test_a_word_of_consent_is_written_once_under_one_key(as_lin, lin, customer_of_lin):
    address, key = reverse("outbox_api:consents", args=[customer_of_lin.pk]), uuid.uuid4()
    said = {"channel": "sms", "purpose": "marketing", "given": False, "note": "shop"}
    for _time in range(2):
        assert post(as_lin, address, said, key).status_code == 201
    row = Consent.objects.get()
    assert (row.source, row.by, row.given) == ("api", lin, False)
    assert as_lin.get(address).json()["results"][0]["note"] == "shop"
    assert consents.standing_of([customer_of_lin.pk]) == {(customer_of_lin.pk, "sms", "marketing"): False}


def test_anothers_consent_is_not_there(as_lin, customer_of_deng):
    address = reverse("outbox_api:consents", args=[customer_of_deng.pk])
    said = {"channel": "sms", "purpose": "marketing", "given": True}
    assert as_lin.get(address).status_code == 404
    assert post(as_lin, address, said).status_code == 404


def test_numbers_are_masked_for_whom_may_not_see_them(as_lin, lin, customer_of_lin):
    message(customer_of_lin, address="+8613912346615")
    lin.sees_phones = False
    lin.save()
    assert as_lin.get(MESSAGES).json()["results"][0]["address"] == "139 **** 6615"


def test_templates_and_the_policy_are_read(as_lin, as_zhou):
    made = {"purpose": "service", "text": "x", "changed_at": NOON}
    Template.objects.create(name="Ready", **made)
    retired = Template.objects.create(name="Old", retired_at=NOON, **made)
    assert [row["name"] for row in as_lin.get("/api/v1/templates/").json()["results"]] == ["Ready"]
    assert as_lin.get(reverse("outbox_api:template", args=[retired.pk])).json()["name"] == "Old"
    assert as_lin.get("/api/v1/sending-policy/").status_code == 403
    assert as_zhou.get("/api/v1/sending-policy/").json()["promotions_until"] == "20:00:00"
