"""The customer list over HTTP: filters, order, counts, columns, saved views, bulk changes, files."""

from uuid import uuid4

import pytest
from django.test import Client

from customers.models import Customer, CustomerStanding, CustomField, Export, SavedView, Tag
from staff.tokens import make_token
from tests.conftest import TODAY
from tests.customers.calling import call
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(lin, gaoxin):
    made = []
    for place, name in enumerate(("Ann", "Ben", "Cai")):
        made.append(CustomerFactory(owner=lin, branch=gaoxin, name=name, vip=place == 0))
        CustomerStanding.objects.create(customer=made[-1], day=TODAY, value_at_risk=place * 100, tier=place)
    return made


def names(answer):
    return [row["name"] for row in answer.body["results"]]


def pages(client, search):
    found, answer = [], call(client, "get", "customers", search=search)
    while True:
        found += names(answer)
        if not answer.body["next"]:
            return found
        following = client.get(answer.body["next"])
        following.body = following.json()
        answer = following


def test_the_list_is_sorted_as_on_the_page_in_pages(as_lin, three, lin, gaoxin):
    CustomerFactory(owner=lin, branch=gaoxin, name="Dou")  # no night has seen him
    assert pages(as_lin, "?sort=value&page_size=2") == ["Cai", "Ben", "Ann", "Dou"]
    assert pages(as_lin, "?sort=-value&page_size=1") == ["Ann", "Ben", "Cai", "Dou"]
    assert pages(as_lin, "?sort=-name&page_size=3") == ["Dou", "Cai", "Ben", "Ann"]


@pytest.mark.parametrize(
    "search", ["?sort=luck", "?tier=x", "?visit_from=soon", "?branch=999", "?owner=1", "?value_from=-1"]
)
def test_a_filter_that_is_not_understood_is_refused(search, as_lin, three):
    answer = call(as_lin, "get", "customers", search=search)
    assert (answer.status_code, list(answer.body["errors"])) == (400, [search[1:].split("=")[0]])


def test_filters_narrow_and_count(as_lin, three):
    assert names(call(as_lin, "get", "customers", search="?tier=1")) == ["Ben"]
    assert names(call(as_lin, "get", "customers", search="?value_from=100&value_to=150")) == ["Ben"]
    assert call(as_lin, "get", "customers_count", search="?vip=true").body == {"count": 1, "more": False}


def test_counting_stops_where_nobody_reads_on(as_lin, three, monkeypatch):
    monkeypatch.setattr("customers.listing.MOST_COUNTED", 2)
    assert call(as_lin, "get", "customers_count").body == {"count": 2, "more": True}


def test_columns_are_chosen(as_lin, three):
    assert "tier" in call(as_lin, "get", "columns").body["columns"]
    chosen = call(as_lin, "put", "columns", columns=["email", "phone"])
    assert chosen.body == {"columns": ["phone", "email"]}
    assert call(as_lin, "put", "columns", columns=["soul"]).status_code == 400


# ---- saved views
def test_views_are_saved_renamed_deleted_and_restored(as_lin, three):
    made = call(as_lin, "post", "views", name="VIPs", query="vip=on&x=1&sort=name")
    assert (made.status_code, made.body["query"]) == (201, "vip=on&sort=name")
    pk = made.body["id"]
    assert call(as_lin, "get", "view_count", pk).body["count"] == 1
    assert call(as_lin, "patch", "view", pk, name="Mine").body["name"] == "Mine"
    assert call(as_lin, "delete", "view", pk).status_code == 204
    assert call(as_lin, "get", "views").body["results"] == []
    assert call(as_lin, "post", "views", name="Mine").status_code == 201
    assert call(as_lin, "post", "view_restore", pk).status_code == 409
    assert call(as_lin, "post", "views", name="Odd", query="tier=x").status_code == 400


def test_a_view_is_shared_by_those_who_may(as_lin, as_wei, as_he, three, he):
    assert call(as_lin, "post", "views", name="For all", audience="shared").status_code == 400
    shared = call(as_wei, "post", "views", name="For all", audience="shared").body
    assert [one["name"] for one in call(as_lin, "get", "views").body["results"]] == ["For all"]
    assert call(as_lin, "patch", "view", shared["id"], name="x").status_code == 404
    assert call(as_he, "post", "views", name="First", audience="preset").status_code == 201
    assert SavedView.objects.get(name="First").order == 0


# ---- many at once
def test_many_are_marked_once_and_taken_back(as_wei, three):
    key, ids = uuid4(), [one.pk for one in three]
    made = call(as_wei, "post", "bulk", once=key, do="vip", ids=ids)
    assert (made.status_code, made.body["customers"], made.body["token"]) == (201, 2, str(key))
    assert call(as_wei, "post", "bulk", once=key, do="vip", ids=ids).body["customers"] == 2
    assert Customer.objects.filter(vip=True).count() == 3
    assert call(as_wei, "post", "bulk_undo", key).body["undone_at"]
    assert Customer.objects.filter(vip=True).count() == 1


@pytest.fixture
def fleet(db):
    return Tag.objects.create(name="Fleet", colour="blue")


def tagged(tag):
    return set(Customer.objects.filter(tagged__tag=tag).values_list("name", flat=True))


