"""How long a text message is: what one sends by hand is paid by the part, too."""

# The characters of GSM 03.38; those of the second line take two places.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
# (one message, each part of a longer one), in characters: seven-bit and Unicode.
SEVEN_BIT = (160, 153)
UNICODE = (70, 67)


def length(text: str) -> tuple[int, int]:
    """(characters, parts) of the message; Chinese text has 70 characters a message, 67 a part when longer."""
    if all(sign in BASIC or sign in EXTENDED for sign in text):
        characters = sum(2 if sign in EXTENDED else 1 for sign in text)
        whole, part = SEVEN_BIT
    else:
        # UTF-16 units: an emoji counts twice.
        characters = len(text.encode("utf-16-le")) // 2
        whole, part = UNICODE
    return characters, 1 if characters <= whole else -(-characters // part)
