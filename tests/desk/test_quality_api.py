"""Ratings, inspections and rectifications over HTTP."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from churn_crm import clock
from desk.models import Inspection, Rectification, WorkOrderRating
from desk.quality.ratings import origins
from tests.desk.complaining import logged
from tests.desk.inspecting import a_checklist, asked, finding, inspected
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db


def post(client, name, body, pk=None, key=None):
    headers = {"Idempotency-Key": str(key)} if key else {}
    address = reverse(f"desk_api:{name}", args=[pk] if pk else [])
    return client.post(address, body, content_type="application/json", headers=headers)


def test_a_rating_is_written_down_once_under_one_key(as_xie, customer_of_lin, customer_of_chen, lin, xie):
    visit = VisitFactory(customer=customer_of_lin, technician=lin)
    key = uuid.uuid4()
    said = {"visit": visit.pk, "score": 4, "minutes_late": 15, "given_from": "10.0.0.7", "channel": "link"}
    first, again = (post(as_xie, "rating_new", said, customer_of_lin.pk, key) for _ in range(2))
    assert (first.status_code, first.json()["id"]) == (201, again.json()["id"])
    made = WorkOrderRating.objects.get()
    assert (made.score, made.minutes_late, made.given_from) == (4, 15, origins.digest("10.0.0.7"))
    listed = as_xie.get(reverse("desk_api:ratings"), {"technician": "lin"}).json()["results"]
    assert [row["entered_by"] for row in listed] == ["xie"]
    assert as_xie.get(reverse("desk_api:ratings"), {"technician": "xie"}).json()["results"] == []
    theirs = VisitFactory(customer=customer_of_chen)
    refused = post(as_xie, "rating_new", said | {"visit": theirs.pk}, customer_of_lin.pk)
    nobodys = post(as_xie, "rating_new", said | {"visit": 999_999}, customer_of_lin.pk)
    assert refused.status_code == nobodys.status_code == 400
    told = [str(one.json()["errors"]["visit"]) for one in (refused, nobodys)]
    assert told[0].replace(str(theirs.pk), "") == told[1].replace("999999", "")
    assert post(as_xie, "rating_new", said | {"score": 6}, customer_of_lin.pk).status_code == 400


def test_an_inspection_is_written_down_by_the_points_of_a_version(as_xie, xie, chen, customer_of_deng):
    a_checklist()
    (checklist,) = as_xie.get(reverse("desk_api:checklists")).json()
    items = [{"point": point["id"], "verdict": "ok"} for point in checklist["points"]]
    items[1] |= {"verdict": "not_ok", "words": "By feeling"}
    said = {"kind": "mystery", "version": checklist["version"], "branch": "gaoxin", "technician": "chen"}
    key = uuid.uuid4()
    first, again = (post(as_xie, "inspections", said | {"items": items}, key=key) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["score"], first.json()["technician"]) == (50, "chen")
    assert post(as_xie, "inspections", said | {"items": items[:2]}).status_code == 400
    assert post(as_xie, "inspections", said | {"items": items, "technician": "xie"}).status_code == 400
    anothers = post(as_xie, "inspections", said | {"items": items, "customer": customer_of_deng.pk})
    assert anothers.status_code == 400 and "customer" in anothers.json()["errors"]
    made = Inspection.objects.get()
    assert post(as_xie, "inspection_withdraw", {"text": "Wrong bay"}, made.pk).json()["withdrawn_at"]
    assert (
        as_xie.get(reverse("desk_api:inspection", args=[made.pk])).json()["items"][1]["words"] == "By feeling"
    )


def test_a_checklist_out_of_use_is_found_and_brought_back(as_zhou, as_xie):
    checklist, url = a_checklist(), reverse("desk_api:checklists")
    one = reverse("desk_api:checklist", args=[checklist.pk])
    assert as_zhou.patch(one, {"retired": True}, content_type="application/json").status_code == 200
    assert as_xie.get(url).json() == []
    (found,) = as_zhou.get(url, {"retired": 1}).json()
    assert as_zhou.patch(one, {"retired": False}, content_type="application/json").status_code == 200
    assert [row["id"] for row in as_xie.get(url).json()] == [found["id"]]
    assert as_zhou.get(url, {"retired": 1}).json() == []


def test_only_who_made_it_or_leads_withdraws_an_inspection(as_lin, zhou, lin, gaoxin):
    made = inspected(zhou, branch=gaoxin, technician=lin)
    assert post(as_lin, "inspection_withdraw", {"text": "No"}, made.pk).status_code == 409


def test_a_rectification_goes_its_way(as_zhou, as_lin, zhou, lin, gaoxin):
    due = (clock.now() + timedelta(days=3)).isoformat()
    bad = finding(inspected(zhou, branch=gaoxin))
    said = {"what": "Torque wrench", "person": "lin", "due_at": due, "finding": bad.pk}
    made = post(as_zhou, "rectifications", said)
    assert made.status_code == 201 and made.json()["branch"] == "gaoxin"
    pk = made.json()["id"]
    assert post(as_lin, "rectification_pass", {}, pk).status_code == 409
    assert post(as_lin, "rectification_done", {"text": "Bought"}, pk).json()["state"] == "done"
    assert post(as_lin, "rectification_pass", {}, pk).status_code == 409
    failed = post(as_zhou, "rectification_fail", {"text": "Bay 3", "due_at": due}, pk).json()
    assert (failed["state"], failed["failures"]) == ("open", 1)
    assert (
        post(as_lin, "rectification_move", {"text": "Late", "due_at": due[:10] + "T23:59Z"}, pk).status_code
        == 409
    )
    post(as_lin, "rectification_done", {"text": "All"}, pk)
    ended = post(as_zhou, "rectification_pass", {}, pk).json()
    assert [event["kind"] for event in ended["events"]] == ["made", "done", "failed", "done", "passed"]
    mine = as_lin.get(reverse("desk_api:rectifications"), {"mine": "1", "show": "passed"}).json()["results"]
    assert [row["id"] for row in mine] == [pk]


def test_what_it_springs_from_must_be_seen(as_xie, xie, deng, customer_of_deng):
    due = (clock.now() + timedelta(days=3)).isoformat()
    said = {"what": "x", "person": "xie", "due_at": due, "complaint": logged(customer_of_deng, deng).pk}
    assert "complaint" in post(as_xie, "rectifications", said).json()["errors"]
    over = {"what": "x", "person": "xie", "due_at": "2020-01-01T10:00Z", "branch": "gaoxin"}
    assert post(as_xie, "rectifications", over).status_code == 400
    assert not Rectification.objects.exists()


def test_lists_cost_the_same_for_many(as_zhou, zhou, lin, gaoxin, django_assert_max_num_queries):
    for _ in range(12):
        inspected(zhou, branch=gaoxin)
        asked(zhou, lin)
    for name in ("inspections", "rectifications"):
        with django_assert_max_num_queries(8):
            assert len(as_zhou.get(reverse(f"desk_api:{name}")).json()["results"]) == 12
