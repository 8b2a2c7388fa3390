"""Pairs, merges and their way back over HTTP, within what the asker may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, DuplicateCandidate
from tests.conftest import TODAY
from tests.customers.calling import call
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db


def a_pair(first, second, confidence=0.9):
    first, second = sorted((first, second), key=lambda one: one.pk)
    said = {"confidence": confidence, "reasons": ["name", "phone"], "found_on": TODAY}
    return DuplicateCandidate.objects.create(first=first, second=second, **said)


@pytest.fixture
def two(lin, chen, gaoxin):
    one = CustomerFactory(owner=lin, branch=gaoxin, name="Tang Yiheng", region="Gaoxin")
    other = CustomerFactory(owner=chen, branch=gaoxin, name="Tang Yiheng", region="Wuhou")
    VisitFactory(customer=other)
    return one, other


def test_pairs_come_surest_first_in_pages(as_wei, lin, gaoxin, two, monkeypatch):
    a_pair(*two, confidence=0.7)
    a_pair(two[0], CustomerFactory(owner=lin, branch=gaoxin), confidence=0.95)
    page = call(as_wei, "get", "duplicates").body
    assert [one["confidence"] for one in page["results"]] == [0.95, 0.7]
    assert page["next"] is None
    assert "same name" in page["results"][1]["reasons"]
    assert page["results"][1]["lines"][0] == {
        "label": "Name",
        "first": "Tang Yiheng",
        "second": "Tang Yiheng",
        "same": True,
    }


def test_a_page_of_pairs_costs_the_same_for_many(as_wei, lin, gaoxin, two):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            call(as_wei, "get", "duplicates")
        return len(asked)

    a_pair(*two)
    few = cost()
    for _n in range(5):
        a_pair(two[0], CustomerFactory(owner=lin, branch=gaoxin))
    assert cost() == few


def test_a_pair_is_decided_and_reopened(as_wei, two):
    pk = a_pair(*two).pk
    apart = call(as_wei, "post", "duplicate_apart", pk).body
    assert (apart["state"], apart["decided_by"]) == ("apart", "wei")
    assert call(as_wei, "get", "duplicates").body["results"] == []
    assert len(call(as_wei, "get", "duplicates", search="?show=apart").body["results"]) == 1
    assert call(as_wei, "post", "duplicate_reopen", pk).body["state"] == "open"
    assert call(as_wei, "post", "duplicate_later", pk).body["put_off_until"] == "2026-07-16"
    assert call(as_wei, "get", "duplicates").body["results"] == []


def test_a_pair_with_somebody_elses_customer_is_not_there(as_wei, as_lin, two, customer_of_deng):
    pk = a_pair(two[0], customer_of_deng).pk
    assert call(as_wei, "get", "duplicates").body["results"] == []
    for url in ("duplicate_apart", "duplicate_later", "duplicate_reopen"):
        assert call(as_wei, "post", url, pk).status_code == 404
    assert call(as_lin, "get", "duplicates").status_code == 403


def test_a_merge_is_looked_at_made_and_taken_back(as_wei, two):
    survivor, gone = two
    seen = call(as_wei, "get", "merge_preview", search=f"?survivor={survivor.pk}&gone={gone.pk}").body
    (region,) = [one for one in seen["choices"] if one["name"] == "region"]
    assert region == {
        "name": "region",
        "label": "Region",
        "survivor": "Gaoxin",
        "gone": "Wuhou",
        "choice": "survivor",
    }
    assert sum(seen["moves"].values()) == 1
    said = {"survivor": survivor.pk, "gone": gone.pk, "choices": {"region": "gone"}}
    made = call(as_wei, "post", "merges", **said)
    assert (made.status_code, made.body["gone_code"]) == (201, gone.code)
    assert Customer.objects.get(pk=survivor.pk).region == "Wuhou"
    assert call(as_wei, "get", "customer", gone.pk).status_code == 308
    assert [one["id"] for one in call(as_wei, "get", "merges").body["results"]] == [made.body["id"]]
    undone = call(as_wei, "post", "merge_undo", made.body["id"]).body
    assert (undone["undone_by"], undone["left"]) == ("wei", [])
    assert call(as_wei, "get", "customer", gone.pk).body["region"] == "Wuhou"
    assert Customer.objects.get(pk=survivor.pk).region == "Gaoxin"


def test_nobody_merges_whom_he_does_not_see(as_wei, as_lin, as_sun, two, customer_of_deng):
    said = {"survivor": two[0].pk, "gone": customer_of_deng.pk}
    foreign = call(as_wei, "post", "merges", **said)
    missing = call(as_wei, "post", "merges", survivor=two[0].pk, gone=999_999)
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert call(as_lin, "post", "merges", survivor=two[0].pk, gone=two[1].pk).status_code == 403
    assert call(as_sun, "post", "merges", survivor=two[0].pk, gone=two[1].pk).status_code == 403
    assert call(as_sun, "get", "merges").status_code == 200


def test_what_cannot_be_merged_is_said(as_wei, two):
    assert call(as_wei, "post", "merges", survivor=two[0].pk, gone=two[0].pk).status_code == 409
    wrong = call(as_wei, "post", "merges", survivor=two[0].pk, gone=two[1].pk, choices={"code": "gone"})
    assert (wrong.status_code, list(wrong.body["errors"])) == (400, ["choices"])
    assert call(as_wei, "post", "merges", survivor="x").status_code == 400
