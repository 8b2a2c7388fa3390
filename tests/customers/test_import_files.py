"""Files as real bytes: encodings, delimiters, headers, workbooks and what pretends to be one."""

import gzip
import hashlib
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

from customers.imports import ImportRefused
from customers.models import Customer, Visit
from tests.customers.importing import counts, imported, reasons, written

CUSTOMERS = "客户编号,客户名称,手机\nK1,牧云幼儿园,13800138000\n"
ORDERS = "customer_id,ts,amount,order_id\nK1,2026-01-05,5,A1\nK2,2026-01-06,6,A2\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, db):
    settings.LOCAL_DIR = tmp_path / "local"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_is_decoded_without_a_guess(tmp_path, encoding):
    imported(written(tmp_path, CUSTOMERS.encode(encoding)), "customers")
    assert Customer.objects.get().name == "牧云幼儿园"


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_both_byte_orders_of_utf_16(tmp_path, mark, encoding):
    imported(written(tmp_path, mark + CUSTOMERS.encode(encoding)), "customers")
    assert Customer.objects.get().phone == "+8613800138000"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"customer_id,ts,amount\n", "no rows"),
        (b"customer_id,ts,amount\n\n\n", "no rows"),
        (b"customer_id,ts,amount\nK1,2026-01-05,5\0\n", "line 2: a NUL"),
        ("customer_id,ts,amount\nK1,2026-01-05,5\n".encode("utf-16-le"), "NUL"),
        ("customer_id,ts,amount\nMüller,2026-01-05,5\n".encode("latin-1"), "neither UTF-8 nor GB18030"),
        (b"customer_id,ts,amount\n\xff\xff,2026-01-05,5\n", "neither UTF-8 nor GB18030"),
        ("code,name\nK1,MÜLLER\nK2,KÖNIG GMBH\nK3,STRAUßE\n".encode("latin-1"), "neither UTF-8 nor GB18030"),
        (CUSTOMERS.encode() + "K2,李英\n".encode("gbk"), "line 3: no UTF-8, as other lines"),
        (b"code,name\nK1,\xe7\x8e\x8b\xe5\x9b\xbd\nK2,\xe6\x9d\x8e\nK3,\xcd\xf5\n", "line 4: no UTF-8"),
        (b"customer_id,ts,ts,amount\nK1,2026-01-05,2026-01-05,5\n", "several columns are called ts"),
        (b"customer_id,ts,,amount\nK1,2026-01-05,,5\n", "column 3 has no header"),
        (b"who,ts,amount\nK1,2026-01-05,5\n", "no column for customer"),
        (b"customer_id,ts,total,sum\nK1,2026-01-05,5,5\n", "total, sum may all be amount"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "old Excel"),
        (b"PK\x03\x04garbage", "cannot be read"),
        (b"PAR1garbage", "cannot be read"),
        (b"\x1f\x8b\x08\x00garbage", "damaged gzip"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_one_sentence(tmp_path, content, says):
    with pytest.raises(ImportRefused, match=says):
        imported(written(tmp_path, content, "till.xlsx"))
    assert not Visit.objects.exists()


def test_latin_letters_beside_hanzi_are_no_sign_of_another_encoding(tmp_path):
    text = "客户编号,客户名称\nK1,VIP客户\nK2,SUV车主俱乐部\nK3,A区张伟\n"
    imported(written(tmp_path, text.encode("gb18030")), "customers")
    assert Customer.objects.get(code="K2").name == "SUV车主俱乐部"


def test_a_hash_is_a_code_and_who_has_it_is_found_again(tmp_path):
    """Shop systems call their customers by SHA-256 in hex: 64 characters."""
    one = hashlib.sha256(b"K1").hexdigest()
    rows = f"customer_id,ts,amount\n{one},2026-01-05,5\n{one},2026-02-05,6\n{'K' * 101},2026-02-05,6\n"
    summary = imported(written(tmp_path, rows), create_customers=True)
    assert counts(summary) == (2, 0, 0, 1)
    assert "too long" in reasons(summary)[0]
    assert Customer.objects.get(code=one).visits.count() == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ImportRefused, match=r"nowhere\.csv"):
        imported(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"Betrag": "amount"}, "no column “Betrag”. It has: customer_id, ts, amount, order_id"),
        ({"ts": "moment"}, "visits have no field “moment”. They have: customer, at, amount"),
    ],
)
def test_a_mapping_to_nothing_lists_what_there_is(tmp_path, mapping, says):
    with pytest.raises(ImportRefused, match=says):
        imported(written(tmp_path, ORDERS), mapping=mapping)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    assert counts(imported(written(tmp_path, ORDERS.replace(",", delimiter)))) == (2, 0, 0, 0)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_of_every_system(tmp_path, ending):
    summary = imported(written(tmp_path, (ORDERS + "K3,never,5,A3\n").replace("\n", ending)))
    assert counts(summary) == (2, 0, 0, 1)
    assert reasons(summary)[0].startswith("4,")


