"""The profile over HTTP: over the version that was read, by the rights of the page."""

import uuid
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import people
from customers.api import history
from customers.merging.service import merge
from customers.models import Contact, Customer, CustomField, StaffLine, Tag
from tests.customers.calling import call
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def muyun(customer_of_lin):
    return customer_of_lin


def read(client, customer):
    return call(client, "get", "customer", customer.pk).body


def test_what_is_named_is_changed_and_the_rest_stays(as_lin, muyun):
    Customer.objects.update(region="Gaoxin", born_on="1880-01-01")
    answer = call(as_lin, "patch", "customer", muyun.pk, version=1, occupation="Head cook", note=None)
    assert (answer.status_code, answer.body["occupation"], answer.body["version"]) == (200, "Head cook", 2)
    assert (answer.body["region"], answer.body["born_on"]) == ("Gaoxin", "1880-01-01")


def test_put_empties_what_it_does_not_name(as_lin, muyun):
    Customer.objects.update(region="Gaoxin")
    answer = call(as_lin, "put", "customer", muyun.pk, version=1, name="Muyun", kind="company")
    assert (answer.status_code, answer.body["region"], answer.body["kind"]) == (200, "", "company")
    assert call(as_lin, "put", "customer", muyun.pk, version=2, name="Muyun").body["errors"]["kind"]


def test_without_the_version_nothing_is_changed(as_lin, muyun):
    answer = call(as_lin, "patch", "customer", muyun.pk, name="Other")
    assert (answer.status_code, answer.body["title"]) == (428, "Precondition Required")
    assert read(as_lin, muyun)["name"] == muyun.name


def test_two_who_change_the_same_field_are_told_both_values(as_lin, as_wei, muyun):
    assert call(as_wei, "patch", "customer", muyun.pk, version=1, region="Wuhou").status_code == 200
    answer = call(as_lin, "patch", "customer", muyun.pk, version=1, region="Jinjiang", note="Call first")
    assert (answer.status_code, answer.body["version"]) == (409, 2)
    assert answer.body["conflicts"] == {"region": {"yours": "Jinjiang", "theirs": "Wuhou"}}
    assert (read(as_lin, muyun)["region"], read(as_lin, muyun)["note"]) == ("Wuhou", "")


def test_two_who_change_different_fields_are_merged(as_lin, as_wei, muyun):
    call(as_wei, "patch", "customer", muyun.pk, version=1, region="Wuhou")
    answer = call(as_lin, "patch", "customer", muyun.pk, version=1, note="Call first")
    assert (answer.status_code, answer.body["region"], answer.body["note"]) == (200, "Wuhou", "Call first")


