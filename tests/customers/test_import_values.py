"""Cells as people and spreadsheets write them. Pure: tables in, tables out."""

import pyarrow as pa
import pytest

from customers.imports import dates, records, values


def through(parser, *cells):
    return parser(values.cleaned(pa.array(cells, pa.string()))).to_pylist()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12", "12"),
        ("-214.2", "-214.2"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("¥ 1,234.50", "1234.50"),
        ("12元", "12"),
        ("(12.50)", "-12.50"),
        ("−3", "-3"),
        ("１２.５", "12.5"),
        ("'-5", "-5"),
        ("1e-05", "0.000010"),
        ("1.38E+10", None),
        ("nan", None),
        ("inf", None),
        ("1234567890123", None),
        ("abc", None),
    ],
)
def test_an_amount_in_any_spelling(written, read):
    assert through(values.amounts, written) == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-01-05", "2026-01-05"),
        ("2026/1/5", "2026-01-05"),
        ("2026.1.5", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("20260105", "2026-01-05"),
        ("5.1.2026", "2026-01-05"),
        ("5/1/2026", "2026-01-05"),
        ("45000", "2023-03-15"),
        ("２０２６-０１-０５", "2026-01-05"),
        ("2026-01-05 23:30", "2026-01-05"),
        ("2026-01-05T20:00:00Z", "2026-01-06"),  # in Shanghai
        ("2026-02-30", None),
        ("30.2.2026", None),
        ("5.1.26", None),
        ("0001-01-01", None),
        ("yesterday", None),
    ],
)
def test_a_day_in_any_spelling(written, read):
    assert dates.days(pa.array([written]), zone="Asia/Shanghai", order="dmy").to_pylist() == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-01-05 01:07:00", "2026-01-05 01:07:00"),
        ("1/5/2026 3:05 PM", "2026-01-05 15:05:00"),
        ("2026年3月4日 下午3时05分", "2026-03-04 15:05:00"),
        ("2026/3/4 12:01 AM", "2026-03-04 00:01:00"),
        ("45000.5", "2023-03-15 12:00:00"),
        ("2026-01-05T10:00:00+02:00", "2026-01-05 10:00:00+02:00"),
        ("2026-01-05 25:00", None),
    ],
)
def test_a_time_in_any_spelling(written, read):
    assert dates.moments(pa.array([written]), zone="Asia/Shanghai", order="mdy").to_pylist() == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("13800138000", "+8613800138000"),
        ("13800138000.0", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("\u202a138 0013 8000\u202c", "+8613800138000"),
        ("0553-1234567", "+865531234567"),
        ("+44 20 7946 0018", "+442079460018"),
        ("13800138000 / 13900139000", "13800138000 / 13900139000"),
        ("1.38E+10", None),
        ("1.38001E10", None),
    ],
)
def test_a_phone_is_dialled_kept_or_refused_but_never_guessed(written, read):
    assert through(values.phones("CN"), written) == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [("C-1", "C-1"), ("17850.0", "17850"), ("Ａ１", "A1"), ("3.40104E+17", None), ("x" * 61, None)],
)
def test_a_code_that_a_spreadsheet_spoiled_is_refused(written, read):
    assert through(values.codes(60), written) == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [("True", "true"), ("是", "true"), ("N", "false"), ("已取消", "true"), ("maybe", None)],
)
def test_yes_and_no_in_many_spellings(written, read):
    assert through(values.flags, written) == [read]


def all_records(text, width=2):
    lines = text.splitlines(keepends=True)
    found = list(records.blocks(lines, delimiter=",", width=width, line=2))
    whole = [
        (line, *cells)
        for block in found
        for line, *cells in zip(
            block.lines.to_pylist(), *[column.to_pylist() for column in block.columns], strict=True
        )
    ]
    return whole, [row for block in found for row in block.broken]


def test_a_line_break_inside_a_cell_does_not_shift_the_numbers():
    whole, broken = all_records('a,"x\ny"\nb,z\n')
    assert whole == [(2, "a", "x\ny"), (4, "b", "z")]
    assert not broken


def test_a_quotation_mark_that_never_closes_costs_only_its_own_line():
    whole, broken = all_records('a,1\n"b,2\nc,3\nd,4\n')
    assert [row[0] for row in whole] == [2, 4, 5]
    assert [line for line, _cells in broken] == [3]


def test_two_stray_marks_do_not_swallow_what_stands_between():
    whole, broken = all_records('a,1\n"b,2\nc,3\n"d,4\ne,5\n')
    assert [row[0] for row in whole] == [2, 4, 6]
    assert [line for line, _cells in broken] == [3, 5]


def test_blank_rows_are_left_out_and_counted_in_the_numbers():
    whole, _broken = all_records("\n\na,1\n,\n  \nb,2\n")
    assert [row[0] for row in whole] == [4, 7]


def test_rows_with_too_few_or_too_many_cells_are_told_apart():
    whole, broken = all_records("a,1\nb\nc,3,4\nd,4,,\n")
    assert [row[0] for row in whole] == [2, 5]
    assert [line for line, _cells in broken] == [3, 4]
