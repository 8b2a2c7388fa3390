"""Number plates, VINs and mileage. Pure: no Django, no database, no clock."""

import re
import unicodedata
from datetime import date, timedelta

# ISO 3779: what each sign of a VIN counts, and the weight of its place. I, O and Q are not used.
COUNTS = {sign: int(sign) for sign in "0123456789"} | dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHECKED = 8  # the place of the check sign, from zero
# Makers of China (GB 16735) and North America must set the check sign; elsewhere the place is free.
MUST_CHECK = "L12345"
# A pace from readings closer together says more about one trip than about the car.
LEAST_DAYS = 14
FURTHEST_DAYS = 3_650


def plate_of(text: str) -> str:
    """The plate as we keep it: capitals, without dots, dashes and spaces. 皖A·12345 → 皖A12345."""
    return re.sub(r"[\s·•.\-]", "", unicodedata.normalize("NFKC", text)).upper()


def vin_of(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_vin(vin: str) -> bool:
    """Seventeen signs, none of them I, O or Q."""
    return len(vin) == len(WEIGHTS) and all(sign in COUNTS for sign in vin)


def check_sign(vin: str) -> str:
    """The sign that belongs at the ninth place (0–9 or X), ISO 3779."""
    rest = sum(COUNTS[sign] * weight for sign, weight in zip(vin, WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def vin_adds_up(vin: str) -> bool:
    """Whether the check sign fits, where the maker must set it."""
    return vin[0] not in MUST_CHECK or vin[CHECKED] == check_sign(vin)


def pace(readings: list[tuple[date, int]]) -> float | None:
    """Kilometres a day between the first and the last reading; None while that cannot be told."""
    if len(readings) < 2:
        return None
    (first, start), (last, end) = min(readings), max(readings)
    days = (last - first).days
    return (end - start) / days if days >= LEAST_DAYS and end > start else None


def reached_on(target: int, *, readings: list[tuple[date, int]]) -> date | None:
    """The day on which the odometer shows `target`, at the pace of these readings."""
    per_day = pace(readings)
    if per_day is None:
        return None
    last, km = max(readings)
    days = min(max(target - km, 0) / per_day, FURTHEST_DAYS)
    return last + timedelta(days=-(-days // 1))
