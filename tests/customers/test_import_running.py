"""Imports in a worker: once, in turn, with progress, cancelled, killed, begun again."""

import gzip
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from churn_crm import clock
from customers import tasks
from customers.imports import ImportRefused, drafts, ledger, mapping, mending, running, service
from customers.models import Customer, Import, ImportDraft, ImportMapping, Visit

ORDERS = "customer_id,ts,amount,order_id\nK1,2026-01-05,5,A1\nK2,never,6,A2\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, db):
    settings.LOCAL_DIR = tmp_path / "local"


def uploaded(zhou, content=ORDERS, name="till.csv", kind="visits", source="till"):
    content = content.encode() if isinstance(content, str) else content
    draft = drafts.upload(kind=kind, file=SimpleUploadedFile(name, content), source=source, by=zhou)
    draft.create_customers = True
    draft.save()
    return draft


def finished(draft):
    record = drafts.start(draft=draft)
    assert running.run(record=record)
    record.refresh_from_db()
    return record


def test_an_upload_is_looked_into(zhou):
    draft = uploaded(zhou)
    assert draft.found["encoding"] == "utf-8"
    assert draft.found["delimiter"] == ","
    assert draft.found["header_row"] == 1
    assert draft.found["header"] == ["customer_id", "ts", "amount", "order_id"]
    assert draft.found["samples"][0] == ["K1", "K2"]
    assert draft.mapping == {"customer_id": "customer", "ts": "at", "amount": "amount", "order_id": "number"}
    assert drafts.file_of(draft).read_text() == ORDERS


def test_titles_above_the_header_are_passed_over(zhou):
    draft = uploaded(zhou, "Export of 2026\n\n" + ORDERS)
    assert draft.found["header_row"] == 3
    assert finished(draft).rows_created == 1


def test_a_workbook_shows_its_sheets_and_one_is_chosen(zhou, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["nothing here"])
    sheet = book.create_sheet("订单")
    sheet.append(["Orders of May"])
    for row in ORDERS.splitlines():
        sheet.append(row.split(","))
    book.save(tmp_path / "till.xlsx")
    draft = uploaded(zhou, (tmp_path / "till.xlsx").read_bytes(), "till.xlsx")
    assert draft.found["sheets"] == ["Notes", "订单"]
    draft.sheet = "订单"
    drafts.look_into(draft)
    assert (draft.found["header_row"], draft.found["header"][0]) == (2, "customer_id")
    assert finished(draft).rows_created == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.exe", b"MZ"), ("x.csv", b""), ("x.xlsx", b"PK\x03\x04bad"), ("x.gz", b"\x1f\x8b\x08bad")],
)
def test_what_cannot_be_read_is_refused_at_once_and_nothing_stays(zhou, name, content, tmp_path):
    with pytest.raises(ImportRefused):
        uploaded(zhou, content, name)
    assert not ImportDraft.objects.exists()
    assert not list((tmp_path / "local").glob("imports/uploads/*"))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "a\\b\\c.csv", "\0.csv", "." * 300 + ".csv", "很" * 300 + ".csv"]
)
def test_a_file_name_leads_nowhere(name):
    safe = drafts.safe_name(name)
    assert "/" not in safe
    assert "\\" not in safe
    assert "\0" not in safe
    assert 0 < len(safe.encode()) < 250


def test_two_columns_for_one_field_and_a_missing_one_are_said_where_they_are(zhou):
    draft = uploaded(zhou, "customer_id,who,ts\nK1,K1,2026-01-05\n")
    draft.mapping = {"customer_id": "customer", "who": "customer", "ts": "at"}
    found = mapping.problems(draft)
    assert "who" in found["customer_id"]
    assert "customer_id" in found["who"]
    assert "Amount" in found[""]


def test_a_mapping_is_remembered_by_kind_source_and_header(zhou):
    content = "who,ts,amount\nK1,2026-01-05,5\n"
    draft = uploaded(zhou, content)
    draft.mapping = {"who": "customer", "ts": "at", "amount": "amount"}
    draft.save()
    finished(draft)
    assert ImportMapping.objects.get().source == "till"
    again = uploaded(zhou, content.replace("K1", "K2"))
    assert again.mapping["who"] == "customer"
    assert again.found["remembered"]
    assert uploaded(zhou, "whom,ts,amount\nK1,2026-01-05,5\n").mapping["whom"] == ""


