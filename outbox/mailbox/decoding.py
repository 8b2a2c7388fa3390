"""Bytes of a mail as text, whatever charset somebody claims for them. Pure; nothing here raises."""

import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header

# What mailers call GB2312 or GBK often holds signs of its large sister.
SISTERS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "hz": "hz"}
# No charset of a mail, and slow on long ones.
NOT_OF_MAIL = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
LINES = "\n\t"


def text_of(raw: bytes, charset: str | None) -> str:
    """As the charset says; where that is wrong, as UTF-8 or GB18030, and else what can be read of it."""
    claimed = (charset or "").strip().strip("\"'").lower()
    claimed = SISTERS.get(claimed, claimed)
    for one in (claimed, "utf-8", "gb18030"):
        if not one or one in NOT_OF_MAIL:
            continue
        try:
            return raw.decode(one)
        except (LookupError, ValueError):
            continue
    return raw.decode("utf-8", errors="replace")


def header_of(value: object) -> str:
    """A header in words: encoded ones decoded, raw ones read as well as they can be."""
    if value is None:
        return ""
    try:
        parts = decode_header(value)  # type: ignore[arg-type]
    except (HeaderParseError, ValueError):
        return clean(str(value))
    words = "".join(
        part if isinstance(part, str) else text_of(part, named(charset)) for part, charset in parts
    )
    return " ".join(clean(words).split())


def named(charset: str | None) -> str | None:
    """None where Python itself says that it does not know it."""
    return None if charset in (None, "unknown-8bit") else charset


def clean(text: str) -> str:
    """Without signs that nobody sees: controls, and those that turn the direction of writing."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in unified if sign in LINES or shown(sign))


def shown(sign: str) -> bool:
    """Joiners of emoji and of Arabic or Indian scripts are words of their own and stay."""
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") or sign in "\u200c\u200d"
