"""Signs that nobody sees: they come along when one copies from a chat or an address book. Pure."""

import re

# Marks that steer the direction of writing, joiners and the byte order mark.
INVISIBLE = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
# They belong to names in some writings, and to emoji.
JOINERS = "\u200c\u200d"
# Those that turn round what stands after them.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Without invisible signs: of numbers, plates and codes, in which none means anything."""
    return re.sub(INVISIBLE, "", text)


def readable(text: str) -> str:
    """Without those that mean nothing anywhere: of what may be a number or a name."""
    return re.sub(f"(?![{JOINERS}]){INVISIBLE}", "", text)


def unturned(text: str) -> str:
    """Without what would turn the rest of a sentence round: of names, which stand within sentences."""
    return TURNING.sub("", text)
