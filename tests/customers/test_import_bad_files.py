"""What offices really send, as bytes: spreadsheets' habits, copied marks, sheets that are mostly air."""

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from customers.imports import ImportRefused
from customers.models import Customer, Visit
from tests.customers.importing import counts, imported, reasons, written

PHONES = "code,name,phone\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, db):
    settings.LOCAL_DIR = tmp_path / "local"


def saved(path, *rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("13800138000.0", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("\u202d13800138000\u202c", "+8613800138000"),
        ("\u200b138 0013 8000\ufeff", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0551-62884567", "+8655162884567"),
        ("13800138000/13900139000", "13800138000/13900139000"),  # nobody guesses which
    ],
)
def test_a_phone_number_in_the_spellings_of_files(tmp_path, gaoxin, cell, phone):
    imported(written(tmp_path, f"{PHONES}K1,A,{cell}\n"), "customers")
    assert Customer.objects.get().phone == phone


@pytest.mark.parametrize("cell", ["1.38E+10", "1.38001E+10", "1" * 40])
def test_a_number_that_a_spreadsheet_broke_is_rejected_and_never_guessed(tmp_path, cell):
    summary = imported(written(tmp_path, f"{PHONES}K1,A,{cell}\n"), "customers")
    assert counts(summary) == (0, 0, 0, 1)
    assert cell[:20] in reasons(summary)[0]


def test_utf_8_with_a_line_of_another_encoding_is_refused_as_a_whole(tmp_path):
    content = "客户编号,客户名称\nK1,方芷若\n".encode() + "K2,罗闻琪\n".encode("gbk")
    with pytest.raises(ImportRefused, match="line 3: no UTF-8"):
        imported(written(tmp_path, content), "customers")
    assert not Customer.objects.exists()


def test_a_mark_of_utf_16_over_half_a_character_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="neither"):
        imported(written(tmp_path, b"\xff\xfe" + "code,name\nK1,A\n".encode("utf-16-le")[:-1]), "customers")


def test_serial_days_of_a_spreadsheet(tmp_path):
    imported(written(tmp_path, "customer_id,ts,amount\nK1,46027,5\nK2,46027.4375,6\n"))
    assert {visit.day for visit in Visit.objects.all()} == {date(2026, 1, 5)}


def test_semicolons_and_commas_inside_quotes(tmp_path):
    imported(written(tmp_path, 'code;name\nK1;"Fang; Luo, and ""Co"""\n'), "customers")
    assert Customer.objects.get().name == 'Fang; Luo, and "Co"'


def test_merged_cells_hold_their_value_once(tmp_path):
    path = saved(
        tmp_path / "till.xlsx",
        ["customer_id", "ts", "amount"],
        ["K1", datetime.fromisoformat("2026-01-05"), 5],
        [None, datetime.fromisoformat("2026-01-06"), 6],
        change=lambda sheet: sheet.merge_cells("A2:A3"),
    )
    summary = imported(path)
    assert counts(summary) == (1, 0, 0, 1)
    assert reasons(summary)[0].startswith("3,customer_id is empty")


def test_a_formula_that_was_never_computed_is_an_empty_cell(tmp_path):
    path = saved(tmp_path / "till.xlsx", ["customer_id", "ts", "amount"], ["K1", "2026-01-05", "=2+3"])
    summary = imported(path)
    assert counts(summary) == (0, 0, 0, 1)
    assert "amount is empty" in reasons(summary)[0]


def test_an_identity_number_kept_as_a_number_has_lost_its_end_and_is_rejected(tmp_path):
    path = saved(
        tmp_path / "c.xlsx", ["code", "name"], [340104199001011234, "A"], ["340104199001011235", "B"]
    )
    assert counts(imported(path, "customers")) == (1, 0, 0, 1)
    assert Customer.objects.get().code == "340104199001011235"


def test_a_sheet_of_two_far_corners_has_a_header_and_no_more(tmp_path):
    def corners(sheet):
        sheet["A1"], sheet["XFD1048576"] = "code", "x"

    summary = imported(saved(tmp_path / "far.xlsx", change=corners), "customers")
    assert counts(summary) == (0, 0, 0, 1)
    assert not Customer.objects.exists()


def test_a_million_blank_rows_between_two_are_not_rows(tmp_path):
    path = saved(tmp_path / "air.xlsx", ["code", "name"], ["K1", "A"])
    air = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_000_003))
    last = b'<row r="1000003"><c r="A1000003" t="inlineStr"><is><t>K2</t></is></c></row>'
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", air + last + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert counts(imported(path, "customers")) == (2, 0, 0, 0)


def test_an_old_workbook_under_a_new_name_is_named_for_what_it_is(tmp_path):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    with pytest.raises(ImportRefused, match="old Excel"):
        imported(written(tmp_path, content, "till.xlsx"), "customers")