def test_own_fields_are_typed_and_checked(as_lin, muyun):
    day = CustomField.objects.create(name="Card since", kind="day")
    gold = CustomField.objects.create(name="Gold", kind="yes_no")
    grade = CustomField.objects.create(name="Grade", kind="choice", options=["A", "B"])
    said = {day.key: "2024-05-01", gold.key: True, grade.key: "B"}
    answer = call(as_lin, "patch", "customer", muyun.pk, version=1, custom=said)
    assert (answer.status_code, answer.body["custom"]) == (200, said)
    answer = call(as_lin, "patch", "customer", muyun.pk, version=2, custom={grade.key: "C", day.key: "soon"})
    assert set(answer.body["errors"]) == {f"custom.{grade.key}", f"custom.{day.key}"}
    answer = call(as_lin, "patch", "customer", muyun.pk, version=2, custom={gold.key: None})
    assert answer.body["custom"] == {day.key: "2024-05-01", grade.key: "B"}
    assert call(as_lin, "patch", "customer", muyun.pk, version=3, custom={"999": "x"}).status_code == 400
    assert call(as_lin, "patch", "customer", muyun.pk, version=3, custom={day.key: ["x"]}).status_code == 400
    offered = call(as_lin, "get", "fields").body["results"]
    assert [one["name"] for one in offered] == ["Card since", "Gold", "Grade"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "robot"}, "kind"),
        ({"phone": "1391234"}, "phone"),
        ({"born_on": "1850-01-01"}, "born_on"),
        ({"born_on": "01/02/1990"}, "born_on"),
        ({"email": "nobody"}, "email"),
        ({"note": {"a": 1}}, "note"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said_by_field(said, field, as_lin, muyun):
    answer = call(as_lin, "patch", "customer", muyun.pk, version=1, **said)
    assert (answer.status_code, list(answer.body["errors"])) == (400, [field])
    assert read(as_lin, muyun)["version"] == 1


def test_a_body_that_is_no_object_is_refused(as_lin, muyun):
    for body in ("[]", '"x"', "{", "null"):
        answer = as_lin.patch(reverse("api:customer", args=[muyun.pk]), body, content_type="application/json")
        assert answer.status_code in (400, 428), body


def test_no_body_raises_anybodys_rights(as_lin, as_wei, muyun, lin, deng):
    said = {"owner": "deng", "role": "administrator", "branch": "wuhu", "id": 1, "code": "C-1"}
    answer = call(as_lin, "patch", "customer", muyun.pk, version=1, note="x", **said)
    assert (answer.body["owner"], answer.body["branch"], answer.body["code"]) == ("lin", "gaoxin", "C-00418")
    lin.refresh_from_db()
    assert lin.role == "account_manager"
    assert call(as_lin, "patch", "customer", muyun.pk, version=2, vip=True).body["errors"]["vip"]
    assert call(as_wei, "patch", "customer", muyun.pk, version=2, vip=True).body["vip"] is True


def test_who_may_not_see_numbers_does_not_write_them(as_lin, lin, muyun):
    Customer.objects.update(phone="+8613912346615")
    lin.sees_phones = False
    lin.save()
    answer = call(as_lin, "patch", "customer", muyun.pk, version=1, phone="13912340000")
    assert list(answer.body["errors"]) == ["phone"]
    assert call(as_lin, "put", "customer", muyun.pk, version=1, name="M", kind="person").status_code == 200
    assert Customer.objects.get(pk=muyun.pk).phone == "+8613912346615"


def test_what_somebody_cares_about_is_confirmed(as_lin, muyun, lin):
    answer = call(as_lin, "put", "sensitivity", muyun.pk, sensitivity="price")
    assert (answer.status_code, answer.body["sensitivity"]) == (200, "price")
    assert Customer.objects.get(pk=muyun.pk).sensitivity_by == lin
    assert call(as_lin, "put", "sensitivity", muyun.pk, sensitivity="fame").status_code == 400


def test_leaders_give_a_customer_to_their_people_and_take_it_back(as_wei, as_lin, chen, deng, muyun):
    answer = call(as_wei, "put", "owner", muyun.pk, owner="chen")
    assert (answer.status_code, answer.body["customers"]) == (200, 1)
    assert Customer.objects.get(pk=muyun.pk).owner == chen
    assert call(as_wei, "post", "bulk_undo", answer.body["token"]).body["undone_at"]
    assert Customer.objects.get(pk=muyun.pk).owner.username == "lin"
    for stranger in ("deng", "nobody"):
        refused = call(as_wei, "put", "owner", muyun.pk, owner=stranger)
        assert (refused.status_code, list(refused.body["errors"])) == (400, ["owner"])
    assert call(as_lin, "put", "owner", muyun.pk, owner="chen").status_code == 403


def test_tags_are_put_on_and_taken_off(as_lin, muyun):
    tag = Tag.objects.create(name="Fleet")
    assert [one["name"] for one in call(as_lin, "get", "tags").body["results"]] == ["Fleet"]
    assert call(as_lin, "put", "customer_tag", muyun.pk, tag.pk).status_code == 204
    assert read(as_lin, muyun)["tags"] == ["Fleet"]
    assert call(as_lin, "delete", "customer_tag", muyun.pk, tag.pk).status_code == 204
    assert read(as_lin, muyun)["tags"] == []
    assert call(as_lin, "put", "customer_tag", muyun.pk, 999).status_code == 404


def test_who_was_merged_away_leads_to_the_survivor(as_wei, as_lin, muyun, customer_of_chen, wei):
    merge(survivor=muyun.pk, gone=customer_of_chen.pk, by=wei, choices={})
    answer = call(as_wei, "get", "visits", customer_of_chen.pk, search="?page_size=5")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (308, "no-store")
    assert answer.headers["Location"] == reverse("api:visits", args=[muyun.pk]) + "?page_size=5"
    assert answer.body == {"merged_into": muyun.pk}
    assert call(as_wei, "patch", "customer", customer_of_chen.pk, version=1).status_code == 308
    muyun.owner = customer_of_chen.owner
    muyun.save()
    assert call(as_lin, "get", "customer", customer_of_chen.pk).status_code == 404


def test_contacts_are_added_changed_removed_and_brought_back(as_lin, muyun):
    new = {"name": "Song Xinying", "phone": "13912346615", "role": "Fleet", "bond": 3, "decides": True}
    made = call(as_lin, "post", "contacts", muyun.pk, **new)
    assert (made.status_code, made.body["phone"], made.body["bond"]) == (201, "+8613912346615", 3)
    again = call(as_lin, "post", "contacts", muyun.pk, **new)
    assert again.body["id"] == made.body["id"]
    pk = made.body["id"]
    changed = call(as_lin, "patch", "contact", pk, version=1, left_on="2026-05-01")
    assert (changed.status_code, changed.body["left_on"], changed.body["decides"]) == (
        200,
        "2026-05-01",
        True,
    )
    assert call(as_lin, "patch", "contact", pk, version=1, left_on="2026-05-02").status_code == 409
    assert call(as_lin, "patch", "contact", pk, name="x").status_code == 428
    assert call(as_lin, "delete", "contact", pk).status_code == 204
    assert call(as_lin, "get", "contact", pk).status_code == 404
    assert call(as_lin, "post", "contact_restore", muyun.pk, pk).body["id"] == pk
    assert call(as_lin, "post", "contact_restore", muyun.pk, 999_999).status_code == 404


def test_lines_are_of_people_who_are_near(as_lin, muyun, xie, deng):
    made = call(as_lin, "post", "lines", muyun.pk, user="xie", kind="service_desk")
    assert (made.status_code, made.body["user"], made.body["kind"]) == (201, "xie", "service_desk")
    refused = call(as_lin, "post", "lines", muyun.pk, user="deng", kind="technician")
    assert (refused.status_code, list(refused.body["errors"])) == (400, ["user"])
    assert call(as_lin, "delete", "line", made.body["id"]).status_code == 204
    assert not StaffLine.objects.exists()


def test_the_history_comes_in_pages(as_lin, muyun, monkeypatch):
    monkeypatch.setattr(history, "ENTRIES", 2)
    for version, region in enumerate(("a", "b", "c"), start=1):
        call(as_lin, "patch", "customer", muyun.pk, version=version, region=region)
    first = call(as_lin, "get", "history", muyun.pk).body
    assert [one["changes"][0]["after"] for one in first["results"]] == ["c", "b"]
    assert {(one["who"], one["way"]) for one in first["results"]} == {("Lin", "through the API")}
    rest = call(as_lin, "get", "history", muyun.pk, search=f"?before={quote(first['next'])}").body
    assert next(one["changes"][0]["after"] for one in rest["results"]) == "a"
    assert rest["next"] == ""


def test_the_history_costs_the_same_for_many_entries(as_lin, muyun, django_assert_max_num_queries):
    for version in range(1, 30):
        call(as_lin, "patch", "customer", muyun.pk, version=version, region=str(version))
    with django_assert_max_num_queries(20):
        assert len(call(as_lin, "get", "history", muyun.pk).body["results"]) == 29


def test_a_list_with_tags_costs_the_same_for_many(as_lin, lin, gaoxin):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            call(as_lin, "get", "customers")
        return len(asked)

    tags = [Tag.objects.create(name=name) for name in "ABC"]

    def one_more():
        customer = CustomerFactory(owner=lin, branch=gaoxin)
        for tag in tags:
            people.put_tag(customer=customer, tag=tag)

    one_more()
    few = cost()
    for _n in range(6):
        one_more()
    assert cost() == few


def test_a_key_serves_one_thing(as_lin, muyun, lin, gaoxin):
    other = CustomerFactory(owner=lin, branch=gaoxin)
    key = uuid.uuid4()
    first = call(as_lin, "post", "assets", muyun.pk, once=key, kind="vehicle", name="Bus")
    again = call(as_lin, "post", "assets", muyun.pk, once=key, kind="vehicle", name="Bus")
    assert (first.status_code, again.body["id"]) == (201, first.body["id"])
    stranger = call(as_lin, "post", "assets", other.pk, once=key, kind="vehicle", name="Bus")
    assert stranger.status_code == 409
    assert "Bus" not in stranger.content.decode()


def test_contacts_of_others_are_not_there(as_lin, customer_of_deng):
    pk = Contact.objects.create(customer=customer_of_deng, name="Canary").pk
    for method in ("get", "patch", "delete"):
        answer = call(as_lin, method, "contact", pk, version=1, name="x")
        assert (answer.status_code, "Canary" in answer.content.decode()) == (404, False)
