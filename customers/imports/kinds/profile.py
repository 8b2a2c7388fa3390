"""The columns of the profile that a file of customers may bring beside name and numbers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.imports.columns import Field
from customers.imports.kinds.base import choice, day, words

NO_GENDER: str | Promise = _("is neither female, male nor other")
GENDERS = {
    word: value
    for value, spellings in {
        "female": ("female", "f", "woman", "女"),
        "male": ("male", "m", "man", "男"),
        "other": ("other", "diverse", "其他"),
    }.items()
    for word in spellings
}

FIELDS: tuple[Field, ...] = (
    choice("gender", "sex", "性别", words=GENDERS, wrong=NO_GENDER),
    day("born_on", "birth date", "birthday", "date of birth", "生日", "出生日期"),
    words("family", "family status", "家庭", "家庭情况", most=200),
    words("education", "学历", "教育程度", most=80),
    words("occupation", "job", "profession", "职业", most=80),
    words("industry", "sector", "行业", "所属行业", most=80),
    words("expectations", "期望", "客户期望", most=2000),
    words("drivers", "satisfaction drivers", "满意因素", most=2000),
    words("preferences", "偏好", "喜好", most=2000),
    words("source", "how they found us", "lead source", "来源", "客户来源", most=80),
    words("note", "notes", "remark", "remarks", "备注", "备注信息", most=4000),
)
TEXTS = tuple(field.name for field in FIELDS if field.name != "born_on")
COLUMNS = (*TEXTS, "born_on")
# What the SELECT says of each: the cell, else what we know, else nothing.
FOUND = ",\n    ".join(
    [
        *(f"coalesce(s.{name}, v.{name}, '') AS {name}" for name in TEXTS),
        "coalesce(s.born_on, v.born_on) AS born_on",
    ]
)
