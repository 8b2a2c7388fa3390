"""Days and times in the spellings of tills, garage systems and spreadsheets. No database.

Day before month or month before day is decided once for a column, over the whole file, never row by row.
"""

import re
from datetime import datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from customers.imports.values import Column, folded, where_not

Order = Literal["dmy", "mdy", ""]

ISO = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$"
YEAR_LAST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(\D.*)?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(\D.*)?")
YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(\D.*)?")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(\D.*)?")
SERIAL = re.compile(r"\d{5}(\.\d+)?")
CLOCK = re.compile(
    r"[\sT,]*(?P<before>上午|下午)?\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?P<part>\.\d+)?)?"
    r"[秒分]?\s*(?P<after>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's times have no zone
FIRST_YEAR, LAST_YEAR = 1900, 2200


def moments(column: Column, *, zone: str, order: Order) -> Column:
    """Times as PostgreSQL reads them; those without a zone mean the branch's and stay without."""
    return parsed(column, order=order, whole_days=False, zone=zone)


def days(column: Column, *, zone: str, order: Order) -> Column:
    """Days as YYYY-MM-DD; of a time the day in the branch's zone."""
    return parsed(column, order=order, whole_days=True, zone=zone)


def parsed(column: Column, *, order: Order, whole_days: bool, zone: str) -> Column:
    column = folded(column)

    def parse_one(text: str) -> str | None:
        moment = read(text, order)
        if moment is None or not FIRST_YEAR <= moment.year < LAST_YEAR:
            return None
        if not whole_days:
            return moment.isoformat(" ")
        return (moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment).date().isoformat()

    column = where_not(exists(column), column, parse_one)
    return pc.utf8_slice_codeunits(column, 0, 10) if whole_days else column


def exists(column: Column) -> Column:
    """Is it ISO, and in the calendar?"""
    iso = pc.match_substring_regex(column, ISO)
    times = pc.if_else(iso, column, None)
    try:
        read_times = pc.cast(times, pa.timestamp("ns"))
    except pa.ArrowInvalid:
        read_times = pa.array(pd.to_datetime(times.to_pandas(), format="ISO8601", errors="coerce"))
    year = pc.year(read_times)
    in_range = pc.and_(pc.greater_equal(year, FIRST_YEAR), pc.less(year, LAST_YEAR))
    return pc.if_else(pc.is_null(column), None, pc.fill_null(in_range, False))


def read(text: str, order: Order) -> datetime | None:
    """One date or time in any spelling that we know; None when it is none. order: for 1/2/2026."""
    if SERIAL.fullmatch(text):
        moment = SERIAL_ZERO + timedelta(days=float(text))
        return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    for pattern, places in (
        (YEAR_FIRST, (1, 2, 3)),
        (DOTTED, (3, 2, 1)),
        (YEAR_LAST, (3, 1, 2) if order == "mdy" else (3, 2, 1)),
        (PACKED, (1, 2, 3)),
    ):
        if match := pattern.fullmatch(text):
            year, month, day = (int(match.group(place)) for place in places)
            return assembled(year, month, day, match.group(4) or "")
    return None


def assembled(year: int, month: int, day: int, clock: str) -> datetime | None:
    try:
        midnight = datetime(year, month, day)  # noqa: DTZ001 - the zone comes with the clock, or is the branch's
    except ValueError:
        return None
    if not clock.strip():
        return midnight
    match = CLOCK.fullmatch(clock)
    return on_the_clock(midnight, match) if match else None


def on_the_clock(midnight: datetime, match: re.Match[str]) -> datetime | None:
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    half = (match["before"] or match["after"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "下午" or half.startswith("p") else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    microseconds = int(float(match["part"] or 0) * 1_000_000)
    moment = midnight + timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microseconds)
    return moment.replace(tzinfo=offset(match["zone"])) if match["zone"] else moment


def offset(written: str) -> timezone:
    if written == "Z":
        return timezone.utc  # noqa: UP017
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]), minutes=int(written[-2:])))


def is_doubtful(column: Column) -> bool:
    """Does a cell look like 1/2/2026, so that the order has to be known?"""
    return bool(pc.any(pc.match_substring_regex(folded(column), r"^\d{1,2}[/-]\d{1,2}[/-]\d{4}")).as_py())


class OrderWitness:
    """Listens to all cells of a column and says which order they prove."""

    def __init__(self) -> None:
        self.dmy = ""  # a cell that can only be day before month
        self.mdy = ""
        self.example = ""

    def hear(self, column: Column) -> None:
        for text in pc.unique(folded(column).drop_null()).to_pylist():
            if match := YEAR_LAST.fullmatch(text):
                first, second = int(match.group(1)), int(match.group(2))
                self.example = self.example or text
                if first > 12:
                    self.dmy = self.dmy or text
                elif second > 12:
                    self.mdy = self.mdy or text
