"""How Chinese is read: a sign typed for another one of the same sound finds what was meant. Pure.

Who types by pinyin chooses among signs of one sound; who speaks with an accent, among those of a like one.
"""

from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

# What many say and type alike (zh and z, ang and an, n and l): (as it begins or ends, as it is kept).
BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
BETWEEN = "0"  # so that two syllables are no English word


def sounds(pairs: Iterable[str]) -> list[str]:
    """Pairs of signs as they are read, each one word for the index."""
    return [BETWEEN.join(map(sound, pair)) for pair in pairs]


@lru_cache(maxsize=8_192)
def sound(sign: str) -> str:
    """As the sign is mostly read, without its tone and without what accents mix up."""
    said = lazy_pinyin(sign)[0]
    for begins, kept in BEGINNINGS:
        if said.startswith(begins):
            said = kept + said.removeprefix(begins)
            break
    for ends, kept in ENDINGS:
        if said.endswith(ends):
            return said.removesuffix(ends) + kept
    return said
