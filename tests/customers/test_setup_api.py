"""Definitions of tags and own fields, and a customer's buyer ids, over HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import CustomField, ExternalIdentity, Tag, VisitType
from tests.customers.calling import call
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db


def names(client, url, search=""):
    return [row["name"] for row in call(client, "get", url, search=search).body["results"]]


# ---- tags
def test_a_tag_is_defined_changed_retired_and_back(as_he, as_lin):
    made = call(as_he, "post", "tags", name="Fleet")
    assert (made.status_code, made.body["colour"]) == (201, "grey")
    pk = made.body["id"]
    assert call(as_he, "patch", "tag", pk, colour="blue").body["name"] == "Fleet"
    assert call(as_he, "post", "tag_retire", pk).body["retired_at"]
    assert (names(as_lin, "tags"), names(as_lin, "tags", "?retired=true")) == ([], ["Fleet"])
    assert call(as_he, "post", "tag_revive", pk).body["retired_at"] is None
    assert names(as_lin, "tags") == ["Fleet"]


def test_a_name_that_is_taken_is_refused(as_he):
    for url, one in (("tags", "tag"), ("fields", "field")):
        call(as_he, "post", url, name="Fleet")
        other = call(as_he, "post", url, name="Other").body["id"]
        again = call(as_he, "post", url, name="FLEET")
        for answer in (again, call(as_he, "patch", one, other, name="fleet")):
            assert (answer.status_code, list(answer.body["errors"])) == (400, ["name"])


def test_only_administrators_define(as_zhou, as_lin):
    tag, field = Tag.objects.create(name="Fleet"), CustomField.objects.create(name="Beds")
    for client in (as_zhou, as_lin):
        assert call(client, "post", "tags", name="x").status_code == 403
        assert call(client, "post", "fields", name="x").status_code == 403
        assert call(client, "patch", "tag", tag.pk, name="x").status_code == 403
        assert call(client, "post", "field_retire", field.pk).status_code == 403
    assert (Tag.objects.get().name, CustomField.objects.get().retired_at) == ("Fleet", None)


# ---- own fields
def test_an_own_field_is_defined_changed_moved_and_retired(as_he, as_lin):
    call(as_he, "post", "fields", name="Beds", kind="number")
    made = call(as_he, "post", "fields", name="Card", kind="choice", options=["Gold", "Silver"]).body
    assert (made["kind"], made["options"], made["place"]) == ("choice", ["Gold", "Silver"], 1)
    renamed = call(as_he, "patch", "field", made["id"], name="Club card", kind="text").body
    assert (renamed["name"], renamed["kind"], renamed["options"]) == (
        "Club card",
        "choice",
        ["Gold", "Silver"],
    )
    assert call(as_he, "patch", "field", made["id"], options=["Gold"]).body["options"] == ["Gold"]
    assert call(as_he, "post", "field_move", made["id"], up=True).body["place"] == 0
    assert call(as_he, "post", "field_retire", made["id"]).body["retired_at"]
    assert names(as_lin, "fields") == ["Beds"]
    assert call(as_he, "post", "field_revive", made["id"]).body["retired_at"] is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "choice"}, "options"),
        ({"kind": "song"}, "kind"),
        ({"name": ""}, "name"),
        ({"kind": "choice", "options": ["x" * 81]}, "options"),
    ],
)
def test_what_is_wrong_with_an_own_field_is_said(said, field, as_he):
    answer = call(as_he, "post", "fields", **({"name": "Card"} | said))
    assert (answer.status_code, list(answer.body["errors"])) == (400, [field])


# ---- buyer ids
@pytest.fixture
def muyun(customer_of_lin):
    return customer_of_lin


def test_a_buyer_id_is_added_changed_and_removed(as_lin, muyun):
    made = call(as_lin, "post", "identities", muyun.pk, source="jd", value="fang_88")
    again = call(as_lin, "post", "identities", muyun.pk, source="jd", value="fang_88")
    assert (made.status_code, again.body["id"]) == (201, made.body["id"])
    changed = call(as_lin, "patch", "identity", made.body["id"], value="fang_89").body
    assert (changed["source"], changed["value"]) == ("jd", "fang_89")
    assert call(as_lin, "delete", "identity", made.body["id"]).status_code == 204
    assert call(as_lin, "get", "identities", muyun.pk).body["results"] == []


def test_a_buyer_id_of_somebody_else_is_refused_without_a_word_of_him(as_lin, muyun, customer_of_deng):
    ExternalIdentity.objects.create(customer=customer_of_deng, source="jd", value="canary")
    answer = call(as_lin, "post", "identities", muyun.pk, source="jd", value="canary")
    assert (answer.status_code, list(answer.body["errors"])) == (400, ["value"])
    assert "Wuhu" not in answer.content.decode()
    sure = call(as_lin, "post", "identities", muyun.pk, source="jd", value="canary", sure=True)
    assert sure.status_code == 201


def test_the_same_buyer_id_twice_is_refused_at_its_field(as_lin, muyun):
    first, second = (
        call(as_lin, "post", "identities", muyun.pk, source="jd", value=value).body["id"] for value in "ab"
    )
    answer = call(as_lin, "patch", "identity", second, value="a")
    assert (answer.status_code, list(answer.body["errors"])) == (400, ["value"])
    assert call(as_lin, "get", "identity", first).body["value"] == "a"


def test_definitions_and_buyer_ids_cost_the_same_for_many(as_lin, muyun):
    def fill(number):
        Tag.objects.create(name=f"T{number}")
        CustomField.objects.create(name=f"F{number}")
        ExternalIdentity.objects.create(customer=muyun, source="jd", value=f"v{number}")

    def costs():
        found = []
        for url, args in (("tags", ()), ("fields", ()), ("identities", (muyun.pk,))):
            with CaptureQueriesContext(connection) as asked:
                assert call(as_lin, "get", url, *args).body["results"]
            found.append(len(asked))
        return found

    fill(0)
    few = costs()
    for number in range(1, 6):
        fill(number)
    assert costs() == few


# ---- kinds of visits


def test_a_kind_of_visits_is_made_renamed_retired_and_back(as_zhou, as_lin):
    made = call(as_zhou, "post", "visit_kinds", name="Towing", resets_clock=False)
    assert (made.status_code, made.body["code"], made.body["resets_clock"]) == (201, "towing", False)
    pk = made.body["id"]
    assert call(as_zhou, "patch", "visit_kind", pk, name="Towed in").body["code"] == "towing"
    assert call(as_zhou, "post", "visit_kind_retire", pk).body["retired_at"]
    assert names(as_lin, "visit_kinds") == []
    assert names(as_lin, "visit_kinds", "?retired=true") == ["Towed in"]
    assert call(as_zhou, "post", "visit_kind_revive", pk).body["retired_at"] is None


def test_what_a_kind_means_is_fixed_once_visits_are_counted_by_it(as_zhou, muyun):
    kind = call(as_zhou, "post", "visit_kinds", name="拖车", code="tow").body
    assert call(as_zhou, "patch", "visit_kind", kind["id"], resets_clock=False).body["resets_clock"] is False
    VisitFactory(customer=muyun, type=VisitType.objects.get())
    call(as_zhou, "patch", "visit_kind", kind["id"], resets_clock=True, code="other")
    assert list(VisitType.objects.values_list("code", "resets_clock")) == [("tow", False)]
    assert call(as_zhou, "post", "visit_kinds", name="洗车").body["code"].startswith("kind-")
