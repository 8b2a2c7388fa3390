"""The list as a file: who may take it, what is in it, and that no cell acts."""

import csv
import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from customers import exports, listing
from customers.models import Export
from tests.customers.test_directory import stand
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
EXPORT = "/customers/export/"
ACTING = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")


@pytest.fixture
def may(lin):
    lin.may_export = True
    lin.save()
    return lin


def body(answer):
    return b"".join(answer.streaming_content)


def rows_of(answer):
    text = body(answer).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def sheet_of(answer):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(body(answer))).active.rows]


def test_only_who_may_export_does(customer_of_lin, as_lin, as_zhou, as_sun):
    assert [c.post(EXPORT, {"all": "1"}).status_code for c in (as_lin, as_zhou, as_sun)] == [403] * 3
    assert Export.objects.count() == 0


def test_csv_holds_what_matches_and_the_ledger_who_took_how_many(may, as_lin, gaoxin, customer_of_deng):
    for n in range(4):
        CustomerFactory(name=f"N{n}", owner=may, branch=gaoxin, vip=n % 2 == 0, phone="+8613912346615")
    answer = as_lin.post(EXPORT + "?vip=1&sort=name", {"all": "1", "format": "csv"})
    rows = rows_of(answer)
    assert [row[1] for row in rows] == ["Customer", "N0", "N2"]
    assert rows[1][5] == "'+8613912346615"
    assert "attachment" in answer["Content-Disposition"]
    record = Export.objects.get()
    assert (record.by, record.rows, record.finished, record.kind) == (may, 2, True, "csv")
    assert record.query == "vip=1&sort=name"


def test_the_selected_ones_only_and_never_those_of_others(may, as_lin, customer_of_lin, customer_of_chen):
    answer = as_lin.post(EXPORT, {"pk": [customer_of_lin.pk, customer_of_chen.pk], "format": "csv"})
    assert [row[1] for row in rows_of(answer)[1:]] == [customer_of_lin.name]
    assert as_lin.post(EXPORT, {"format": "csv"}).status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_phone_numbers_are_whole_only_for_those_who_see_them(may, as_lin, gaoxin, kind):
    CustomerFactory(owner=may, branch=gaoxin, phone="+8613912346615")
    may.sees_phones = False
    may.save()
    answer = as_lin.post(EXPORT, {"all": "1", "format": kind})
    text = str(rows_of(answer) if kind == "csv" else sheet_of(answer))
    assert "139 **** 6615" in text
    assert "12346615" not in text
    assert Export.objects.get().with_phones is False


def test_cells_that_would_act_stay_text(may, as_lin, gaoxin):
    for text in ACTING:
        CustomerFactory(name=text, owner=may, branch=gaoxin)
    rows = rows_of(as_lin.post(EXPORT, {"all": "1", "format": "csv"}))
    assert not [
        cell for row in rows for cell in row if cell.startswith(ACTING) or (cell[:1] in "=+-@" and cell)
    ]
    sheet = load_workbook(io.BytesIO(body(as_lin.post(EXPORT, {"all": "1", "format": "xlsx"})))).active
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n", "d"}
    assert {"=1+1", "@SUM(A1)", "-1"} <= {row[1].value for row in sheet.rows}


@pytest.mark.parametrize("head", ACTING)
def test_headings_that_would_act_stay_text(head):
    lines = "".join(exports.csv_lines([[head, 5, None]]))
    assert next(csv.reader(io.StringIO(lines.removeprefix("\ufeff"), newline="")))[0].startswith("'")


def test_a_workbook_keeps_numbers_and_days(may, as_lin, gaoxin):
    stand(CustomerFactory(name="A", owner=may, branch=gaoxin), value=1234)
    head, row = sheet_of(as_lin.post(EXPORT, {"all": "1", "format": "xlsx"}))
    assert row[head.index("Value at risk")] == 1234
    assert f"{row[head.index('Last visit')]:%Y-%m-%d}" == "2026-06-01"


def test_more_than_a_page_goes_out_whole(may, as_lin, gaoxin, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 3)
    made = {CustomerFactory(owner=may, branch=gaoxin).code for _n in range(10)}
    rows = rows_of(as_lin.post(EXPORT, {"all": "1", "format": "csv"}))
    assert {row[0] for row in rows[1:]} == made
    assert len(rows) == 11


def test_a_workbook_that_would_be_too_large_is_refused(may, as_lin, gaoxin, monkeypatch):
    monkeypatch.setattr(exports, "MOST_IN_A_SHEET", 1)
    for _n in range(2):
        CustomerFactory(owner=may, branch=gaoxin)
    answer = as_lin.post(EXPORT, {"all": "1", "format": "xlsx"})
    assert answer.status_code == 422
    assert "Take CSV" in answer.content.decode()
    assert Export.objects.count() == 0


def test_a_file_speaks_the_readers_language(may, as_lin, customer_of_lin):
    as_lin.cookies["django_language"] = "zh-hans"
    answer = as_lin.post(EXPORT, {"all": "1", "format": "csv"}, headers={"Accept-Language": "zh-hans"})
    translation.activate("en")
    assert rows_of(answer)[0][1] == "客户"


def test_a_download_that_is_broken_off_is_counted_as_far_as_it_came(may, gaoxin, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 2)
    for _n in range(5):
        CustomerFactory(owner=may, branch=gaoxin)
    record = exports.begin(by=may, kind="csv", query="")
    rows = exports.rows(may.customers.all(), [], record, sort=listing.DEFAULT_SORT)
    for _row in range(3):
        next(rows)
    rows.close()
    record.refresh_from_db()
    assert (record.rows, record.finished) == (2, False)
