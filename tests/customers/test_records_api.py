"""Assets, visits, money and what follows from them over HTTP: by the services and refusals of the pages."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Asset, Category, Payment, Visit, VisitType
from staff.tokens import make_token
from tests.conftest import TODAY
from tests.customers.calling import call, change
from tests.factories import InvoiceFactory, VisitFactory

pytestmark = pytest.mark.django_db
VAN = {"kind": "vehicle", "name": "Van", "plate": "川A8K2M7"}


@pytest.fixture
def muyun(customer_of_lin):
    return customer_of_lin


@pytest.fixture
def van(as_lin, muyun):
    return call(as_lin, "post", "assets", muyun.pk, **VAN).body["id"]


# ---- assets
def test_an_asset_is_added_changed_and_retired(as_lin, muyun):
    made = call(as_lin, "post", "assets", muyun.pk, **VAN, mileage=41_000)
    assert (made.status_code, made.body["plate"], made.body["mileage"]) == (201, "川A8K2M7", 41_000)
    pk = made.body["id"]
    changed = change(as_lin, "asset", pk, name="Bus")
    assert (changed.body["name"], changed.body["plate"]) == ("Bus", "川A8K2M7")
    retired = call(as_lin, "post", "asset_retire", pk, retired_on=TODAY)
    assert retired.body["retired_on"] == TODAY.isoformat()
    assert call(as_lin, "post", "asset_revive", pk).body["retired_on"] is None


def test_a_stale_change_of_an_asset_answers_with_both_values(as_lin, as_wei, muyun, van):
    read = call(as_lin, "get", "asset", van).body["seen"]
    change(as_wei, "asset", van, name="Bus")
    answer = call(as_lin, "patch", "asset", van, seen=read, name="Truck")
    assert answer.status_code == 409
    assert answer.body["conflicts"] == {"name": {"yours": "Truck", "theirs": "Bus"}}
    assert call(as_lin, "patch", "asset", van, name="Truck").status_code == 428
    settled = call(as_lin, "patch", "asset", van, seen=answer.body["seen"], name="Truck")
    assert (settled.status_code, settled.body["name"]) == (200, "Truck")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"vin": "123"}, "vin"),
        ({"kind": "ship"}, "kind"),
        ({"name": ""}, "name"),
        ({"since": "2999-01-01"}, "since"),
    ],
)
def test_what_is_wrong_with_an_asset_is_said(said, field, as_lin, muyun):
    answer = call(as_lin, "post", "assets", muyun.pk, **(VAN | said))
    assert (answer.status_code, list(answer.body["errors"])) == (400, [field])


def test_the_same_plate_again_is_refused_at_its_field(as_lin, muyun, van):
    answer = call(as_lin, "post", "assets", muyun.pk, **VAN)
    assert (answer.status_code, list(answer.body["errors"])) == (400, ["plate"])


def test_mileage_does_not_run_backwards_and_is_taken_back(as_lin, as_wei, muyun, van):
    first = call(as_lin, "post", "mileage", van, day="2026-05-01", km=40_000)
    assert first.status_code == 201
    backwards = call(as_lin, "post", "mileage", van, day="2026-06-01", km=39_000)
    assert (backwards.status_code, list(backwards.body["errors"])) == (400, ["km"])
    assert call(as_wei, "delete", "reading", first.body["id"]).status_code == 404
    assert call(as_lin, "delete", "reading", first.body["id"]).status_code == 204


def test_what_is_due_is_said_moved_done_and_reopened(as_lin, muyun, van):
    due = call(as_lin, "post", "dues", van, kind="maintenance", by_date="2026-07-01").body
    moved = change(as_lin, "due", due["id"], by_date="2026-08-01").body
    assert (moved["due_on"], moved["kind"]) == ("2026-08-01", "maintenance")
    done = call(as_lin, "post", "due_done", due["id"], done_on=TODAY, km=50_000).body
    assert done["done_on"] == TODAY.isoformat()
    assert change(as_lin, "due", due["id"], by_date="2026-09-01").status_code == 409
    planned = [one for one in call(as_lin, "get", "dues", van).body["results"] if one["follows"] == due["id"]]
    assert len(planned) == 1
    assert call(as_lin, "post", "due_reopen", due["id"]).body["done_on"] is None
    assert len(call(as_lin, "get", "dues", van).body["results"]) == 1


# ---- visits
@pytest.fixture
def words(db):
    VisitType.objects.create(code="repair", name="Repair")
    Category.objects.create(name="Brakes")


LINES = [
    {"category": "Brakes", "text": "Pads", "quantity": "2", "amount": "300.00"},
    {"text": "Labour", "amount": "120.50"},
]


def test_a_visit_is_noted_with_its_lines(as_lin, muyun, van, words, chen):
    said = {"day": TODAY, "clock": "09:30", "type": "repair", "asset": van, "km": 42_000, "lines": LINES}
    made = call(as_lin, "post", "visits", muyun.pk, **said, technician="chen", estimate="400", note="Fast")
    assert made.status_code == 201, made.body
    visit = made.body
    assert (visit["amount"], visit["type"], visit["branch"], visit["technician"]) == (
        "420.50",
        "repair",
        "gaoxin",
        "chen",
    )
    assert [(line["category"], line["amount"]) for line in visit["lines"]] == [
        ("Brakes", "300.00"),
        (None, "120.50"),
    ]
    assert (visit["detail"]["estimate"], visit["detail"]["note"]) == ("400.00", "Fast")
    assert Asset.objects.get().mileage == 42_000
    assert visit["at"].startswith(f"{TODAY}T09:30")


def test_the_same_key_notes_a_visit_once(as_lin, muyun):
    key = uuid4()
    first = call(as_lin, "post", "visits", muyun.pk, once=key, day=TODAY, amount=5)
    again = call(as_lin, "post", "visits", muyun.pk, once=key, day=TODAY, amount=5)
    assert (first.body["id"], Visit.objects.count()) == (again.body["id"], 1)


def test_a_visit_keeps_what_a_change_does_not_name(as_lin, muyun, van, words):
    said = {"day": TODAY, "clock": "09:30", "type": "repair", "asset": van, "lines": LINES, "number": "V-1"}
    pk = call(as_lin, "post", "visits", muyun.pk, **said, note="Fast").body["id"]
    changed = change(as_lin, "visit", pk, inspected=True).body
    assert (changed["detail"]["inspected"], changed["detail"]["note"], changed["number"]) == (
        True,
        "Fast",
        "V-1",
    )
    assert (changed["amount"], len(changed["lines"]), changed["type"]) == ("420.50", 2, "repair")
    fewer = change(as_lin, "visit", pk, lines=LINES[:1]).body
    assert (fewer["amount"], len(fewer["lines"])) == ("300.00", 1)


@pytest.fixture
def brakes(as_lin, muyun, words):
    """A visit, and what Lin has read of it."""
    said = {"day": TODAY, "type": "repair", "lines": LINES, "number": "V-1", "note": "Fast"}
    pk = call(as_lin, "post", "visits", muyun.pk, **said).body["id"]
    return pk, call(as_lin, "get", "visit", pk).body["seen"]


def test_a_stale_change_of_a_visit_is_refused_with_both_values(as_lin, as_wei, brakes):
    pk, read = brakes
    VisitType.objects.create(code="service", name="Service")
    VisitType.objects.create(code="body", name="Body shop")
    assert change(as_wei, "visit", pk, type="service", amount="400").status_code == 200
    answer = call(as_lin, "patch", "visit", pk, seen=read, type="body", amount="390.5", note="Slow")
    assert answer.status_code == 409
    assert answer.body["conflicts"] == {
        "type": {"yours": "body", "theirs": "service"},
        "amount": {"yours": "390.50", "theirs": "400.00"},
    }
    now = call(as_lin, "get", "visit", pk).body
    assert (now["type"], now["amount"], now["detail"]["note"]) == ("service", "400.00", "Fast")
    settled = call(as_lin, "patch", "visit", pk, seen=answer.body["seen"], type="body")
    assert (settled.status_code, settled.body["type"]) == (200, "body")


def test_what_others_changed_elsewhere_in_a_visit_stays(as_lin, as_wei, brakes):
    pk, read = brakes
    VisitType.objects.create(code="service", name="Service")
    change(as_wei, "visit", pk, type="service", lines=LINES[:1])
    merged = call(as_lin, "patch", "visit", pk, seen=read, type="repair", lines=LINES, note="Slow")
    assert merged.status_code == 200, merged.body
    shown = merged.body
    assert (shown["type"], shown["amount"], shown["detail"]["note"]) == ("service", "300.00", "Slow")
    assert [line["text"] for line in shown["lines"]] == ["Pads"]


def test_lines_that_both_changed_are_told(as_lin, as_wei, brakes):
    pk, read = brakes
    change(as_wei, "visit", pk, lines=LINES[:1])
    answer = call(as_lin, "patch", "visit", pk, seen=read, lines=LINES[1:])
    assert answer.status_code == 409
    theirs = answer.body["conflicts"]["lines"]["theirs"]
    assert [(line["category"], line["text"]) for line in theirs] == [("Brakes", "Pads")]


def test_a_visit_is_not_changed_unseen(as_lin, brakes):
    answer = call(as_lin, "patch", "visit", brakes[0], note="Slow")
    assert (answer.status_code, "seen" in answer.body["detail"]) == (428, True)
    assert call(as_lin, "patch", "visit", brakes[0], seen=[], note="Slow").status_code == 400


def test_what_was_taken_off_a_line_stays_while_the_line_does(as_lin, brakes):
    pk, _read = brakes
    Visit.objects.get().lines.filter(text="Pads").update(discount="12.50")
    assert change(as_lin, "visit", pk, note="x").body["lines"][0]["discount"] == "12.50"
    again = change(as_lin, "visit", pk, lines=[*LINES, {"text": "Oil", "amount": "5"}]).body["lines"]
    assert [line["discount"] for line in again] == ["12.50", None, None]


def test_an_old_visit_can_be_named_and_keeps_what_it_comes_back_of(as_lin, muyun):
    old = VisitFactory(customer=muyun, day="2020-01-01", at="2020-01-01T12:00:00+08:00")
    for _n in range(25):
        VisitFactory(customer=muyun)
    pk = call(as_lin, "post", "visits", muyun.pk, day=TODAY, amount=5, comeback_of=old.pk).body["id"]
    assert change(as_lin, "visit", pk, note="x").body["detail"]["comeback_of"] == old.pk
    assert change(as_lin, "visit", pk, comeback_of=pk).status_code == 400


def test_only_who_entered_a_visit_takes_it_back(as_lin, as_wei, muyun):
    pk = call(as_lin, "post", "visits", muyun.pk, day=TODAY, amount=5).body["id"]
    refused = call(as_wei, "delete", "visit", pk)
    assert (refused.status_code, "Only who entered" in refused.body["detail"]) == (409, True)
    assert call(as_lin, "delete", "visit", pk).status_code == 204


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "amount"),
        ({"amount": 5, "day": "2999-01-01"}, "day"),
        ({"amount": 5, "type": "party"}, "type"),
        ({"amount": 5, "branch": "nowhere"}, "branch"),
        ({"amount": 5, "technician": "nobody"}, "technician"),
        ({"amount": "much"}, "amount"),
        ({"amount": 5, "payment": "unpaid", "paid_on": TODAY}, "paid_on"),
        ({"amount": 5, "km": 5}, "km"),
        ({"lines": [{"text": "x"}]}, "lines.0.amount"),
        ({"lines": [{"text": "x", "amount": "much"}]}, "lines"),
        ({"lines": [{"category": "Nothing", "amount": 5}]}, "lines.0.category"),
    ],
)
def test_what_is_wrong_with_a_visit_is_said(said, field, as_lin, muyun):
    answer = call(as_lin, "post", "visits", muyun.pk, **({"day": TODAY} | said))
    assert (answer.status_code, field in answer.body["errors"]) == (400, True), answer.body


def test_nothing_of_another_portfolio_is_named(as_lin, muyun, customer_of_deng):
    theirs = Asset.objects.create(customer=customer_of_deng, kind="vehicle", name="Canary bus")
    visit = VisitFactory(customer=customer_of_deng)
    missing = call(as_lin, "post", "visits", muyun.pk, day=TODAY, amount=5, asset=999_999)
    answer = call(as_lin, "post", "visits", muyun.pk, day=TODAY, amount=5, asset=theirs.pk)
    assert (answer.status_code, list(answer.body["errors"])) == (400, ["asset"])
    assert answer.content == missing.content
    for url, field in (
        ("returns", "asked_on"),
        ("claims", "claimed_on"),
        ("declined_work", "recommended_on"),
    ):
        said = {"what": "x", field: TODAY, "outcome": "open", "visit": visit.pk}
        assert list(call(as_lin, "post", url, muyun.pk, **said).body["errors"]) == ["visit"]
    booked = call(as_lin, "post", "bookings", muyun.pk, day=TODAY, at="10:00", asset=theirs.pk)
    assert (booked.status_code, list(booked.body["errors"])) == (400, ["asset"])


# ---- what follows from visits
def test_a_return_is_noted_and_settled(as_lin, as_wei, muyun):
    visit = VisitFactory(customer=muyun)
    made = call(as_lin, "post", "returns", muyun.pk, what="Tyres", asked_on="2026-06-01", visit=visit.pk)
    assert (made.status_code, made.body["due_on"]) == (201, "2026-06-08")
    pk = made.body["id"]
    paid = change(as_lin, "return", pk, refunded_on="2026-06-03").body
    assert (paid["refunded_on"], paid["what"], paid["visit"]) == ("2026-06-03", "Tyres", visit.pk)
    wrong = change(as_lin, "return", pk, refused_on="2026-06-03")
    assert list(wrong.body["errors"]) == ["refused_on"]
    assert call(as_wei, "delete", "return", pk).status_code == 409
    assert call(as_lin, "delete", "return", pk).status_code == 204


def test_a_claim_is_decided_and_declined_work_is_done_after_all(as_lin, muyun, words):
    claim = call(as_lin, "post", "claims", muyun.pk, what="Pump", claimed_on=TODAY, outcome="open").body
    decided = change(as_lin, "claim", claim["id"], outcome="accepted").body
    assert (decided["outcome"], decided["decided_on"]) == ("accepted", TODAY.isoformat())
    said = {"what": "Discs", "recommended_on": TODAY, "category": "Brakes", "amount": "900"}
    work = call(as_lin, "post", "declined_work", muyun.pk, **said).body
    assert (work["category"], work["follow_up_on"]) == ("Brakes", "2026-07-16")
    assert change(as_lin, "declined", work["id"], done_on=TODAY).body["done_on"] == TODAY.isoformat()


# ---- money
def test_payments_settle_an_invoice_and_are_taken_back(as_lin, as_wei, muyun):
    invoice = InvoiceFactory(customer=muyun)
    key = uuid4()
    said = {"paid_on": TODAY, "amount": "200.00", "reference": "B-1"}
    first = call(as_lin, "post", "payments", invoice.pk, once=key, **said)
    assert call(as_lin, "post", "payments", invoice.pk, once=key, **said).body["id"] == first.body["id"]
    assert call(as_lin, "get", "invoice", invoice.pk).body["balance"] == "300.00"
    too_much = call(as_lin, "post", "payments", invoice.pk, paid_on=TODAY, amount="300.01")
    assert (too_much.status_code, list(too_much.body["errors"])) == (400, ["amount"])
    assert call(as_wei, "delete", "payment", first.body["id"]).status_code == 409
    assert call(as_lin, "delete", "payment", first.body["id"]).status_code == 204
    assert not Payment.objects.exists()


def test_a_statement_holds_the_monthly_invoices(as_lin, muyun):
    assert call(as_lin, "put", "billing", muyun.pk, monthly=True).body == {"monthly": True}
    none = call(as_lin, "post", "statements", muyun.pk, sent_on=TODAY)
    assert none.status_code == 400
    InvoiceFactory(customer=muyun, number="I-1", monthly=True)
    made = call(as_lin, "post", "statements", muyun.pk, sent_on=TODAY)
    assert (made.status_code, made.body["invoices"]) == (201, ["I-1"])
    assert call(as_lin, "delete", "statement", made.body["id"]).status_code == 204
    assert call(as_lin, "get", "billing", muyun.pk).body == {"monthly": True}


def test_bad_debt_is_marked_by_those_who_lead(as_lin, as_wei, muyun):
    said = {"kind": "bad_debt", "reason": "Gone"}
    assert list(call(as_lin, "post", "arrears", muyun.pk, **said).body["errors"]) == ["kind"]
    mark = call(as_wei, "post", "arrears", muyun.pk, **said)
    assert (mark.status_code, mark.body["by"]) == (201, "wei")
    assert call(as_lin, "post", "mark_lift", mark.body["id"]).status_code == 409
    assert call(as_wei, "post", "mark_lift", mark.body["id"]).body["lifted_on"] == TODAY.isoformat()


# ---- tokens and cost
def test_a_token_that_reads_writes_nowhere(lin, muyun, van, he):
    _token, secret = make_token(user=lin, name="report", days=9, writes=False)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert call(client, "get", "assets", muyun.pk).status_code == 200
    assert call(client, "post", "assets", muyun.pk, **VAN).status_code == 403
    assert call(client, "patch", "asset", van, seen={}, name="x").status_code == 403
    assert call(client, "post", "asset_retire", van, retired_on=TODAY).status_code == 403
    assert call(client, "delete", "visit", VisitFactory(customer=muyun).pk).status_code == 403


def test_a_token_ends_with_its_person(lin, muyun, he):
    _token, secret = make_token(user=lin, name="till", days=9, writes=True)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    lin.is_active = False
    lin.save()
    answer = call(client, "patch", "customer", muyun.pk, version=1, note="x")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")


def test_every_list_costs_the_same_for_many_rows(as_lin, muyun, van):
    def made(number):
        visit = VisitFactory(customer=muyun, technician=muyun.owner, branch=muyun.branch)
        visit.lines.create(text="x", amount=1, category=Category.objects.create(name=f"C{number}"))
        InvoiceFactory(customer=muyun, monthly=True)
        call(as_lin, "post", "statements", muyun.pk, sent_on=TODAY)
        call(as_lin, "post", "contacts", muyun.pk, name=f"P{number}")
        call(as_lin, "post", "assets", muyun.pk, kind="site", name=f"S{number}")
        call(as_lin, "post", "returns", muyun.pk, what="x", asked_on=TODAY, visit=visit.pk)
        call(as_lin, "post", "claims", muyun.pk, what="x", claimed_on=TODAY, outcome="open", visit=visit.pk)
        work = {"what": "x", "recommended_on": TODAY, "category": f"C{number}"}
        call(as_lin, "post", "declined_work", muyun.pk, **work)

    urls = ("visits", "invoices", "statements", "contacts", "assets", "returns", "claims", "declined_work")

    def costs():
        found = {}
        for url in urls:
            with CaptureQueriesContext(connection) as asked:
                rows = call(as_lin, "get", url, muyun.pk).body["results"]
            found[url] = len(asked)
            assert rows
        return found

    made(0)
    few = costs()
    for number in range(1, 5):
        made(number)
    assert costs() == few
    assert max(few.values()) <= 8
    assert Decimal(call(as_lin, "get", "invoices", muyun.pk).body["results"][0]["balance"]) == 500