def test_a_double_click_imports_once(zhou):
    draft = uploaded(zhou)
    first, second = drafts.start(draft=draft), drafts.start(draft=draft)
    assert first == second
    assert running.run(record=first)
    assert running.run(record=first)
    assert Import.objects.count() == 1
    assert Visit.objects.count() == 1


def test_a_second_of_the_kind_waits_for_its_turn(zhou, monkeypatch):
    again = []
    monkeypatch.setattr(tasks.run_import, "apply_async", lambda args, countdown: again.append(args[0]))
    record = drafts.start(draft=uploaded(zhou))
    monkeypatch.setattr(ledger, "is_busy", lambda _kind: True)
    tasks.run_import(record.pk)
    record.refresh_from_db()
    assert (record.state, again) == ("waiting", [record.pk])


@pytest.mark.django_db(transaction=True)
def test_somebody_else_at_work_is_seen_across_connections(zhou):
    assert not ledger.is_busy("visits")
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", ledger.lock_of("visits"))
        assert ledger.is_busy("visits")
        assert not ledger.is_busy("customers")
    other.close()


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_by_others_and_a_cancel_leaves_nothing(zhou, monkeypatch):
    monkeypatch.setattr(running, "EVERY", 0)
    record = drafts.start(draft=uploaded(zhou))
    seen = []
    real = service.upsert.write_all

    def writes_then_hears_of_it(*args, **kwargs):
        real(*args, **kwargs)
        assert Visit.objects.count() == 1
        seen.append(Import.objects.get(pk=record.pk).share)
        running.cancel(record=record)
        kwargs["progress"](0.5)

    monkeypatch.setattr(service.upsert, "write_all", writes_then_hears_of_it)
    assert running.run(record=record)
    record.refresh_from_db()
    assert (record.state, record.step) == ("cancelled", "writing")
    assert "Cancelled" in record.error
    assert seen == [1.0]
    assert not Visit.objects.exists()
    assert not Customer.objects.exists()


def test_one_that_has_not_begun_is_cancelled_at_once(zhou):
    record = drafts.start(draft=uploaded(zhou))
    running.cancel(record=record)
    assert running.run(record=record)
    record.refresh_from_db()
    assert record.state == "cancelled"
    assert not Visit.objects.exists()


def test_a_refused_file_fails_with_its_reason(zhou):
    draft = uploaded(zhou)
    drafts.file_of(draft).unlink()
    record = finished(draft)
    assert record.state == "failed"
    assert "till.csv" in record.error


def test_a_killed_import_is_closed_and_imported_again(zhou):
    draft = uploaded(zhou)
    record = drafts.start(draft=draft)
    ledger.begin(record)  # and then the worker is killed
    assert running.close_killed() == 1
    record.refresh_from_db()
    assert record.state == "failed"
    assert "interrupted" in record.error
    again = mending.again(record=record, by=zhou)
    assert finished(again).rows_created == 1


def test_rejected_rows_are_mended_and_sent_again(zhou):
    record = finished(uploaded(zhou))
    assert record.rows_rejected == 1
    (row,) = mending.rejected_rows(record)
    assert (row.line, row.cells) == (3, ["K2", "never", "6", "A2"])
    mended = mending.mend(record=record, rows={3: ["K2", "2026-01-06", "6", "A2"]}, by=zhou)
    assert finished(mended).rows_created == 1
    assert mending.rejected_rows(record) == []
    assert Visit.objects.count() == 2


def test_the_file_of_rejected_rows_is_uploaded_again_as_it_is(zhou):
    record = finished(uploaded(zhou))
    content = ledger.rejects_path(record).read_text(encoding="utf-8-sig").replace("never", "2026-01-06")
    draft = uploaded(zhou, content)
    assert draft.found["remembered"]
    assert finished(draft).rows_created == 1


def test_a_zipped_file_is_read(zhou):
    assert finished(uploaded(zhou, gzip.compress(ORDERS.encode()), "till.csv.gz")).rows_created == 1


def test_old_uploads_are_forgotten(zhou):
    draft = uploaded(zhou)
    ImportDraft.objects.update(created_at=clock.now() - timedelta(days=8))
    running.tidy()
    assert not drafts.folder(draft).exists()
    assert not ImportDraft.objects.exists()


def test_the_same_file_twice_changes_nothing(zhou):
    finished(uploaded(zhou))
    second = finished(uploaded(zhou))
    assert (second.rows_created, second.rows_updated, second.rows_unchanged, second.rows_rejected) == (
        0,
        0,
        1,
        1,
    )
