"""How Chinese signs are read, in letters without tones: the commonest readings of each, surnames apart.

The database keeps this list (`customers_signreading`) and spells names by it: see docs/design/search.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from pypinyin import lazy_pinyin
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

FIRST, LAST = 0x3400, 0x9FFF  # the signs in use, without the planes of rare ones
MOST = 3  # readings of one sign
RARE = 0.1  # share of a sign's phrases below which a reading is left out
# Signs that are read otherwise when they stand first in a person's name.
SPELLED = (
    "单shan 仇qiu 曾zeng 解xie 查zha 任ren 华hua 区ou 朴piao 盖ge 乐yue 翟zhai 覃qin 长zhang 尉yu 万wan "
    "召shao 洗xian 冼xian 缪miao 宓mi 员yun 折she 秘bi 种chong 都du 佴nai 逄pang 郇xun 繁po 晁chao "
    "谌chen 重chong 撒sa 卜bu 柏bai 祭zhai 牟mu 葛ge 纪ji 宁ning 那na 隗wei 贾jia 车che 费fei 令ling "
    "於yu 殷yin 燕yan 应ying"
)
SURNAMES = {spelled[0]: spelled[1:] for spelled in SPELLED.split(" ")}


def readings() -> Iterator[tuple[str, str, int, int]]:
    """(sign, reading, its place among the sign's readings, its place at the head of a name), from 1 on."""
    used = in_phrases()
    for code, spelled in pinyin_dict.items():
        if FIRST <= code <= LAST:
            sign = chr(code)
            yield from places(sign, common(spelled.split(","), used[sign]))


def in_phrases() -> dict[str, Counter[str]]:
    """How often each sign is read how, in the phrases that we know."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, spelled in phrases_dict.items():
        for sign, reading in zip(phrase, spelled, strict=False):
            used[sign][plain(reading[0])] += 1
    return used


def common(spelled: list[str], used: Counter[str]) -> list[str]:
    """The readings in use, the commonest first, and the one that is listed first."""
    listed = list(dict.fromkeys(plain(reading) for reading in spelled))
    if not used:
        return listed[:1]
    least = used.total() * RARE
    said = [one for one, count in used.most_common(MOST) if count >= least and one in listed]
    return list(dict.fromkeys([listed[0], *said]))  # 娜 is nuo in phrases, and na in names


def places(sign: str, found: list[str]) -> Iterator[tuple[str, str, int, int]]:
    surname = SURNAMES.get(sign, found[0])
    # ü is typed as v, and by some as u.
    others = [one.replace("v", "u") for one in (*found, surname)]
    at_head = list(dict.fromkeys([surname, *found, *others]))
    usual = list(dict.fromkeys([*found, surname, *others]))
    for reading in usual:
        yield sign, reading, usual.index(reading) + 1, at_head.index(reading) + 1


@cache
def plain(reading: str) -> str:
    """Without its tone. There are hundreds of thousands of signs in phrases, and two thousand readings."""
    return str(to_normal(reading)).replace("ê", "e")


def sounds(name: str, said: str) -> bool:
    """Whether `said`, in small letters, stands in how `name` is usually read, or in its initials."""
    spelled = lazy_pinyin(name)
    return said in "".join(spelled).lower() or said in "".join(one[:1] for one in spelled).lower()
