"""Agreements written over HTTP: entered, mended, and done by the verbs of the pages."""

from datetime import timedelta
from uuid import uuid4

import pytest

from customers.agreements.verbs import VERBS
from customers.models import Contact, Contract, Package
from tests.conftest import TODAY
from tests.customers.agreeing import asked, booked, draft, quoted, signed, sold
from tests.customers.calling import call, change

pytestmark = pytest.mark.django_db
NEXT_YEAR = TODAY + timedelta(days=365)
NEW = {
    "contracts": {
        "subject": "Fleet",
        "price": "168",
        "unit": "hour",
        "starts_on": TODAY,
        "ends_on": NEXT_YEAR,
    },
    "quotes": {"subject": "Brakes", "amount": "900", "made_on": TODAY, "valid_until": NEXT_YEAR},
    "bookings": {"day": TODAY, "at": "10:30", "note": "Brakes"},
    "packages": {"name": "Washes", "kind": "units", "total": "10", "bought_on": TODAY},
    "inquiries": {"topic": "Windscreen", "channel": "phone", "day": TODAY},
}
ONE = {
    "contracts": "contract",
    "quotes": "quote",
    "bookings": "booking",
    "packages": "package",
    "inquiries": "inquiry",
}
MAKERS = {"contract": draft, "quote": quoted, "booking": booked, "package": sold, "inquiry": asked}


@pytest.fixture
def muyun(customer_of_lin):
    return customer_of_lin


@pytest.mark.parametrize("url", NEW)
def test_each_kind_is_written_down_once_and_mended(url, as_lin, muyun):
    key = uuid4()
    made = call(as_lin, "post", url, muyun.pk, once=key, **NEW[url])
    assert made.status_code == 201, made.body
    assert call(as_lin, "post", url, muyun.pk, once=key, **NEW[url]).body["id"] == made.body["id"]
    field = next(name for name in ("subject", "note", "name", "topic") if name in NEW[url])
    changed = change(as_lin, ONE[url], made.body["id"], **{field: "Something else"})
    assert changed.status_code == 200, changed.body
    assert changed.body.pop("seen")[field] == "Something else"
    assert changed.body == made.body | {field: "Something else"}
    assert changed.body.items() <= call(as_lin, "get", ONE[url], made.body["id"]).body.items()


@pytest.mark.parametrize(
    ("url", "said", "field"),
    [
        ("contracts", {"ends_on": "2020-01-01"}, "ends_on"),
        ("contracts", {"unit": "parsec"}, "unit"),
        ("quotes", {"amount": "-1"}, "amount"),
        ("quotes", {"valid_until": "2020-01-01"}, "valid_until"),
        ("bookings", {"at": "noon"}, "at"),
        ("packages", {"total": "0"}, "total"),
        ("inquiries", {"day": "2027-01-01"}, "day"),
    ],
)
def test_what_is_wrong_is_said_by_field(url, said, field, as_lin, muyun):
    answer = call(as_lin, "post", url, muyun.pk, **(NEW[url] | said))
    assert (answer.status_code, list(answer.body["errors"])) == (400, [field])


def test_every_verb_of_the_pages_is_there(as_lin, muyun, schema):
    for kind, verbs in VERBS.items():
        plural = next(url for url, name in ONE.items() if name == kind)
        for verb in verbs:
            assert f"/api/v1/{plural}/{{id}}/{verb.name}/" in schema["paths"]


@pytest.fixture
def schema(as_lin):
    return as_lin.get("/api/schema/?format=json").json()


def test_a_contract_is_signed_talked_about_and_ended(as_lin, muyun):
    pk = call(as_lin, "post", "contracts", muyun.pk, **NEW["contracts"]).body["id"]
    assert call(as_lin, "post", "contract_sign", pk).body["errors"]["signed_on"]
    assert call(as_lin, "post", "contract_sign", pk, signed_on=TODAY).body["state"] == "signed"
    assert change(as_lin, "contract", pk, subject="x").status_code == 409
    assert call(as_lin, "post", "contract_talk", pk, talked_on=TODAY).body["talked_on"] == TODAY.isoformat()
    assert call(as_lin, "post", "contract_forget-talk", pk).body["talked_on"] is None
    ended = call(as_lin, "post", "contract_end", pk, ended_on=TODAY, reason="Sold the fleet").body
    assert (ended["state"], ended["reason"]) == ("ended", "Sold the fleet")
    assert call(as_lin, "post", "contract_withdraw", pk).status_code == 409


def test_a_price_above_the_market_waits_for_a_manager(as_lin, as_zhou, muyun, zhou, he):
    contract = draft(muyun, price=300)
    waits = call(as_lin, "post", "contract_sign", contract.pk, signed_on=TODAY, note="Night shifts").body
    assert waits["state"] == "awaiting"
    (asked_for,) = call(as_lin, "get", "approvals").body["results"]
    assert (asked_for["contract"], asked_for["note"]) == (contract.pk, "Night shifts")
    assert call(as_lin, "post", "approval", asked_for["id"], verdict="approve").status_code == 403
    refused = call(as_zhou, "post", "approval", asked_for["id"], verdict="refuse")
    assert list(refused.body["errors"]) == ["reason"]
    decided = call(as_zhou, "post", "approval", asked_for["id"], verdict="approve").body
    assert (decided["state"], decided["decided_by"]) == ("approved", "zhou")
    assert Contract.objects.get().state == "signed"


