"""How one addresses a customer: 王先生, 欧阳女士, Wang Wei. Pure."""

import re

TITLES = {"male": "先生", "female": "女士"}
# Surnames of two signs.
DOUBLE = frozenset(
    (
        *("欧阳", "上官", "皇甫", "令狐", "诸葛", "司徒", "司马", "申屠", "夏侯", "贺兰", "完颜"),
        *("慕容", "尉迟", "长孙", "东方", "南宫", "宇文", "公孙", "淳于", "独孤", "端木"),
    )
)
CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·]{2,}")


def salutation(*, name: str, latin_name: str = "", gender: str = "", language: str) -> str:
    """As a letter in that language addresses a person; the whole name where the gender is not known.

    latin_name: the other form of the name; where the Latin one comes first, it holds the Chinese one.
    English keeps the whole name: which part of a Latin name is the surname nobody wrote down.
    """
    if CHINESE_NAME.fullmatch(latin_name) and not CHINESE_NAME.fullmatch(name):
        name, latin_name = latin_name, name
    if not language.startswith("zh"):
        return latin_name or name
    title = TITLES.get(gender)
    if title is None or not CHINESE_NAME.fullmatch(name):
        return name
    return surname(name) + title


def surname(name: str) -> str:
    """The surname of a Chinese name: its first sign, or two where those are one surname."""
    return name[:2] if name[:2] in DOUBLE and len(name) > 2 else name[0]