def test_quoted_line_breaks_keep_the_true_line_numbers(tmp_path):
    rows = 'K1,"Long\nname\nindeed"\n1.38E+10,Spoiled\n'
    summary = imported(written(tmp_path, "code,name\n" + rows), "customers")
    assert counts(summary) == (1, 0, 0, 1)
    assert reasons(summary)[0].startswith("5,")
    assert Customer.objects.get().name == "Long\nname\nindeed"


def test_gzip_is_unpacked_whatever_the_name(tmp_path):
    path = written(tmp_path, gzip.compress(ORDERS.encode()), "orders.data")
    assert counts(imported(path)) == (2, 0, 0, 0)


def test_blank_rows_are_not_rows(tmp_path):
    rows = "\n,,,\n" + "\n" * 1000
    assert counts(imported(written(tmp_path, ORDERS + rows + "K9,2026-01-09,9,A9\n"))) == (3, 0, 0, 0)


def workbook(path, *rows, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_by_its_kinds_of_cells(tmp_path):
    path = workbook(
        tmp_path / "till.xlsx",
        ["customer_id", "ts", "amount", "order_id", "cancelled"],
        [17850, datetime.fromisoformat("2026-01-05 10:30"), 12.5, "A1", False],
        [],
        [17850.0, date(2026, 1, 6), 7, "A2", True],
        [340104199001011234, date(2026, 1, 6), 7, "A3", True],
    )
    summary = imported(path)
    assert counts(summary) == (2, 0, 0, 1)
    assert reasons(summary)[0].startswith("5,")
    assert Customer.objects.get().code == "17850"
    assert Visit.objects.get(number="A1").at.isoformat() == "2026-01-05T02:30:00+00:00"
    assert not Visit.objects.get(number="A2").counts


def test_a_workbook_that_counts_its_days_from_1904(tmp_path):
    epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    path = workbook(
        tmp_path / "mac.xlsx", ["customer_id", "ts", "amount"], ["K1", date(2026, 1, 5), 5], epoch=epoch
    )
    imported(path)
    assert Visit.objects.get().day == date(2026, 1, 5)


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["code", "name"])
    book.active.append(["K1", None])
    book.active["B2"].value = "=1+1"
    book.active["B2"].data_type = "s"
    book.save(tmp_path / "till.xlsx")
    imported(tmp_path / "till.xlsx", "customers")
    assert Customer.objects.get().name == "=1+1"


def test_one_cell_at_the_far_end_of_a_sheet_costs_nothing(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["customer_id", "ts", "amount"])
    book.active.append(["K1", date(2026, 1, 5), 5])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    assert counts(imported(tmp_path / "far.xlsx")) == (1, 0, 0, 1)


def repacked(path, part, change):
    """The workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    path.write_bytes(buffer.getvalue())
    return path


def test_a_workbook_with_entities_is_refused(tmp_path):
    path = workbook(tmp_path / "bomb.xlsx", ["customer_id", "ts", "amount"], ["K1", "2026-01-05", 5])
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    repacked(path, "xl/worksheets/sheet1.xml", lambda xml: bomb + xml)
    with pytest.raises(ImportRefused, match="document type"):
        imported(path)


def test_a_workbook_that_says_it_unfolds_to_gigabytes_is_refused_before_it_is_read(tmp_path):
    path = workbook(tmp_path / "bomb.xlsx", ["customer_id", "ts", "amount"], ["K1", "2026-01-05", 5])
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/media/zeros.bin", b"0")
        parts.filelist[-1].file_size = 3 << 30
    with pytest.raises(ImportRefused, match="unfolds"):
        imported(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "till.xlsx", "w") as parts:
        parts.writestr("readme.txt", "hello")
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        imported(tmp_path / "till.xlsx")


def test_parquet_is_read_with_its_types(tmp_path):
    table = pa.table(
        {
            "customer_id": pa.array([17850, 17851]),
            "ts": pa.array(
                [datetime.fromisoformat("2026-01-05 10:00"), datetime.fromisoformat("2026-01-06 10:00")]
            ),
            "amount": pa.array([12.5, 1e-7]),
            "order_id": pa.array(["A1", None]),
            "cancelled": pa.array([False, None]),
        }
    )
    pa.parquet.write_table(table, tmp_path / "till.parquet")
    assert counts(imported(tmp_path / "till.parquet")) == (2, 0, 0, 0)
    assert Visit.objects.get(number="A1").amount == 12.5
