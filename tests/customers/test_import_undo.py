"""Undo of an import: what it made goes, what it changed comes back, what came later stays."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from churn_crm import clock
from customers.imports import ImportRefused
from customers.imports.undo import can_undo, undo
from customers.models import Asset, Customer, Import, ImportChange, Invoice, Visit, VisitLine
from tests.customers.importing import counts, imported, written
from tests.examples import examples
from tests.factories import CustomerFactory

HEADER = "customer_id,ts,amount,order_id,plate,cancelled\n"
CUSTOMERS = "code,name,phone,plate\n"
TABLES = ("customers_customer", "customers_visit", "customers_invoice", "customers_asset")


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, db):
    settings.LOCAL_DIR = tmp_path / "local"


def state() -> dict[str, list]:
    """All rows of all tables that imports write."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def test_what_an_import_made_goes_with_the_customers_and_vehicles_made_on_the_way(tmp_path, zhou):
    before = state()
    summary = imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,皖A1,\nK2,2026-01-06,6,,,\n"))
    assert Asset.objects.count() == 1
    record = undo(record=summary.record, by=zhou)
    assert state() == before
    assert (record.state, record.undone_by) == ("undone", zhou)
    assert not record.kept.exists()
    assert not ImportChange.objects.exists()


def test_what_an_import_changed_gets_its_former_values(tmp_path):
    imported(written(tmp_path, CUSTOMERS + "K1,Old,13800138000,\nK2,Same,,\n"), "customers")
    before = state()
    second = imported(
        written(tmp_path, CUSTOMERS + "K1,New,13900139000,皖A2\nK2,Same,,\nK3,More,,\n"), "customers"
    )
    assert counts(second) == (1, 1, 1, 0)
    undo(record=second.record, by=None)
    assert state() == before


def test_twice_does_nothing(tmp_path):
    summary = imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,,\n"))
    first = undo(record=summary.record, by=None)
    again = undo(record=summary.record, by=None)
    assert again.undone_at == first.undone_at
    assert not can_undo(again)


def test_rows_changed_since_are_listed_and_stay(tmp_path):
    old = imported(written(tmp_path, CUSTOMERS + "K1,Old,,\nK2,Old,,\n"), "customers")
    second = imported(
        written(tmp_path, CUSTOMERS + "K1,New,,\nK2,New,,\nK3,Made,,\nK4,Made,,\n"), "customers"
    )
    Customer.objects.filter(code__in=["K1", "K3"]).update(name="By hand", version=9)
    undo(record=second.record, by=None)
    assert dict(Customer.objects.values_list("code", "name")) == {
        "K1": "By hand",
        "K2": "Old",
        "K3": "By hand",
    }
    kept = list(second.record.kept.order_by("what").values_list("what", "reason"))
    assert kept == [("K1 By hand", "edited"), ("K3 By hand", "edited")]
    assert can_undo(old.record)


def test_a_visit_changed_by_another_transaction_stays(tmp_path):
    summary = imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,,\nK1,2026-01-06,6,A2,,\n"))
    Visit.objects.filter(number="A1").update(amount=7)
    undo(record=summary.record, by=None)
    assert [visit.number for visit in Visit.objects.all()] == ["A1"]
    assert Customer.objects.filter(code="K1").exists()  # the visit that stays is his
    reasons = dict(summary.record.kept.values_list("what", "reason"))
    assert reasons == {"A1 2026-01-05": "edited", "K1 K1": "referred"}


def test_what_later_facts_refer_to_stays(tmp_path):
    first = imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,,\nK2,2026-01-05,5,A2,,\n"))
    imported(written(tmp_path, HEADER + "K1,2026-02-05,5,B1,,\n"))
    VisitLine.objects.create(visit=Visit.objects.get(number="A2"), amount=5, text="Oil")
    undo(record=first.record, by=None)
    assert set(Visit.objects.values_list("number", flat=True)) == {"A2", "B1"}
    assert set(Customer.objects.values_list("code", flat=True)) == {"K1", "K2"}
    assert set(first.record.kept.values_list("reason", flat=True)) == {"referred"}


def test_imports_are_undone_in_reverse_order(tmp_path):
    before = state()
    first = imported(written(tmp_path, CUSTOMERS + "K1,One,,\n"), "customers")
    second = imported(written(tmp_path, CUSTOMERS + "K1,Two,,\n"), "customers")
    undo(record=second.record, by=None)
    undo(record=first.record, by=None)
    assert state() == before


def test_too_late_is_refused(tmp_path, settings):
    summary = imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,,\n"))
    Import.objects.update(finished_at=clock.now() - timedelta(days=31))
    with pytest.raises(ImportRefused, match="no longer"):
        undo(record=summary.record, by=None)
    assert Visit.objects.count() == 1


def test_an_import_that_wrote_nothing_has_nothing_to_undo(tmp_path):
    with pytest.raises(ImportRefused):
        imported(written(tmp_path, "who,ts\nK1,2026-01-05\n"))
    failed = Import.objects.create(
        kind="visits", file_name="x", day=clock.today(), started_at=clock.now(), state="failed"
    )
    assert not can_undo(failed)


def test_invoices_come_back_too(tmp_path):
    CustomerFactory(code="K1")
    header = "customer,number,issued_on,due_on,paid_on,amount\n"
    imported(written(tmp_path, header + "K1,R1,2026-01-01,2026-01-31,,10\n"), "invoices")
    before = state()
    second = imported(
        written(
            tmp_path, header + "K1,R1,2026-01-01,2026-02-28,2026-02-01,12\nK1,R2,2026-01-01,2026-01-31,,1\n"
        ),
        "invoices",
    )
    assert Invoice.objects.count() == 2
    undo(record=second.record, by=None)
    assert state() == before


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["K1", "K2", "K3", ""]),
        st.sampled_from(["2026-01-05", "2026-02-06 10:00", "never"]),
        st.sampled_from(["5", "7.50", "-3"]),
        st.sampled_from(["A1", "A2", "A3", ""]),
        st.sampled_from(["皖A1", "皖A2", ""]),
        st.sampled_from(["", "yes", "no"]),
    ).map(",".join),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=ROWS, second=ROWS)
def test_import_then_undo_is_as_if_nothing_had_been(tmp_path, first, second):
    imported(written(tmp_path, HEADER + "\n".join(first) + "\n"))
    before = state()
    summary = imported(written(tmp_path, HEADER + "\n".join(second) + "\n"))
    counts(summary)
    undo(record=summary.record, by=None)
    assert state() == before
    assert not summary.record.kept.exists()
