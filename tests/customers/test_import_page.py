"""The ledger as a page."""

from datetime import date

import pytest
from django.urls import reverse

from churn_crm import clock
from customers.imports import ledger
from customers.imports.reach import customers_of
from customers.models import Import, Visit
from tests.customers.importing import imported, written

PAGE = "/customers/imports/"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


@pytest.fixture
def summary(tmp_path, db):
    rows = "K1,2026-01-05,5\nK2,never,5\n"
    return imported(written(tmp_path, "customer_id,ts,amount\n" + rows))


def text(response):
    return response.content.decode()


def test_the_first_day_says_how_to_begin(as_zhou):
    assert "manage.py import_records" in text(as_zhou.get(PAGE))


def test_an_import_shows_its_counts_its_newest_fact_and_its_rejects(as_zhou, summary):
    page = text(as_zhou.get(PAGE))
    assert "till.csv" in page
    assert "5 January" in page or "5 Jan" in page
    rejects = as_zhou.get(reverse("customers:import_rejects", args=[summary.record.pk]))
    assert "K2,never,5" in b"".join(rejects.streaming_content).decode("utf-8-sig")
    assert "attachment" in rejects["Content-Disposition"]


def test_a_failed_import_says_why(as_zhou, today):
    record = Import.objects.create(kind="visits", file_name="x.csv", day=today, started_at=clock.now())
    ledger.fail(record, "The line went dead.")
    assert "The line went dead." in text(as_zhou.get(PAGE))


def test_messages_are_let_out_and_held_back_again(as_zhou, summary):
    address = reverse("customers:import_automations", args=[summary.record.pk])
    assert "1 customer" in text(as_zhou.get(address))
    as_zhou.post(address, {"on": "1"})
    summary.record.refresh_from_db()
    assert summary.record.automations
    as_zhou.post(address)
    summary.record.refresh_from_db()
    assert not summary.record.automations


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("customers", "code,name\nK1,Anna\nK2,Ben\n"),
        ("assets", "customer_id,plate\nK1,陕A12345\nK1,陕A12346\nK2,陕A12347\n"),
        (
            "invoices",
            "customer_id,number,issued_on,due_on,total\nK1,R1,2026-01-05,2026-02-05,9\nK2,R2,2026-01-05,2026-02-05,9\n",
        ),
    ],
)
def test_of_every_kind_it_is_known_how_many_customers_it_is_about(tmp_path, db, kind, rows):
    if kind != "customers":
        imported(written(tmp_path, "code,name\nK1,Anna\nK2,Ben\n", "first.csv"), "customers")
    record = imported(written(tmp_path, rows, f"{kind}.csv"), kind).record
    assert (record.rows_rejected, customers_of(record)) == (0, 2)


def test_an_auditor_reads_and_changes_nothing(as_sun, summary):
    assert "Change messages" not in text(as_sun.get(PAGE))
    assert as_sun.post(reverse("customers:import_automations", args=[summary.record.pk])).status_code == 403


def test_many_imports_come_page_by_page_at_a_constant_cost(as_zhou, today, django_assert_max_num_queries):
    for number in range(35):
        Import.objects.create(
            kind="visits", file_name=f"f{number:02d}.csv", day=today, started_at=clock.now(), state="failed"
        )
    with django_assert_max_num_queries(12):
        first = text(as_zhou.get(PAGE))
    assert "f34.csv" in first
    assert "f04.csv" not in first
    last = Import.objects.get(file_name="f05.csv").pk
    more = text(as_zhou.get(PAGE, {"before": last}, headers={"HX-Request": "true"}))
    assert "f04.csv" in more
    assert "<table" not in more


def test_the_newest_fact_is_a_day(summary):
    assert summary.record.newest_fact == date(2026, 1, 5)
    assert Visit.objects.count() == 1
