"""Packages and stored value: known again by source and number. What is left there becomes a movement here."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers.imports.columns import Field
from customers.imports.kinds.agreed import ONCE, number, reject_where, spelled
from customers.imports.kinds.base import Job, Kind, amount, choice, day, words
from customers.imports.kinds.by_hand import BY_HAND, Entered, take_over
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write

KINDS = spelled(
    units="units|package|bundle|套餐|次卡",
    value="value|stored value|balance|card|储值|储值卡|余额",
)

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    number("package number", "package no", "card number", "card no", "套餐编号", "卡号", "储值卡号"),
    words("name", "package", "title", "套餐名称", "套餐", "卡名称", most=160),
    choice("kind", "type", "类型", "卡类型", words=KINDS, wrong=_("is neither package nor stored value")),
    day("bought_on", "bought", "date", "sold on", "购买日期", "办卡日期", required=True),
    day("expires_on", "expires", "valid until", "到期日期", "有效期至"),
    amount("price", "price paid", "paid", "实付金额", "售价"),
    amount("total", "units", "amount", "总次数", "总金额", "充值总额", required=True),
    amount("used", "已用", "已用次数", "已用金额"),
    amount("left", "balance", "remaining", "剩余", "剩余次数", "余额"),
    BY_HAND,
)
# What was used of it was counted here as well: which count is right, no file can say.
ENTERED = Entered(
    "customers_package",
    "total",
    fixed={"true": _("“%(number)s” was entered here by hand, and what was used of it is counted here")},
)

FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, %(source)s AS source, s.number,
    coalesce(s.name, v.name, s.number) AS name, coalesce(s.kind, v.kind, 'units') AS kind, s.bought_on,
    coalesce(s.expires_on, v.expires_on) AS expires_on, coalesce(s.price, v.price) AS price, b.currency,
    s.total, least(s.total, coalesce(s."left", s.total - s.used, v."left", s.total)) AS "left",
    %(import)s AS came_from_id, %(now)s AS entered_at
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
JOIN staff_branch b ON b.id = c.branch_id
LEFT JOIN customers_package v ON v.source = %(source)s AND v.number = s.number AND v.number <> ''
WHERE {which}
ORDER BY c.id, s.bought_on
"""
WRITE = Write(
    table="customers_package",
    found=FOUND,
    columns=(
        "customer_id",
        "name",
        "kind",
        "bought_on",
        "expires_on",
        "price",
        "currency",
        "total",
        "left",
        "source",
    ),
    once=ONCE,
    newest="bought_on",
)

# {of_file}: packages that the file names.
OF_FILE = """
customers_package p WHERE p.source = %(source)s AND p.number IN (SELECT number FROM {rows} s
    WHERE NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line))
"""
BOUGHT = """
INSERT INTO customers_packagemovement (package_id, kind, day, amount, note, entered_at)
SELECT p.id, 'bought', p.bought_on, p.total, '', %(now)s
FROM {of_file} AND NOT EXISTS (SELECT FROM customers_packagemovement m WHERE m.package_id = p.id)
"""
# Whatever the movements do not add up to has happened there.
MOVED = """
INSERT INTO customers_packagemovement (package_id, kind, day, amount, note, entered_at)
SELECT id, 'imported', day, step, '', %(now)s FROM (
    SELECT p.id, (SELECT day FROM customers_import WHERE id = %(import)s) AS day, p."left" - coalesce(
        (SELECT sum(m.amount) FROM customers_packagemovement m WHERE m.package_id = p.id), 0
    ) AS step
    FROM {of_file}
) steps WHERE step <> 0
"""


def prepare(job: Job) -> list[str]:
    reject_where(job, "s.total <= 0", _("nothing was put on it"))
    reject_where(job, "s.expires_on < s.bought_on", _("it expires before it was bought"))
    wrong = 's."left" < 0 OR s."left" > s.total OR s.used < 0 OR s.used > s.total'
    reject_where(job, wrong, _("more is used or left than was put on it"))
    settle_customers(job, first="min(s.bought_on)")
    return take_over(job, ENTERED)


def finish(job: Job) -> None:
    with transaction.atomic():
        of_file = job.stage.sql(OF_FILE)
        job.stage.run(BOUGHT, job.parameters, of_file=of_file)
        job.stage.run(MOVED, job.parameters, of_file=of_file)


KIND = Kind("packages", FIELDS, "number", prepare, WRITE, finish)
