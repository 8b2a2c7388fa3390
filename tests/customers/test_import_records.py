"""Customers and invoices from files."""

from datetime import date

import pytest

from customers.models import Asset, Customer, Invoice
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory

PEOPLE = "客户编号,姓名,手机,客户类型,负责人,门店,建档日期,车牌号,内部栏\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, gaoxin, xie):
    settings.LOCAL_DIR = tmp_path / "local"
    gaoxin.pool_owner = xie
    gaoxin.save()


def test_a_customer_keeps_the_owner_the_branch_and_the_day_of_the_old_system(tmp_path, wuhu, deng):
    summary = imported(
        written(
            tmp_path, PEOPLE + "K1,牧云幼儿园,１３８００１３８０００,企业,deng,Wuhu,2019-04-01,皖A12345,x\n"
        ),
        "customers",
    )
    customer = Customer.objects.get()
    assert (customer.owner, customer.branch, customer.since) == (deng, wuhu, date(2019, 4, 1))
    assert (customer.kind, customer.phone) == (Customer.Kind.COMPANY, "+8613800138000")
    assert customer.came_from == summary.record
    assert Asset.objects.get(customer=customer).plate == "皖A12345"
    assert summary.notes == ["Not imported: 内部栏"]


def test_an_owner_whom_nobody_knows_is_the_pool_owner_and_is_told(tmp_path, xie):
    summary = imported(written(tmp_path, "code,owner\nK1,Nobody\n"), "customers")
    assert Customer.objects.get().owner == xie
    assert summary.notes[0].startswith("1 row names an owner")


def test_an_owner_may_be_named_as_people_call_him(tmp_path, lin):
    imported(written(tmp_path, "code,owner\nK1,Lin\n"), "customers")
    assert Customer.objects.get().owner == lin


def test_empty_cells_keep_what_we_know_and_filled_ones_change_it(tmp_path, lin, gaoxin):
    CustomerFactory(code="K1", name="Old", phone="+8613800138000", owner=lin, branch=gaoxin, vip=True)
    path = written(tmp_path, "code,name,phone,vip\nK1,New,,\n")
    assert counts(imported(path, "customers")) == (0, 1, 0, 0)
    customer = Customer.objects.get()
    assert (customer.name, customer.phone, customer.vip, customer.owner) == (
        "New",
        "+8613800138000",
        True,
        lin,
    )
    assert customer.version == 2
    assert counts(imported(path, "customers")) == (0, 0, 1, 0)
    customer.refresh_from_db()
    assert customer.version == 2


def test_a_code_twice_in_a_file_is_one_customer(tmp_path):
    path = written(tmp_path, "code,name,region\nK1,First,North\nK1,Second,\nK1,Second,\n")
    assert counts(imported(path, "customers")) == (1, 1, 1, 0)
    customer = Customer.objects.get()
    assert (customer.name, customer.region) == ("Second", "North")


def test_spoiled_phones_and_unknown_branches_are_rejected(tmp_path):
    summary = imported(written(tmp_path, "code,phone,branch\nK1,1.38E+10,\nK2,,Nowhere\nK3,,\n"), "customers")
    assert counts(summary) == (1, 0, 0, 2)
    assert "1.38E+10" in reasons(summary)[0]
    assert "Nowhere" in reasons(summary)[1]


BILLS = "客户编号,发票号,开票日期,到期日,付款日期,金额\n"


def test_an_invoice_is_unpaid_until_the_file_says_otherwise(tmp_path):
    imported(written(tmp_path, BILLS + "K1,F1,2026-01-05,2026-02-04,,1280.00\n"), "invoices")
    assert Invoice.objects.get().paid_on is None
    paid = written(tmp_path, BILLS + "K1,F1,2026-01-05,2026-02-04,2026-02-01,1280.00\n")
    assert counts(imported(paid, "invoices")) == (0, 1, 0, 0)
    assert Invoice.objects.get().paid_on == date(2026, 2, 1)
    unpaid = written(tmp_path, BILLS + "K1,F1,2026-01-05,2026-02-04,,1280.00\n")
    assert counts(imported(unpaid, "invoices")) == (0, 0, 1, 0)


def test_an_invoice_due_before_it_was_issued_is_rejected(tmp_path):
    summary = imported(written(tmp_path, BILLS + "K1,F1,2026-01-05,2026-01-04,,5\n"), "invoices")
    assert counts(summary) == (0, 0, 0, 1)
    assert not Customer.objects.exists()
