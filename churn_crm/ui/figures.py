"""Figures and dates in words: money, shares, days; in the language of the reader."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, format_currency, format_decimal, get_currency_symbol, parse_pattern
from django.utils import timezone
from django.utils.translation import get_language

from churn_crm import clock

MINUS = "\u2212"
CHINESE_MOBILE = 13  # digits, with the country's 86
NOT_APPLICABLE = "\u2013"
LOCALES = {"zh-hans": "zh_Hans_CN"}
# Babel writes CN¥ outside China; a business counts in one currency, so the short sign is clear.
SHORT_SIGNS = {"CNY": "¥", "JPY": "¥", "USD": "$"}
# From these amounts on a key figure is shortened: (from, divided by, unit).
COMPACT = {
    "en": ((Decimal("1e9"), Decimal("1e9"), " B"), (Decimal("1e6"), Decimal("1e6"), " M")),
    "zh-hans": ((Decimal("1e8"), Decimal("1e8"), " 亿"), (Decimal("1e5"), Decimal("1e4"), " 万")),
}
DAYS = {
    "en": {
        "short": ("d MMM", "d MMM y"),
        "full": ("d MMMM", "d MMMM y"),
        "weekday": ("EEE d MMMM", "EEE d MMMM y"),
        "month": ("MMMM y", "MMMM y"),
        "month_name": ("MMMM", "MMMM y"),
        "month_short": ("MMM", "MMM y"),
    },
    "zh-hans": {
        "short": ("M月d日", "y年M月d日"),
        "full": ("M月d日", "y年M月d日"),
        "weekday": ("M月d日 EEE", "y年M月d日 EEE"),
        "month": ("y年M月", "y年M月"),
        "month_name": ("M月", "y年M月"),
        "month_short": ("M月", "y年M月"),
    },
}
# A day further away than this needs its year to be understood.
SAME_YEAR_DAYS = 330


def language() -> str:
    """The reader's language as a key of the tables above."""
    return get_language() if get_language() in DAYS else "en"


def locale() -> Locale:
    """The reader's language as a Babel locale."""
    return locale_of(LOCALES.get(language(), "en"))


@cache
def locale_of(name: str) -> Locale:
    return Locale.parse(name)


@cache
def pattern_of(text: str) -> NumberPattern:
    """A list holds hundreds of figures; Babel would read the pattern anew for each."""
    return parse_pattern(text)


def money(
    amount: Decimal | float | None, currency: str = "CNY", *, compact: bool = False, cents: bool = False
) -> str:
    """¥18,240; compact from a million (English) or a hundred thousand (Chinese): ¥1.86 M, ¥41.26 万."""
    if amount is None or amount == "":
        return NOT_APPLICABLE
    value, unit, digits = Decimal(str(amount)), "", "0.00" if cents else "0"
    if compact:
        value, unit = shortened(value)
        digits = "0.##" if unit else digits
    text = format_currency(
        value, currency, pattern_of(f"¤#,##{digits}"), locale=locale(), currency_digits=False
    )
    return with_minus(text.replace(get_currency_symbol(currency, locale()), sign(currency))) + unit


def shortened(value: Decimal) -> tuple[Decimal, str]:
    for smallest, divisor, unit in COMPACT[language()]:
        if abs(value) >= smallest:
            return value / divisor, unit
    return value, ""


def sign(currency: str) -> str:
    return SHORT_SIGNS.get(currency) or get_currency_symbol(currency, locale())


def figure(number: Decimal | float | None, digits: int = 0) -> str:
    """A count or measure: 11,482; −3.5 with a real minus sign; – when there is none."""
    if number is None or number == "":
        return NOT_APPLICABLE
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return with_minus(format_decimal(Decimal(str(number)), pattern_of(pattern), locale=locale()))


def measure(number: Decimal | float | None, digits: int = 2) -> str:
    """A measure among its like: 0.020 beside 0.022, all with as many digits."""
    if number is None or number == "":
        return NOT_APPLICABLE
    pattern = pattern_of(f"#,##0.{'0' * digits}")
    return with_minus(format_decimal(Decimal(str(number)), pattern, locale=locale()))


def percent(share: Decimal | float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as 63%."""
    if share is None or share == "":
        return NOT_APPLICABLE
    return figure(Decimal(str(share)) * 100, digits) + "%"


def measured_share(share: Decimal | float | None, digits: int = 1) -> str:
    """A share among its like: 8.0% beside 8.4%."""
    text = measure(None if share is None or share == "" else Decimal(str(share)) * 100, digits)
    return text if text == NOT_APPLICABLE else text + "%"


def points(value: Decimal | float | None, digits: int = 0) -> str:
    """An effect with its sign: +19, −6."""
    text = figure(value, digits)
    return f"+{text}" if value is not None and value != "" and value > 0 else text


def with_minus(text: str) -> str:
    return text.replace("-", MINUS)


def day(value: date | datetime | None, style: str = "full", *, today: date | None = None) -> str:
    """16 June, in lists (`short`) 14 Jun, in Chinese 6月16日; with the year when it is far away.

    style: full, short, weekday, month, month_name or month_short. A datetime is shown in the reader's zone.
    """
    if value is None or value == "":
        return NOT_APPLICABLE
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    near, far = DAYS[language()][style]
    distance = abs((value - (today or clock.today())).days)
    return format_date(value, near if distance <= SAME_YEAR_DAYS else far, locale=locale())


def moment(value: datetime | None, style: str = "short") -> str:
    """A day with its time of day, 24 h, in the reader's zone: 3 Jun, 10:12."""
    if value is None or value == "":
        return NOT_APPLICABLE
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    between = " " if language() == "zh-hans" else ", "
    return f"{day(value, style)}{between}{local:%H:%M}"


def happened(at: datetime) -> str:
    """3 Jun, 10:12; what is known by its day only stands at midnight and shows the day."""
    only_day = timezone.localtime(at).time() == time()
    return day(at, "short") if only_day else moment(at)


def masked_phone(number: object) -> str:
    """138 **** 2047, 028 **** 7788: enough to recognise the number, too little to dial it."""
    said = str(number or "")
    digits = re.sub(r"\D", "", said)
    if digits.startswith("86") and (len(digits) == CHINESE_MOBILE or said.startswith("+86")):
        digits = digits[2:] if len(digits) == CHINESE_MOBILE else f"0{digits[2:]}"
    if not digits:
        return NOT_APPLICABLE
    if len(digits) < 8:
        return f"**** {digits[-2:]}"
    return f"{digits[:3]} **** {digits[-4:]}"
