"""Contact persons and profiles from files."""

from datetime import date

import pytest

from customers.models import Contact, ContactEvent, Customer, CustomerEvent
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory

PEOPLE = "客户编号,联系人,职务,手机,关键决策人,关系,离职日期\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, gaoxin, xie):
    settings.LOCAL_DIR = tmp_path / "local"
    gaoxin.pool_owner = xie
    gaoxin.save()


@pytest.fixture
def muyun(lin, gaoxin) -> Customer:
    return CustomerFactory(code="K1", owner=lin, branch=gaoxin)


def test_contacts_come_with_role_bond_and_whether_they_decide(tmp_path, muyun):
    path = written(
        tmp_path, PEOPLE + "K1,王芳,行政,１３８００１３８０００,是,强,\nK1,李强,司机,,否,,2026-05-01\n"
    )
    assert counts(imported(path, "contacts", create_customers=False)) == (2, 0, 0, 0)
    wang, li = Contact.objects.order_by("pk")
    assert (wang.name, wang.role, wang.phone, wang.decides, wang.bond) == (
        "王芳",
        "行政",
        "+8613800138000",
        True,
        Contact.Bond.STRONG,
    )
    assert (li.customer, li.left_on, li.bond) == (muyun, date(2026, 5, 1), Contact.Bond.UNKNOWN)


def test_the_same_file_again_changes_nothing(tmp_path, muyun):
    path = written(tmp_path, PEOPLE + "K1,王芳,行政,,是,强,\n")
    imported(path, "contacts")
    assert counts(imported(path, "contacts")) == (0, 0, 1, 0)
    assert Contact.objects.get().version == 1


def test_a_contact_is_known_again_by_customer_and_name(tmp_path, muyun, lin, gaoxin):
    other = CustomerFactory(code="K2", owner=lin, branch=gaoxin)
    Contact.objects.create(customer=other, name="王芳", role="厂长")
    mine = Contact.objects.create(customer=muyun, name="王芳", role="行政", email="wang@example.org")
    path = written(tmp_path, "customer,name,role,email\nK1,王芳,经理,\n")
    assert counts(imported(path, "contacts")) == (0, 1, 0, 0)
    mine.refresh_from_db()
    assert (mine.role, mine.email, mine.version) == ("经理", "wang@example.org", 2)
    assert other.contacts.get().role == "厂长"


def test_a_name_twice_in_a_file_is_one_contact_of_each_customer(tmp_path, muyun):
    path = written(tmp_path, "customer,name,role\nK1,Wang,Clerk\nK1,Wang,Buyer\nK2,Wang,Head\n")
    assert counts(imported(path, "contacts")) == (2, 1, 0, 0)
    assert sorted(Contact.objects.values_list("customer__code", "role")) == [("K1", "Buyer"), ("K2", "Head")]


def test_contacts_of_unknown_customers_and_unknown_bonds_are_rejected(tmp_path, muyun):
    path = written(tmp_path, "customer,name,bond\nK9,Wang,\nK1,Li,best friends\nK1,,\n")
    summary = imported(path, "contacts", create_customers=False)
    assert counts(summary) == (0, 0, 0, 3)
    assert any("K9" in reason for reason in reasons(summary))
    assert any("best friends" in reason for reason in reasons(summary))


def test_an_import_that_changes_a_contact_says_so_in_the_history(tmp_path, muyun, he):
    Contact.objects.create(customer=muyun, name="Wang", role="Clerk")
    summary = imported(
        written(tmp_path, "customer,name,role\nK1,Wang,Buyer\nK1,Li,Head\n"), "contacts", by=he
    )
    event = ContactEvent.objects.get()
    assert (event.role, event.pgh_label) == ("Clerk", "update")
    assert event.pgh_context == {"way": "import", "by": he.pk, "file": summary.record.pk}


def test_a_file_of_customers_brings_their_profiles(tmp_path, muyun):
    path = written(tmp_path, "code,性别,生日,行业,来源,备注\nK1,女,1980-02-29,教育,转介绍,只喝茶\n")
    assert counts(imported(path, "customers")) == (0, 1, 0, 0)
    muyun.refresh_from_db()
    assert (muyun.gender, muyun.born_on, muyun.industry) == ("female", date(1980, 2, 29), "教育")
    assert (muyun.source, muyun.note) == ("转介绍", "只喝茶")
    assert counts(imported(path, "customers")) == (0, 0, 1, 0)
    assert CustomerEvent.objects.count() == 1


def test_a_new_customer_is_no_event_of_the_history(tmp_path):
    imported(written(tmp_path, "code,name\nK1,New\n"), "customers")
    assert not CustomerEvent.objects.exists()
