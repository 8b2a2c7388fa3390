"""Invoices by hand and the list of who owes, over HTTP."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Account, Invoice
from tests.conftest import TODAY
from tests.customers.calling import call, change
from tests.factories import CustomerFactory, InvoiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def muyun(customer_of_lin):
    return customer_of_lin


def entries(**more):
    issued, due = TODAY - timedelta(days=40), TODAY - timedelta(days=10)
    return {"number": "F-1", "amount": "500.50", "issued_on": issued, "due_on": due} | more


def late(customer, days, amount, **more):
    due = TODAY - timedelta(days=days)
    issued = due - timedelta(days=30)
    return InvoiceFactory(customer=customer, issued_on=issued, due_on=due, amount=amount, **more)


# ---- by hand
def test_an_invoice_is_written_down_once_and_taken_back(as_lin, as_wei, muyun):
    key = uuid4()
    made, again = (call(as_lin, "post", "invoices", muyun.pk, once=key, **entries()) for _time in range(2))
    assert (made.status_code, made.body["balance"], again.body["id"]) == (201, "500.50", made.body["id"])
    assert Invoice.objects.count() == 1
    refused = call(as_wei, "delete", "invoice", made.body["id"])
    assert (refused.status_code, "Only who entered" in refused.body["detail"]) == (409, True)
    assert call(as_lin, "delete", "invoice", made.body["id"]).status_code == 204
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": "F-9"}, "number"),
        ({"amount": "0"}, "amount"),
        ({"amount": "much"}, "amount"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"issued_on": "2999-01-01"}, "issued_on"),
        ({"statement_month": "2026-06-01"}, "statement_month"),
    ],
)
def test_what_is_wrong_with_an_invoice_is_said(said, field, as_lin, muyun):
    InvoiceFactory(customer=muyun, number="F-9")
    answer = call(as_lin, "post", "invoices", muyun.pk, **entries(**said))
    assert (answer.status_code, field in answer.body["errors"]) == (400, True), answer.body
    assert Invoice.objects.count() == 1


def test_the_month_of_a_statement_is_for_who_is_billed_monthly(as_lin, muyun):
    Account.objects.create(customer=muyun, monthly=True)
    made = call(as_lin, "post", "invoices", muyun.pk, **entries(statement_month="2026-06-09"))
    assert (made.status_code, made.body["monthly"]) == (201, True)
    assert Invoice.objects.get().statement_month.isoformat() == "2026-06-01"


def test_a_stale_change_of_an_invoice_is_refused_with_both_values(as_lin, as_wei, muyun):
    pk = call(as_lin, "post", "invoices", muyun.pk, **entries()).body["id"]
    read = call(as_lin, "get", "invoice", pk).body["seen"]
    assert change(as_wei, "invoice", pk, amount="600", number="F-2").status_code == 200
    answer = call(as_lin, "patch", "invoice", pk, seen=read, amount="700")
    assert answer.status_code == 409
    assert answer.body["conflicts"] == {"amount": {"yours": "700.00", "theirs": "600.00"}}
    assert call(as_lin, "patch", "invoice", pk, amount="700").status_code == 428
    kept = call(as_lin, "patch", "invoice", pk, seen=read, due_on=TODAY).body
    assert (kept["due_on"], kept["amount"], kept["number"]) == (TODAY.isoformat(), "600.00", "F-2")


def test_less_than_was_paid_and_a_void_one_are_not_changed(as_lin, muyun):
    pk = call(as_lin, "post", "invoices", muyun.pk, **entries()).body["id"]
    call(as_lin, "post", "payments", pk, paid_on=TODAY, amount="300")
    assert list(change(as_lin, "invoice", pk, amount="299").body["errors"]) == ["amount"]
    assert call(as_lin, "post", "invoice_void", pk, reason="Twice").status_code == 409
    assert call(as_lin, "delete", "invoice", pk).status_code == 409


def test_an_invoice_is_declared_void_with_a_reason_and_counts_again(as_lin, muyun):
    pk = call(as_lin, "post", "invoices", muyun.pk, **entries()).body["id"]
    assert list(call(as_lin, "post", "invoice_void", pk).body["errors"]) == ["reason"]
    void = call(as_lin, "post", "invoice_void", pk, reason="Written twice").body
    assert (void["voided_on"], void["void_reason"], void["balance"]) == (
        TODAY.isoformat(),
        "Written twice",
        "0.00",
    )
    assert change(as_lin, "invoice", pk, amount="1").status_code == 400
    back = call(as_lin, "post", "invoice_restore", pk).body
    assert (back["voided_on"], back["balance"]) == (None, "500.50")


# ---- who owes
def owing(client, search=""):
    answer = call(client, "get", "who_owes", search=search)
    assert answer.status_code == 200, answer.body
    return [row["name"] for row in answer.body["results"]], answer.body


@pytest.fixture
def debtors(lin, chen, gaoxin, customer_of_deng):
    made = [
        CustomerFactory(owner=who, branch=gaoxin, name=name)
        for who, name in ((lin, "Ann"), (lin, "Ben"), (chen, "Cai"))
    ]
    for customer, days, amount in zip(made, (5, 100, 45), (300, 100, 200), strict=True):
        late(customer, days, amount)
    late(customer_of_deng, 20, 900)
    return made


def test_who_owes_is_listed_in_pages_with_the_sums_of_all(as_wei, as_lin, debtors):
    names, first = owing(as_wei, "?page_size=2")
    assert names == ["Ann", "Cai"]
    total = first["totals"][0]
    assert (total["currency"], total["customers"], total["overdue"]) == ("CNY", 3, "600.00")
    assert (total["ages"]["30"], total["ages"]["older"], total["kinds"]["late"]) == (
        "300.00",
        "100.00",
        "600.00",
    )
    following = as_wei.get(first["next"]).json()
    assert [row["name"] for row in following["results"]] == ["Ben"]
    assert (following["next"], following["totals"]) == (None, [])
    assert owing(as_lin)[0] == ["Ann", "Ben"]


def test_who_owes_is_narrowed_and_sorted_as_on_the_page(as_wei, debtors, chen):
    assert owing(as_wei, "?sort=oldest")[0] == ["Ben", "Cai", "Ann"]
    assert owing(as_wei, "?sort=name&age=60")[0] == ["Cai"]
    assert owing(as_wei, f"?owner={chen.pk}")[0] == ["Cai"]
    call(as_wei, "post", "arrears", debtors[1].pk, kind="bad_debt", reason="Gone")
    names, body = owing(as_wei, "?state=bad_debt")
    assert (names, body["totals"][0]["kinds"]["bad_debt"], body["results"][0]["days"]) == (
        ["Ben"],
        "100.00",
        100,
    )


@pytest.mark.parametrize("search", ["?state=x", "?age=x", "?sort=x", "?owner=999999", "?branch=1"])
def test_a_filter_of_who_owes_that_is_not_understood_is_refused(search, as_wei, debtors):
    answer = call(as_wei, "get", "who_owes", search=search)
    assert (answer.status_code, list(answer.body["errors"])) == (400, [search[1:].split("=")[0]])


def test_who_owes_costs_the_same_for_many(as_lin, lin, gaoxin):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            owing(as_lin)
        return len(asked)

    late(CustomerFactory(owner=lin, branch=gaoxin), 5, 10)
    few = cost()
    for _n in range(6):
        late(CustomerFactory(owner=lin, branch=gaoxin), 5, 10)
    assert (cost(), few <= 8) == (few, True)
