"""Payments from files: by invoice number, in parts, twice the same."""

from datetime import date

import pytest

from customers.models import Account, Invoice, Payment
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory, InvoiceFactory

HEAD = "发票号,付款日期,金额,流水号\n"


@pytest.fixture(autouse=True)
def invoice(settings, tmp_path, gaoxin, xie):
    settings.LOCAL_DIR = tmp_path / "local"
    gaoxin.pool_owner = xie
    gaoxin.save()
    return InvoiceFactory(customer=CustomerFactory(code="K1", branch=gaoxin), number="F1", amount=500)


def paid_on():
    return Invoice.objects.get().paid_on


def test_parts_add_up_to_the_day_of_the_last(tmp_path):
    rows = "F1,2026-02-01,200,T1\nF1,2026-02-09,300,T2\n"
    assert counts(imported(written(tmp_path, (HEAD + rows).encode("gb18030")), "payments")) == (2, 0, 0, 0)
    assert paid_on() == date(2026, 2, 9)


@pytest.mark.parametrize("reference", ["T1", ""])
def test_the_same_file_again_changes_nothing(tmp_path, reference):
    path = written(tmp_path, HEAD + f"F1,2026-02-01,500,{reference}\n")
    imported(path, "payments")
    before = list(Payment.objects.values()), list(Invoice.objects.values())
    assert counts(imported(path, "payments")) == (0, 0, 1, 0)
    assert (list(Payment.objects.values()), list(Invoice.objects.values())) == before


def test_two_alike_without_a_reference_are_two(tmp_path):
    path = written(tmp_path, HEAD + "F1,2026-02-01,250,\nF1,2026-02-01,250,\n")
    assert counts(imported(path, "payments")) == (2, 0, 0, 0)
    assert counts(imported(path, "payments")) == (0, 0, 2, 0)
    assert paid_on() == date(2026, 2, 1)


def test_a_payment_that_is_corrected_opens_the_invoice_again(tmp_path):
    imported(written(tmp_path, HEAD + "F1,2026-02-01,500,T1\n"), "payments")
    assert counts(imported(written(tmp_path, HEAD + "F1,2026-02-01,50,T1\n"), "payments")) == (0, 1, 0, 0)
    assert paid_on() is None


def test_unknown_invoices_and_nothing_are_rejected(tmp_path):
    rows = "F9,2026-02-01,5,\nF1,2026-02-01,0,\nF1,someday,5,\nF1,2026-02-01,lots,\n"
    summary = imported(written(tmp_path, HEAD + rows), "payments")
    assert counts(summary) == (0, 0, 0, 4)
    told = "\n".join(reasons(summary))
    for words in ("there is no invoice “F9”", "a payment of nothing", "is no date", "is no amount"):
        assert words in told


BILLS = "customer,number,invoice date,due date,paid date,amount,statement date\n"


def test_an_invoice_file_does_not_overrule_payments_and_changes_nothing_twice(tmp_path):
    imported(written(tmp_path, HEAD + "F1,2026-02-09,500,\n"), "payments")
    path = written(tmp_path, BILLS + "K1,F1,2026-01-05,2026-02-04,2026-02-01,500,\n")
    assert counts(imported(path, "invoices")) == (0, 0, 1, 0)
    assert paid_on() == date(2026, 2, 9)


def test_an_amount_that_grows_opens_an_invoice_again(tmp_path):
    imported(written(tmp_path, HEAD + "F1,2026-02-09,500,\n"), "payments")
    path = written(tmp_path, BILLS + "K1,F1,2026-01-05,2026-02-04,,600,\n")
    imported(path, "invoices")
    assert paid_on() is None


def test_monthly_invoices_are_late_from_the_statement_of_the_file(tmp_path, invoice):
    Account.objects.create(customer=invoice.customer, monthly=True)
    rows = "K1,F2,2026-01-05,2026-02-04,,600,2026-02-20\nK1,F3,2026-01-05,2026-02-04,,600,\n"
    imported(written(tmp_path, BILLS + rows), "invoices")
    assert Invoice.objects.get(number="F2").late_from == date(2026, 2, 20)
    assert Invoice.objects.get(number="F3").late_from is None
