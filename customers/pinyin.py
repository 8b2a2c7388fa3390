"""How Chinese signs are read, in letters without tones: the commonest readings of each, surnames apart.

The database keeps this list (`customers_signreading`) and spells names by it: see docs/design/search.md.
"""

from collections.abc import Iterator

from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

FIRST, LAST = 0x3400, 0x9FFF  # the signs in use, without the planes of rare ones
MOST = 3  # readings of one sign
# Signs that are read otherwise when they stand first in a person's name.
SURNAMES = dict(
    pair.split("=")
    for pair in (
        "单=shan 仇=qiu 曾=zeng 解=xie 查=zha 任=ren 华=hua 区=ou 朴=piao 盖=ge 乐=yue 翟=zhai 覃=qin 长=zhang "
        "尉=yu 万=wan 召=shao 洗=xian 冼=xian 缪=miao 宓=mi 员=yun 折=she 黑=he 秘=bi 种=chong 都=du 佴=nai "
        "逄=pang 郇=xun 繁=po 晁=chao 谌=chen 重=chong 撒=sa 卜=bu 柏=bai 祭=zhai 牟=mu 石=shi 沈=shen 葛=ge "
        "纪=ji 宁=ning 那=na 隗=wei 贾=jia 车=che 费=fei 令=ling 俞=yu 於=yu 余=yu 殷=yin 燕=yan 应=ying"
    ).split()
)


def readings() -> Iterator[tuple[str, str, int, int]]:
    """(sign, reading, its place among the sign's readings, its place at the head of a name), from 1 on."""
    for code, spelled in pinyin_dict.items():
        if FIRST <= code <= LAST:
            yield from places(chr(code), plain(spelled.split(",")))


def places(sign: str, found: list[str]) -> Iterator[tuple[str, str, int, int]]:
    surname = SURNAMES.get(sign, found[0])
    at_head = list(dict.fromkeys([surname, *found]))
    usual = list(dict.fromkeys([*found, surname]))
    for reading in usual:
        yield sign, reading, usual.index(reading) + 1, at_head.index(reading) + 1


def plain(spelled: list[str]) -> list[str]:
    """Without tones, each once. ü is typed as v, and by some as u."""
    letters = list(dict.fromkeys(to_normal(one).replace("ê", "e") for one in spelled))[:MOST]
    return list(dict.fromkeys([*letters, *(one.replace("v", "u") for one in letters)]))