def test_all_that_match_are_tagged_and_nobody_else(as_lin, three, fleet, customer_of_chen):
    do = {"do": "tag_on", "tag": fleet.pk, "all": True}
    made = call(as_lin, "post", "bulk", search="?tier=1", **do)
    assert (made.status_code, made.body["customers"], tagged(fleet)) == (201, 1, {"Ben"})
    assert call(as_lin, "post", "bulk", search="?tier=x", **do).status_code == 400
    assert call(as_lin, "post", "bulk", do="tag_on", tag=fleet.pk).status_code == 400
    call(as_lin, "post", "bulk", **do)
    off = call(as_lin, "post", "bulk", do="tag_off", tag=fleet.pk, ids=[three[0].pk])
    assert tagged(fleet) == {"Ben", "Cai"}
    call(as_lin, "post", "bulk_undo", off.body["token"])
    call(as_lin, "post", "bulk_undo", made.body["token"])
    assert tagged(fleet) == {"Ann", "Cai"}


def test_a_tag_for_many_must_be_one(as_lin, three, fleet):
    ids = [three[0].pk]
    for tag in ({}, {"tag": 999_999}):
        answer = call(as_lin, "post", "bulk", do="tag_on", ids=ids, **tag)
        assert (answer.status_code, list(answer.body["errors"])) == (400, ["tag"])
    Tag.objects.update(retired_at="2026-06-01T00:00Z")
    assert call(as_lin, "post", "bulk", do="tag_on", ids=ids, tag=fleet.pk).status_code == 400


@pytest.mark.parametrize("do", ["vip", "no_vip"])
def test_only_those_who_lead_say_who_is_a_vip(do, as_lin, as_xie, three):
    for client in (as_lin, as_xie):
        assert call(client, "post", "bulk", do=do, all=True).status_code == 403
    assert Customer.objects.filter(vip=True).count() == 1


def test_an_auditor_chooses_his_own_columns(as_sun, sun, he):
    assert call(as_sun, "put", "columns", columns=["phone"]).body == {"columns": ["phone"]}
    _token, secret = make_token(user=sun, name="report", days=9, writes=False)
    reading = Client(headers={"Authorization": f"Bearer {secret}"})
    assert call(reading, "put", "columns", columns=["email"]).status_code == 403
    assert call(reading, "get", "columns").body == {"columns": ["phone"]}


def test_own_fields_narrow_the_list_and_stand_in_columns(as_lin, three):
    card = CustomField.objects.create(name="Club card", kind="choice", options=["Gold", "Silver"])
    beds = CustomField.objects.create(name="Beds", kind="number")
    Customer.objects.filter(name="Ann").update(custom={card.key: "Gold", beds.key: 9})
    assert names(call(as_lin, "get", "customers", search=f"?own_{card.pk}=Gold")) == ["Ann"]
    assert names(call(as_lin, "get", "customers", search=f"?own_{beds.pk}_from=10")) == []
    for wrong in (f"own_{card.pk}=Tin", "own_999=x"):
        answer = call(as_lin, "get", "customers", search=f"?{wrong}")
        assert (answer.status_code, list(answer.body["errors"])) == (400, [wrong.split("=")[0]])
    assert call(as_lin, "put", "columns", columns=[f"own_{card.pk}"]).body == {"columns": [f"own_{card.pk}"]}


def test_somebody_elses_number_in_the_list_stops_it_like_one_that_nobody_has(as_wei, three, customer_of_deng):
    foreign = call(as_wei, "post", "bulk", do="vip", ids=[three[1].pk, customer_of_deng.pk])
    missing = call(as_wei, "post", "bulk", do="vip", ids=[three[1].pk, 999_999])
    assert (foreign.status_code, foreign.content) == (400, missing.content)
    assert Customer.objects.filter(vip=True).count() == 1


def test_those_who_lead_give_many_to_their_people(as_wei, as_lin, three, chen, deng):
    ids = [one.pk for one in three]
    assert call(as_lin, "post", "bulk", do="reassign", ids=ids, owner="chen").status_code == 403
    assert call(as_wei, "post", "bulk", do="reassign", ids=ids, owner="deng").status_code == 400
    assert call(as_wei, "post", "bulk", do="reassign", ids=ids, owner="chen").body["customers"] == 3
    assert Customer.objects.filter(owner=chen).count() == 3


def test_a_key_of_somebody_else_is_refused(as_zhou, as_wei, three):
    key = uuid4()
    call(as_zhou, "post", "bulk", once=key, do="vip", ids=[three[1].pk])
    assert call(as_wei, "post", "bulk", once=key, do="vip", ids=[three[2].pk]).status_code == 409
    assert call(as_wei, "post", "bulk_undo", key).status_code == 404


# ---- files
def test_a_file_is_for_who_may_export(as_lin, lin, three):
    assert call(as_lin, "post", "export", all=True).status_code == 403
    lin.may_export = True
    lin.save()
    answer = call(as_lin, "post", "export", search="?tier=1", all=True)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert (answer.headers["Content-Type"], len(lines)) == ("text/csv; charset=utf-8", 2)
    assert "Ben" in lines[1]
    assert (Export.objects.get().rows, Export.objects.get().by) == (1, lin)
    book = call(as_lin, "post", "export", all=True, file="xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert call(as_lin, "post", "export", ids=[]).status_code == 400
