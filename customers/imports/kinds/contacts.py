"""Contact persons: known again by customer and name. An empty cell never takes away what we know."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.imports import values
from customers.imports.columns import Field
from customers.imports.kinds.base import Job, Kind, choice, day, flag, words
from customers.imports.kinds.customers import NO_PHONE
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write

NO_BOND: str | Promise = _("is no strength of a bond: write none, weak, fair or strong")
NO_NAME: str | Promise = _("is too long")
# The words of a file → Contact.Bond.
BONDS = {
    word: value
    for value, spellings in {
        "0": ("0", "none", "unknown", "not known", "无", "未知", "不详"),
        "1": ("1", "weak", "弱"),
        "2": ("2", "fair", "medium", "中", "一般", "较好"),
        "3": ("3", "strong", "good", "强", "好", "很好"),
    }.items()
    for word in spellings
}
# Two columns together know a contact; a unit separator stands in no name.
KEY = "contact_key"
FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    Field(
        "name",
        "text",
        lambda _reading: values.short_text(120),
        NO_NAME,
        ("contact", "contact name", "contact person", "联系人", "联系人姓名", "姓名"),
        required=True,
    ),
    words("role", "position", "title", "job title", "职务", "职位", "岗位", most=80),
    Field(
        "phone",
        "text",
        lambda reading: values.phones(reading.region),
        NO_PHONE,
        ("mobile", "telephone", "tel", "phone number", "手机", "手机号", "电话", "联系电话"),
    ),
    words("email", "e-mail", "mail", "邮箱", "电子邮箱", most=254),
    flag("decides", "decision maker", "is decision maker", "关键决策人", "决策人", "是否决策人"),
    choice("bond", "strength of bond", "relationship", "关系", "关系强度", words=BONDS, wrong=NO_BOND),
    day("left_on", "left", "left on", "离职日期", "离开日期"),
    Field(
        KEY,
        "text GENERATED ALWAYS AS (customer || chr(31) || name) STORED",
        lambda _reading: values.short_text(240),
        NO_NAME,
        derived=True,
    ),
)

FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, s.name, coalesce(s.role, v.role, '') AS role,
    coalesce(s.phone, v.phone, '') AS phone, coalesce(s.email, v.email, '') AS email,
    coalesce(s.decides, v.decides, false) AS decides, coalesce(s.bond::smallint, v.bond, 0) AS bond,
    coalesce(s.left_on, v.left_on) AS left_on, coalesce(v.version + 1, 1) AS version
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
LEFT JOIN LATERAL (
    SELECT * FROM customers_contact o WHERE o.customer_id = c.id AND o.name = s.name ORDER BY o.id LIMIT 1
) v ON true
WHERE {which}
ORDER BY c.id, s.line
"""
WRITE = Write(
    table="customers_contact",
    found=FOUND,
    columns=("role", "phone", "email", "decides", "bond", "left_on"),
    counted=("version",),
    once=("customer_id", "name"),
)


def prepare(job: Job) -> list[str]:
    settle_customers(job, first="NULL::date")
    return []


KIND = Kind("contacts", FIELDS, KEY, prepare, WRITE)
