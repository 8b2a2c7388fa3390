"""Columns of text → columns that PostgreSQL takes, and which cells it must not get. Vectorised; no database.

A parser takes a column of text without empty cells (they are null) and returns a column of text of the same
length in which null stands for empty and for unreadable.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from churn_crm.invisible import INVISIBLE

# A pyarrow array of text.
Column: TypeAlias = Any
PLAIN_AMOUNT = r"^[+-]?\d{1,12}(\.\d+)?$"
SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?\d+")
TRUE = {
    "true",
    "t",
    "1",
    "1.0",
    "yes",
    "y",
    "x",
    "cancelled",
    "canceled",
    "void",
    "是",
    "真",
    "已取消",
    "取消",
    "作废",
    "已作废",
}
FALSE = {"false", "f", "0", "0.0", "no", "n", "", "-", "ok", "否", "假", "正常", "有效", "未取消"}


def cleaned(column: Column) -> Column:
    """Trimmed, without invisible marks; empty is null. An apostrophe before =, +, -, @ is a spreadsheet's."""
    column = pc.utf8_trim_whitespace(column)
    if not is_ascii(column):
        column = pc.utf8_trim_whitespace(pc.replace_substring_regex(column, INVISIBLE, ""))
    if pc.any(pc.starts_with(column, "'")).as_py():
        column = pc.replace_substring_regex(column, "^'([=+@-])", r"\1")
    return pc.if_else(pc.equal(pc.binary_length(column), 0), None, column)


def is_ascii(column: Column) -> bool:
    return pc.all(pc.string_is_ascii(column)).as_py() is not False


def folded(column: Column) -> Column:
    """Full-width digits and letters made plain (NFKC)."""
    return column if is_ascii(column) else pc.utf8_normalize(column, "NFKC")


def each(column: Column, parse: Callable[[str], str | None]) -> Column:
    """`parse` once for each different text; it returns None for what it cannot read."""
    known = column.dictionary_encode()
    parsed = pa.array(
        [None if text is None else parse(text) for text in known.dictionary.to_pylist()], pa.string()
    )
    return pc.take(parsed, known.indices)


def where_not(fits: Column, column: Column, parse: Callable[[str], str | None]) -> Column:
    """The column as it is where it fits, parsed one by one elsewhere."""
    fits = pc.fill_null(fits, True)
    if pc.all(fits).as_py() is not False:
        return column
    return pc.if_else(fits, column, each(pc.if_else(fits, None, column), parse))


def short_text(most: int) -> Callable[[Column], Column]:
    """Free text of at most `most` characters."""

    def parse(column: Column) -> Column:
        return pc.if_else(pc.less_equal(pc.utf8_length(column), most), column, None)

    return parse


def codes(most: int) -> Callable[[Column], Column]:
    """Identifiers. What went through a spreadsheet as a number is mended (12345.0) or refused (1.38E+10)."""

    def parse_one(text: str) -> str | None:
        if SCIENTIFIC.fullmatch(text) and "+" in text:
            return None
        whole = re.fullmatch(r"(\d{1,15})\.0+", text)
        return whole.group(1) if whole else text

    def parse(column: Column) -> Column:
        column = folded(column)
        suspect = pc.match_substring_regex(column, r"(^\d+\.0+$)|([eE]\+\d+$)")
        return short_text(most)(where_not(pc.invert(suspect), column, parse_one))

    return parse


def amounts(column: Column) -> Column:
    """Decimal numbers as PostgreSQL writes them."""
    column = folded(column)
    return where_not(pc.match_substring_regex(column, PLAIN_AMOUNT), column, amount)


def amount(text: str) -> str | None:
    """1,234.50 · 1.234,50 · ¥ 12 · (12.50) · −3 · 12元 · 1e-05; None when it is no number."""
    text = re.sub(r"[\s_'’]|RMB|CNY|USD|EUR|[¥￥$€£元]", "", text.replace("−", "-"))
    negative = bool(re.fullmatch(r"\(.+\)|-.+|.+-", text))
    digits = text.strip("()+-")
    if re.fullmatch(r"\d(\.\d+)?[eE]-\d{1,2}", digits):
        digits = f"{float(digits):.6f}"
    digits = without_thousands(digits)
    if not re.fullmatch(r"\d{1,12}(\.\d*)?|\.\d+", digits):
        return None
    return f"-{digits}" if negative else digits


def without_thousands(digits: str) -> str:
    """The last of "," and "." divides whole from part, unless it stands as a thousands separator."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", digits):
        return digits.replace(",", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d*|\d{1,3}(\.\d{3}){2,}", digits):
        return digits.replace(".", "").replace(",", ".")
    return re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", digits)


def flags(column: Column) -> Column:
    """Yes or no in many spellings."""
    return each(folded(column), flag)


def flag(text: str) -> str | None:
    word = text.lower()
    return "true" if word in TRUE else "false" if word in FALSE else None


def choices(words: dict[str, str]) -> Callable[[Column], Column]:
    """One of the words (folded, lower case), each standing for a value."""
    return lambda column: each(folded(column), lambda text: words.get(text.lower()))


def phones(region: str) -> Callable[[Column], Column]:
    """E.164 where it is a number, else as it came. A spreadsheet's number is mended or refused."""

    @cache
    def parse_one(text: str) -> str | None:
        text = re.sub(r"\.0+$", "", text)
        if SCIENTIFIC.fullmatch(text) or len(text) > 32:
            return None
        if re.fullmatch(r"1[3-9]\d{9}", text) and region == "CN":
            return f"+86{text}"
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            return text
        if not phonenumbers.is_valid_number(number):
            return text
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return lambda column: each(folded(column), parse_one)


def plates(column: Column) -> Column:
    """Number plates in capitals, without the dot and spaces that people put in: 皖A·12345 → 皖A12345."""
    return each(folded(column), lambda text: re.sub(r"[\s·•.-]", "", text).upper()[:20] or None)


def same(text: str) -> str:
    """A header as it is compared: folded, lower case, letters and digits only."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).lower())
