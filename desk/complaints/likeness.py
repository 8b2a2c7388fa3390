"""Whether two Chinese texts may speak of the same. Pure: no Django, no clock, no database.

PostgreSQL's trigrams take a Chinese sentence for one long word, so that two ways of saying the same have
hardly one in common. Here the signs that carry meaning are compared: how many both texts use, by the
geometric mean of how many each has (Ochiai 1957). 二手胎漏气 and 轮胎又没气了 share two, of five and three.
The border was chosen on one half of the pairs in tests/desk/test_likeness.py and measured on the other.
"""

import math
import re
import unicodedata

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
# Signs that most sentences have, whatever they are about.
COMMON = frozenset(
    "的了又我们你您他她它是在有没不就也都还很太给把被说要来去上下个这那么着过和跟与到才一再已经完以后时候之前里面"
    "对于啊呢吗吧仍"
)
LEAST = 2  # signs in common; one alone says nothing
ALIKE = 0.45


def signs(text: str) -> frozenset[str]:
    """The Chinese signs of a text that carry meaning."""
    return frozenset(HAN.findall(unicodedata.normalize("NFKC", text))) - COMMON


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1; alike from ALIKE on."""
    both = len(one & other)
    return both / math.sqrt(len(one) * len(other)) if both >= LEAST else 0.0
