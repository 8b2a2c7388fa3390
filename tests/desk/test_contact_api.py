"""Contacts, promises and third-day calls over HTTP."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from churn_crm import clock
from customers.models import Inquiry
from desk.models import FollowUp, Interaction, Promise
from desk.promises import services, watching
from staff.models import User
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def post(client, name, pk, body, key=None):
    headers = {"Idempotency-Key": str(key)} if key else {}
    address = reverse(f"desk_api:{name}", args=[pk])
    return client.post(address, body, content_type="application/json", headers=headers)


def test_a_contact_is_written_down_once_under_one_key(as_xie, xie, customer_of_lin):
    said = {"text": "Winter tyres", "topic": "inquiry", "channel": "wechat", "wanted": "Four", "mood": 3}
    key = uuid.uuid4()
    first, again = (post(as_xie, "interactions", customer_of_lin.pk, said, key) for _ in range(2))
    assert (first.status_code, again.status_code, first.json()["id"]) == (201, 201, again.json()["id"])
    held = Interaction.objects.get()
    assert (held.channel, held.mood, held.agent) == ("wechat", 3, xie)
    assert Inquiry.objects.get().wanted == "Four"
    listed = as_xie.get(reverse("desk_api:interactions", args=[customer_of_lin.pk])).json()["results"]
    assert [row["id"] for row in listed] == [held.pk]


def test_what_is_missing_is_said_by_field(as_xie, customer_of_lin):
    refused = post(as_xie, "interactions", customer_of_lin.pk, {"text": "x"})
    assert refused.status_code == 400 and "topic" in refused.json()["errors"]


def test_a_promise_is_made_put_off_kept_and_taken_back(as_xie, xie, customer_of_lin):
    due = (clock.now() + timedelta(hours=5)).replace(microsecond=0)
    made = post(as_xie, "customer_promises", customer_of_lin.pk, {"what": "Call", "due_at": due.isoformat()})
    assert made.status_code == 201
    pk = made.json()["id"]
    later = (due + timedelta(days=1)).isoformat()
    assert post(as_xie, "promise_put_off", pk, {"due_at": later, "note": "Agreed"}).status_code == 200
    assert Promise.objects.get().due_at == due + timedelta(days=1)
    kept = post(as_xie, "promise_keep", pk, {}).json()
    assert (kept["state"], kept["person"]) == ("kept", "xie")
    assert post(as_xie, "promise_break", pk, {}).status_code == 409
    assert post(as_xie, "promise_take_back", pk, {}).json()["state"] == "open"
    found = as_xie.get(reverse("desk_api:promises"), {"show": "open", "mine": "1"}).json()["results"]
    assert [row["id"] for row in found] == [pk]
    assert as_xie.get(reverse("desk_api:promises"), {"show": "broken"}).json()["results"] == []


def test_a_broken_promise_tells_whether_nobody_could_be_told(
    as_zhou, customer_of_lin, lin, zhou, wei, django_assert_max_num_queries
):
    of_lin, of_zhou = (
        services.make(
            customer=customer_of_lin, by=by, what="Call", due_at=clock.now() + HOUR, token=uuid.uuid4()
        )
        for by in (lin, zhou)
    )
    long_ago = clock.now() - timedelta(days=20)  # longer than any holidays
    Promise.objects.update(made_at=long_ago - HOUR, due_at=long_ago, record_by=long_ago + HOUR)
    User.objects.exclude(pk__in=[zhou.pk, lin.pk, wei.pk]).update(is_active=False)
    watching.look_after()
    with django_assert_max_num_queries(8):
        found = as_zhou.get(reverse("desk_api:promises"), {"show": "broken"}).json()["results"]
    told = {row["id"]: (row["unheard"], row["late_with"]) for row in found}
    assert told == {of_lin.pk: (False, None), of_zhou.pk: (True, None)}
    assert as_zhou.get(reverse("desk_api:promise", args=[of_zhou.pk])).json()["unheard"] is True


def test_others_promises_are_not_there(as_lin, customer_of_deng, deng):
    said = {"what": "Call", "due_at": clock.now() + timedelta(hours=1), "token": uuid.uuid4()}
    made = services.make(customer=customer_of_deng, by=deng, **said)
    assert as_lin.get(reverse("desk_api:promises")).json()["results"] == []
    assert post(as_lin, "promise_keep", made.pk, {}).status_code == 404


def test_a_third_day_call_is_answered(as_xie, customer_of_lin, today):
    visit = VisitFactory(customer=customer_of_lin, day=today - timedelta(days=3))
    days = {"visited_on": visit.day, "due_on": today, "next_on": today}
    call = FollowUp.objects.create(customer=customer_of_lin, visit=visit, **days)
    missed = post(as_xie, "follow_up_not_reached", call.pk, {"tries": 0}).json()
    assert (missed["tries"], missed["state"]) == (1, "open")
    assert post(as_xie, "follow_up_answer", call.pk, {"score": 1}).status_code == 400
    said = {"score": 1, "comment": "Squeals", "cause": "comeback"}
    answered = post(as_xie, "follow_up_answer", call.pk, said).json()
    assert (answered["score"], answered["state"]) == (1, "reached") and answered["complaint"]
    assert as_xie.get(reverse("desk_api:follow_ups"), {"show": "done"}).json()["results"][0]["id"] == call.pk
