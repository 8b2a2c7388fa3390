"""What is typed → the beginnings of search keys that it may be. The keys are made by the database."""

import re
import unicodedata
from dataclasses import dataclass

from customers.models.finding import SearchKey

Kind = SearchKey.Kind
LONGEST = 24  # signs of a key
# As in the database's customers_fold.
SEPARATORS = re.compile(r"[\s·•‧・.,，、。'‘’\"“”()（）\-–_/&+#*:：;；!！?？@|\\]+")
IN_NUMBERS = (Kind.CODE, Kind.PLATE, Kind.NAME, Kind.WITHIN, Kind.CONTACT)
IN_SIGNS = (Kind.CODE, Kind.PLATE, Kind.NAME, Kind.WITHIN, Kind.CONTACT)
IN_LETTERS = (*IN_SIGNS, Kind.PINYIN, Kind.INITIALS, Kind.PINYIN_WITHIN, Kind.INITIALS_WITHIN)


@dataclass(frozen=True, order=True)
class Beginning:
    """Keys of this kind that begin like this."""

    kind: int
    start: str


def fold(text: str) -> str:
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text).lower())[:LONGEST]


def of_number(digits: str) -> list[Beginning]:
    """A phone number from its beginning or its end; or the figures of a code, a plate, a name."""
    start, ends = digits[:LONGEST], digits[::-1][:LONGEST]
    in_texts = [Beginning(kind, start) for kind in sorted(IN_NUMBERS)]
    return [Beginning(Kind.PHONE, start), Beginning(Kind.ENDS, ends), *in_texts]


def of_words(said: str) -> list[Beginning]:
    """A name in signs or letters, a code, a plate, a contact person; the surest first."""
    start = fold(said)
    kinds = IN_LETTERS if start.isascii() else IN_SIGNS
    return [Beginning(kind, start) for kind in sorted(kinds)] if start else []
