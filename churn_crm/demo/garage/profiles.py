"""What the garage's people have written down beside names and numbers: industries, tags, second lines."""

from typing import Any

import numpy as np
import pandas as pd

# (English, Chinese)
INDUSTRIES = (
    ("Logistics", "物流"),
    ("Home services", "家政服务"),
    ("Education", "教育"),
    ("Food", "食品"),
    ("Construction", "建筑"),
    ("Retail", "零售"),
)
SOURCES = (
    ("Recommended", "老客户介绍"),
    ("Walk-in", "自然到店"),
    ("Map search", "地图搜索"),
    ("Insurer", "保险公司"),
    ("Short video", "短视频"),
)
PREFERENCES = (
    ("Calls only after 5 pm", "只在下午五点后接电话"),
    ("Wants to see the old part", "要求看旧件"),
    ("Waits in the shop, drinks tea", "喜欢在店里等，喝茶"),
    ("Writes on WeChat, never calls", "只用微信，不打电话"),
)
TAGS = (
    ("Long-standing", "老客户", "blue"),
    ("Commutes far", "长途通勤", "teal"),
    ("Bargains", "爱讲价", "ochre"),
    ("Fleet decision due", "车队换供应商在即", "plum"),
)
FIELDS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("Club card", "会员卡号", "text", ()),
    ("Parks where", "停车地点", "choice", (("Garage", "地库"), ("Street", "路边"), ("Yard", "院内"))),
)
GENDERS, GENDER_SHARES = ("female", "male"), (0.35, 0.65)


def make_profiles(rng: np.random.Generator, customers: pd.DataFrame, *, language: str) -> pd.DataFrame:
    """Columns of Customer for each row: industry, source, preferences, gender, born_on."""
    of, count = int(language == "zh"), len(customers)
    company = (customers.kind == "company").to_numpy()
    years = rng.integers(1955, 2003, count)
    days = rng.integers(1, 29, (count, 2))
    born = [f"{year}-{1 + day % 12:02d}-{other:02d}" for year, (day, other) in zip(years, days, strict=True)]
    known = rng.random((4, count)) < np.array([[0.9], [0.6], [0.15], [0.35]])
    return pd.DataFrame(
        {
            "industry": pick(rng, INDUSTRIES, of, known[0] & company),
            "source": pick(rng, SOURCES, of, known[1]),
            "preferences": pick(rng, PREFERENCES, of, known[2]),
            "gender": np.where(
                company | ~known[1], "", rng.choice(["female", "male"], count, p=[0.35, 0.65])
            ),
            "born_on": [day if use else None for day, use in zip(born, known[3] & ~company, strict=True)],
        },
        index=customers.index,
    )


def pick(rng: np.random.Generator, words: Any, of: int, where: np.ndarray) -> np.ndarray:
    """A word for each row where it is known, else nothing."""
    drawn = np.array([row[of] for row in words])[rng.integers(len(words), size=len(where))]
    return np.where(where, drawn, "")
