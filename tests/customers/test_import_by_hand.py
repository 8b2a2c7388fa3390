"""What was entered by hand and comes with an import later is one record, and undo gives it back as it was."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from customers import invoices, money, visits
from customers.agreements import changing
from customers.agreements.entering import Refused
from customers.imports import Wish
from customers.imports.preview import preview
from customers.imports.undo import undo
from customers.models import Contract, Invoice, Package, Payment, Quote, Visit
from tests.conftest import TODAY
from tests.customers.agreeing import draft, quoted, signed, sold
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory, at

pytestmark = pytest.mark.django_db
DAY = TODAY.isoformat()


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


def invoice(customer, **fields):
    said = {"number": "R1", "issued_on": TODAY, "due_on": TODAY, "amount": Decimal(100)} | fields
    usual = {"by": customer.owner, "token": uuid4(), "paid_on": None, "statement_month": None}
    return invoices.enter_invoice(customer=customer, **usual, **said)


def visit(customer, **fields):
    said = {
        "at": at(TODAY), "day": TODAY, "number": "R1", "amount": Decimal(100), "discount": None, "type": None,
        "branch": None, "asset": None, "technician": None, "cancelled": False,
    }  # fmt: skip
    return visits.add_visit(
        customer=customer, by=customer.owner, token=uuid4(), visit=said | fields, detail={}, lines=[]
    )


ENTERED = {
    "invoices": (
        Invoice,
        invoice,
        "customer,number,issued_on,due_on,amount\n{code},R1,2026-05-01,2026-05-31,{amount}\n",
    ),
    "visits": (Visit, visit, "customer,ts,number,amount\n{code},2026-05-01 09:00,R1,{amount}\n"),
    "contracts": (
        Contract,
        lambda customer: draft(customer, number="R1", price=Decimal(100)),
        "customer,number,starts_on,ends_on,price\n{code},R1,2026-05-01,2027-04-30,{amount}\n",
    ),
    "quotes": (
        Quote,
        lambda customer: quoted(customer, number="R1", amount=Decimal(100)),
        "customer,number,amount,made_on,valid_until\n{code},R1,{amount},2026-05-01,2026-07-31\n",
    ),
}


def rows_of(model):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) FROM {model._meta.db_table} t ORDER BY id")
        return cursor.fetchall()


def file(tmp_path, kind, customer, amount="100"):
    return written(tmp_path, ENTERED[kind][2].format(code=customer.code, amount=amount))


@pytest.mark.parametrize("kind", ENTERED)
def test_it_is_taken_over_told_and_given_back_by_undo(tmp_path, customer_of_lin, kind):
    model, make, _file = ENTERED[kind]
    made = make(customer_of_lin)
    before = rows_of(model)
    path = file(tmp_path, kind, customer_of_lin)
    seen = preview(wish=Wish(kind=kind, path=path, source="till"))
    assert (seen.created, seen.updated, seen.rejected) == (0, 1, 0)
    assert "1 row was entered here by hand before" in " ".join(seen.notes)
    assert rows_of(model) == before
    done = imported(path, kind, source="till")
    assert counts(done) == (0, 1, 0, 0)
    assert "1 row was entered here by hand before" in " ".join(done.notes)
    assert model.objects.values_list("pk", "source").get() == (made.pk, "till")
    again = imported(path, kind, source="till")
    assert (counts(again), again.notes) == ((0, 0, 1, 0), [])
    undo(record=again.record, by=None)
    undo(record=done.record, by=None)
    assert rows_of(model) == before


@pytest.mark.parametrize("kind", ENTERED)
def test_with_another_amount_it_is_refused_and_says_which(tmp_path, customer_of_lin, kind):
    model, make, _file = ENTERED[kind]
    make(customer_of_lin)
    before = rows_of(model)
    done = imported(file(tmp_path, kind, customer_of_lin, "120"), kind, source="till")
    assert counts(done) == (0, 0, 0, 1)
    assert "“R1” was entered here by hand with another amount, 100.00" in reasons(done)[0]
    assert rows_of(model) == before


@pytest.mark.parametrize("kind", ENTERED)
def test_at_another_customer_it_is_a_record_of_its_own_and_is_told(tmp_path, customer_of_lin, kind):
    model, make, _file = ENTERED[kind]
    make(customer_of_lin)
    other = CustomerFactory(code="K9", owner=customer_of_lin.owner)
    done = imported(file(tmp_path, kind, other), kind, source="till")
    assert counts(done) == (1, 0, 0, 0)
    assert "1 number was given by hand to another customer" in " ".join(done.notes)
    assert sorted(model.objects.values_list("source", "customer__code")) == sorted(
        [("", customer_of_lin.code), ("till", "K9")]
    )


@pytest.mark.parametrize("kind", ENTERED)
def test_a_file_without_a_source_moves_nothing_to_another_customer(tmp_path, customer_of_lin, kind):
    model, make, _file = ENTERED[kind]
    make(customer_of_lin)
    before = rows_of(model)
    done = imported(file(tmp_path, kind, CustomerFactory(code="K9")), kind)
    assert counts(done) == (0, 0, 0, 1)
    assert "“R1” was entered here by hand for another customer" in reasons(done)[0]
    assert rows_of(model) == before
    assert counts(imported(file(tmp_path, kind, customer_of_lin), kind)) == (0, 1, 0, 0)


@pytest.mark.parametrize("kind", ENTERED)
def test_what_has_a_source_of_its_own_is_nobodys_double(tmp_path, customer_of_lin, kind):
    model, _make, _file = ENTERED[kind]
    path = file(tmp_path, kind, customer_of_lin)
    imported(path, kind, source="shop")
    assert counts(imported(path, kind, source="till")) == (1, 0, 0, 0)
    assert model.objects.count() == 2


@pytest.mark.parametrize("kind", ENTERED)
def test_its_number_stays_taken_for_who_enters_by_hand(tmp_path, customer_of_lin, kind):
    _model, make, _file = ENTERED[kind]
    make(customer_of_lin)
    imported(file(tmp_path, kind, customer_of_lin), kind, source="till")
    for customer in (customer_of_lin, CustomerFactory(code="K9", owner=customer_of_lin.owner)):
        with pytest.raises(ValidationError):
            make(customer)


def test_an_imported_invoice_is_not_entered_again_by_hand(tmp_path, customer_of_lin):
    imported(file(tmp_path, "invoices", customer_of_lin), "invoices", source="till")
    with pytest.raises(ValidationError):
        invoice(customer_of_lin)
    assert invoice(CustomerFactory(code="K9", owner=customer_of_lin.owner)).pk


def test_a_void_invoice_is_not_woken(tmp_path, customer_of_lin):
    wrong = invoice(customer_of_lin)
    invoices.void_invoice(invoice=wrong, by=customer_of_lin.owner, on=TODAY, reason="Twice")
    done = imported(file(tmp_path, "invoices", customer_of_lin), "invoices", source="till")
    assert counts(done) == (1, 0, 0, 0)
    assert sorted(Invoice.objects.values_list("source", "voided_on")) == [("", TODAY), ("till", None)]


def test_what_was_edited_after_it_was_taken_over_stays_and_is_listed(tmp_path, customer_of_lin):
    made = invoice(customer_of_lin)
    done = imported(file(tmp_path, "invoices", customer_of_lin), "invoices", source="till")
    Invoice.objects.update(due_on=date(2026, 6, 30))
    undo(record=done.record, by=None)
    made.refresh_from_db()
    assert (made.source, made.due_on) == ("till", date(2026, 6, 30))
    assert done.record.kept.get().reason == "edited"


def test_a_number_that_the_file_repeats_is_taken_over_once(tmp_path, customer_of_lin):
    invoice(customer_of_lin)
    row = f"{customer_of_lin.code},R1,2026-05-01,2026-05-31,100\n"
    text = "customer,number,issued_on,due_on,amount\n" + row + row.replace("05-31", "06-30")
    assert counts(imported(written(tmp_path, text), "invoices", source="till")) == (0, 2, 0, 0)
    assert Invoice.objects.values_list("source", "due_on").get() == ("till", date(2026, 6, 30))


def test_a_contract_that_waits_for_approval_is_decided_on_first(tmp_path, customer_of_lin):
    signed(customer_of_lin, number="R1", price=Decimal(900))
    done = imported(file(tmp_path, "contracts", customer_of_lin, "900"), "contracts", source="erp")
    assert counts(done) == (0, 0, 0, 1)
    assert "waits here for the approval of its price" in reasons(done)[0]
    assert Contract.objects.get().state == "awaiting"


def test_a_contract_that_was_taken_over_is_mended_where_it_is_kept(tmp_path, customer_of_lin):
    row = draft(customer_of_lin, number="R1", price=Decimal(100))
    imported(file(tmp_path, "contracts", customer_of_lin), "contracts", source="erp")
    row.refresh_from_db()
    assert (row.state, row.source) == ("signed", "erp")
    with pytest.raises(Refused, match="It can no longer be changed"):
        changing.change(row=row, by=customer_of_lin.owner, subject="x", unit="hour")


def test_a_package_whose_uses_are_counted_here_is_not_counted_twice(tmp_path, customer_of_lin):
    sold(customer_of_lin, number="R1")
    text = f"customer,number,bought_on,total\n{customer_of_lin.code},R1,{DAY},10\n"
    done = imported(written(tmp_path, text), "packages", source="till")
    assert counts(done) == (0, 0, 0, 1)
    assert "what was used of it is counted here" in reasons(done)[0]
    assert Package.objects.count() == 1


# ---- payments
PAYMENTS = "invoice,paid_on,amount,reference\n"


def pay(invoice, amount=40, reference=""):
    return money.enter_payment(
        invoice=invoice, by=invoice.customer.owner, token=uuid4(), paid_on=TODAY, amount=Decimal(amount),
        reference=reference,
    )  # fmt: skip


def test_a_payment_gets_the_banks_reference_and_is_not_counted_twice(tmp_path, customer_of_lin):
    owed = invoice(customer_of_lin)
    pay(owed)
    before = rows_of(Payment)
    path = written(tmp_path, PAYMENTS + f"R1,{DAY},40,B-1\n")
    done = imported(path, "payments", source="bank")
    assert counts(done) == (0, 1, 0, 0)
    assert Payment.objects.get().reference == "B-1"
    assert counts(imported(path, "payments", source="bank")) == (0, 0, 1, 0)
    undo(record=done.record, by=None)
    assert rows_of(Payment) == before


def test_two_payments_of_a_day_are_met_one_by_one(tmp_path, customer_of_lin):
    owed = invoice(customer_of_lin)
    for _twice in range(2):
        pay(owed, 20)
    first = imported(written(tmp_path, PAYMENTS + f"R1,{DAY},20,B-1\n"), "payments", source="bank")
    assert counts(first) == (0, 1, 0, 0)
    rows = "".join(f"R1,{DAY},20,B-{nth}\n" for nth in (1, 2, 3))
    second = imported(written(tmp_path, PAYMENTS + rows), "payments", source="bank")
    assert counts(second) == (1, 1, 1, 0)
    assert sorted(Payment.objects.values_list("reference", flat=True)) == ["B-1", "B-2", "B-3"]


def test_where_nobody_can_say_which_payment_is_meant_none_is_taken_over(tmp_path, customer_of_lin):
    pay(invoice(customer_of_lin), 20)
    text = PAYMENTS + f"R1,{DAY},20,B-1\nR1,{DAY},20,\n"
    assert counts(imported(written(tmp_path, text), "payments", source="bank")) == (1, 0, 1, 0)
    assert sorted(Payment.objects.values_list("reference", flat=True)) == ["", "B-1"]