def test_a_manager_does_not_decide_on_his_own_price(as_zhou, muyun, zhou, he):
    contract = draft(muyun, price=300, by=zhou)
    call(as_zhou, "post", "contract_sign", contract.pk, signed_on=TODAY)
    pk = call(as_zhou, "get", "approvals").body["results"][0]["id"]
    assert call(as_zhou, "post", "approval", pk, verdict="approve").status_code == 403


def test_a_renewal_takes_the_place_of_the_contract_before(as_lin, muyun):
    before = signed(muyun)
    made = call(as_lin, "post", "contracts", muyun.pk, **NEW["contracts"], follows=before.pk)
    assert made.body["follows"] == before.pk
    call(as_lin, "post", "contract_sign", made.body["id"], signed_on=TODAY)
    assert call(as_lin, "get", "contract", before.pk).body["state"] == "renewed"
    changed = change(as_lin, "contract", made.body["id"], follows=None)
    assert changed.status_code in (400, 409)


def test_a_decider_who_left_stays_where_he_is(as_lin, muyun):
    there = Contact.objects.create(customer=muyun, name="Still there")
    gone = Contact.objects.create(customer=muyun, name="Gone")
    contract = draft(muyun, decider=gone)
    Contact.objects.filter(pk=gone.pk).update(left_on=TODAY)
    assert change(as_lin, "contract", contract.pk, subject="x").body["decider"] == "Gone"
    assert change(as_lin, "contract", contract.pk, decider=there.pk).body["decider"] == "Still there"
    assert change(as_lin, "contract", contract.pk, decider=gone.pk).status_code == 400


def test_units_are_used_once_and_taken_back(as_lin, muyun):
    package = sold(muyun)
    key = uuid4()
    said = {"amount": "4", "day": TODAY, "note": "Two cars"}
    assert call(as_lin, "post", "package_use", package.pk, once=key, **said).body["left"] == "6.00"
    again = call(as_lin, "post", "package_use", package.pk, once=key, **said).body
    assert (again["left"], len(again["movements"])) == ("6.00", 2)
    too_many = call(as_lin, "post", "package_use", package.pk, amount="7", day=TODAY)
    assert (too_many.status_code, list(too_many.body["errors"])) == (400, ["amount"])
    other = sold(muyun)
    assert call(as_lin, "post", "package_use", other.pk, once=key, **said).status_code == 409
    undone = call(as_lin, "post", "movement_undo", again["movements"][1]["id"]).body
    assert (undone["kind"], undone["amount"]) == ("undone", "4.00")
    assert call(as_lin, "post", "movement_undo", again["movements"][0]["id"]).status_code == 409
    assert {one.left for one in Package.objects.all()} == {10}


@pytest.mark.parametrize(
    ("kind", "verb", "said", "state"),
    [
        ("quote", "accept", {}, "accepted"),
        ("quote", "refuse", {"reason": "Too dear"}, "refused"),
        ("booking", "came", {}, "came"),
        ("booking", "missed", {}, "no_show"),
        ("booking", "cancel", {}, "cancelled"),
        ("inquiry", "ordered", {}, "ordered"),
        ("inquiry", "none", {}, "none"),
    ],
)
def test_a_verb_is_done_and_undone(kind, verb, said, state, as_lin, muyun):
    row = MAKERS[kind](muyun)
    first = row.state
    assert call(as_lin, "post", f"{kind}_{verb}", row.pk, **said).body["state"] == state
    assert call(as_lin, "post", f"{kind}_reopen", row.pk).body["state"] == first


def test_managers_say_what_the_market_asks(as_lin, as_zhou, muyun):
    said = {"item": "Labour", "unit": "hour", "currency": "CNY", "low": 138, "high": 162, "source": "Guild"}
    assert call(as_lin, "post", "benchmarks", **said, found_on=TODAY).status_code == 403
    wrong = call(as_zhou, "post", "benchmarks", **(said | {"high": 1}), found_on=TODAY)
    assert list(wrong.body["errors"]) == ["high"]
    made = call(as_zhou, "post", "benchmarks", **said, found_on=TODAY).body
    contract = call(as_lin, "post", "contracts", muyun.pk, **NEW["contracts"], benchmark=made["id"]).body
    assert (contract["market_item"], contract["market_high"]) == ("Labour", "162.00")
    assert call(as_zhou, "patch", "agreement_policy", order_days=9).body["order_days"] == 9
    assert call(as_lin, "patch", "agreement_policy", order_days=9).status_code == 403
