"""Phone numbers as people write them, made into what a network dials; refusals in words."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.invisible import visible

# Where a number without a country code belongs, by the branch's currency.
REGIONS = {
    "CNY": "CN",
    "HKD": "HK",
    "TWD": "TW",
    "SGD": "SG",
    "USD": "US",
    "GBP": "GB",
    "CHF": "CH",
    "JPY": "JP",
}
CHINESE_MOBILE = 11


def region_of(currency: str) -> str:
    """The region whose numbers a branch with this currency writes without a country code."""
    return REGIONS.get(currency, "CN")


def understood(written: str, *, region: str = "CN") -> str:
    """The number in E.164; empty stays empty. Raises ValidationError that says what is wrong with it."""
    text = visible(unicodedata.normalize("NFKC", written)).strip()
    if not text:
        return ""
    if not re.fullmatch(r"[\d\s+()./\-]+", text):
        raise ValidationError(_("A phone number has digits, spaces, + and - only."), code="phone")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(refusal(text, region), code="phone") from error
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(refusal(text, region), code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def refusal(text: str, region: str) -> str:
    """Why the number cannot be dialled: how many digits it has, and how many it should have."""
    digits = len(re.sub(r"\D", "", text))
    if region != "CN" or text.startswith(("+", "00")):
        return _("No such number. Outside the country write it with its country code, like +44 20 7946 0018.")
    if digits == CHINESE_MOBILE:
        return _("No mobile number begins like this; a landline needs its area code.")
    return ngettext(
        "%(count)d digit; a mobile number has 11, a landline its area code.",
        "%(count)d digits; a mobile number has 11, a landline its area code.",
        digits,
    ) % {"count": digits}
