"""Routing, handing on and the policies of the desk over HTTP."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from desk.complaints.policies import complaint_policy
from desk.contacts.policy import contact_policy
from desk.models import Complaint, Given, Skill
from desk.promises import services as promises
from desk.quality.truth.policy import truth_policy
from desk.routing.policies import routing_policy
from desk.surveys.policies import survey_policy
from staff.absences import enter_absence
from staff.models import Leaving
from tests.desk.complaining import at, logged

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"desk_api:{name}", args=args)


def send(client, method: str, address: str, said=None, **headers):
    return getattr(client, method)(address, said, content_type="application/json", **headers)


@pytest.fixture(autouse=True)
def a_tuesday_morning(stand_at):
    stand_at("16 10:00")


@pytest.mark.parametrize(
    ("name", "in_force", "changed", "wrong"),
    [
        ("routing_policy", routing_policy, {"capacity": 9, "skill_price": ""}, {"capacity": 0}),
        ("routing_policy", routing_policy, {"on": True}, {"skill_price": "juggling"}),
        ("complaint_policy", complaint_policy, {"link_days": 9}, {"pause_days": 9}),
        ("contact_policy", contact_policy, {"call_days": 5}, {"call_types": ["none-such"]}),
        ("survey_policy", survey_policy, {"days_between": 45}, {"remind_after_days": 14}),
        ("truth_policy", truth_policy, {"sample_size": 12}, {"min_observations": 1}),
    ],
)
def test_a_policy_is_changed_over_the_version_that_was_read(as_zhou, name, in_force, changed, wrong):
    for code in ("technical", "billing", "sales"):
        Skill.objects.get_or_create(code=code)
    read = as_zhou.get(url(name)).json()

    assert send(as_zhou, "patch", url(name), changed).status_code == 428
    assert send(as_zhou, "patch", url(name), wrong | {"version": read["version"]}).status_code == 400
    answer = send(as_zhou, "patch", url(name), changed | {"version": read["version"]})
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {**read, **changed, "version": read["version"] + 1}
    assert send(as_zhou, "patch", url(name), changed | {"version": read["version"]}).status_code == 409
    assert in_force().version == read["version"] + 1


def test_skills_are_added_and_taken_off_the_list(as_zhou):
    made = send(as_zhou, "post", url("skills"), {"name": "Bodywork"})
    assert made.status_code == 201
    assert send(as_zhou, "post", url("skills"), {"name": "bodywork"}).json() == made.json()
    address = url("skill", made.json()["id"])
    assert send(as_zhou, "patch", address, {"retired": True}).json()["retired"] is True
    (listed,) = (one for one in as_zhou.get(url("skills")).json() if one["code"] == "bodywork")
    assert listed["retired"] is True
    assert send(as_zhou, "patch", address, {"retired": False}).json()["retired"] is False


def test_a_lead_gives_a_complaint_to_somebody_of_the_branch(as_wei, customer_of_lin, lin, xie, deng):
    complaint = logged(customer_of_lin, lin)
    address = url("complaint_give", complaint.pk)

    assert send(as_wei, "post", address, {"person": deng.pk}).status_code == 404
    assert send(as_wei, "post", address, {"person": xie.pk}).status_code == 200
    assert Complaint.objects.get().holder == xie
    assert Given.objects.get().by.username == "wei"


def test_what_falls_due_meanwhile_is_offered_handed_on_once_and_taken_back(
    as_wei, as_chen, customer_of_lin, lin, xie
):
    promise = promises.make(
        customer=customer_of_lin, by=xie, what="Call", due_at=at("17 15:00"), token=uuid.uuid4()
    )
    today = at("16 10:00").date()
    said = {"starts_on": today, "ends_on": today + timedelta(days=2), "kind": "leave"}
    absence = enter_absence(person=xie, by=xie, token=uuid.uuid4(), **said)
    (offered,) = as_wei.get(url("absence_due", absence.pk)).json()
    assert (offered["kind"], offered["id"], offered["person"]) == ("promise", promise.pk, lin.pk)
    assert as_chen.get(url("absence_due", absence.pk)).status_code == 404

    key = {"headers": {"Idempotency-Key": str(uuid.uuid4())}}
    named = {"things": [offered["name"], "complaint-1-1"]}
    address = url("absence_hand_on", absence.pk)
    first, second = (send(as_wei, "post", address, named, **key) for _time in range(2))
    assert first.json() == second.json()
    assert first.json()["handed_on"] == 1
    promise.refresh_from_db()
    assert promise.person == lin

    back = url("hand_on_take_back", first.json()["batch"])
    assert send(as_chen, "post", back).status_code == 404
    assert send(as_wei, "post", back).json() == {"taken_back": 1}
    promise.refresh_from_db()
    assert promise.person == xie


def test_that_somebody_leaves_is_written_corrected_and_withdrawn(as_zhou, zhou, lin):
    address = reverse("staff_api:leaving", args=[lin.pk])
    days = {"last_day": "2026-07-31", "told_on": "2026-06-15"}
    assert send(as_zhou, "put", address, days).json() == {"person": lin.pk, **days}
    send(as_zhou, "put", address, days | {"last_day": "2026-08-31"})
    assert as_zhou.get(address).json()["last_day"] == "2026-08-31"
    assert [one["person"] for one in as_zhou.get(reverse("staff_api:leavings")).json()["results"]] == [lin.pk]
    assert send(as_zhou, "put", address, days | {"told_on": "2026-09-01"}).status_code == 400
    assert send(as_zhou, "delete", address).status_code == 204
    assert as_zhou.get(address).status_code == 404
    own = reverse("staff_api:leaving", args=[zhou.pk])
    assert send(as_zhou, "put", own, days).status_code == 404
    assert Leaving.objects.standing().count() == 0


def test_a_checklist_is_made_once_changed_over_its_version_and_taken_out_of_use(as_zhou):
    point = {"words_zh": "工位整洁", "words_en": "Bay is tidy", "weight": 2}
    said = {"name_zh": "车间", "name_en": "Workshop", "points": [point]}
    key = {"headers": {"Idempotency-Key": str(uuid.uuid4())}}
    first, again = (send(as_zhou, "post", url("checklists"), said, **key) for _time in range(2))
    assert first.status_code == 201 and first.json() == again.json()

    address, made = url("checklist", first.json()["id"]), first.json()
    heavier = point | {"weight": 3, "key": made["points"][0]["key"]}
    changed = send(as_zhou, "put", address, said | {"points": [heavier], "number": 1}).json()
    assert (changed["number"], changed["points"][0]["key"]) == (2, heavier["key"])
    assert send(as_zhou, "put", address, said | {"number": 1}).status_code in (400, 409)
    assert send(as_zhou, "put", address, said | {"points": [], "number": 2}).status_code == 400
    assert send(as_zhou, "patch", address, {"retired": True}).status_code == 200
    assert as_zhou.get(url("checklists")).json() == []
