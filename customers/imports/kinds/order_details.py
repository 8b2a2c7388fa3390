"""More about orders: whether they were paid, estimate, hours, part grade; of an order by its number."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.imports.columns import Field
from customers.imports.kinds.base import Job, Kind, amount, choice, day, flag
from customers.imports.kinds.order_lines import ORDER, reject_unknown_orders
from customers.imports.upsert import Write

PAYMENTS = {
    word: value
    for value, spellings in {
        "paid": ("paid", "settled", "yes", "已付款", "已支付", "已结清"),
        "unpaid": ("unpaid", "open", "pending", "no", "未付款", "未支付", "待付款", "挂账"),
    }.items()
    for word in spellings
}
GRADES = {
    word: value
    for value, spellings in {
        "original": ("original", "oem", "原厂", "原厂件"),
        "brand": ("brand", "品牌", "品牌件"),
        "aftermarket": ("aftermarket", "副厂", "副厂件"),
        "used": ("used", "拆车", "拆车件", "二手"),
    }.items()
    for word in spellings
}
FIELDS: tuple[Field, ...] = (
    ORDER,
    choice(
        "payment",
        "payment status",
        "付款状态",
        "支付状态",
        words=PAYMENTS,
        wrong=lazy("is neither paid nor unpaid"),
    ),
    day("paid_on", "payment date", "paid date", "付款日期", "支付时间", "付款时间"),
    amount("estimate", "quote", "estimated", "估价", "预估金额"),
    amount("standard_hours", "standard time", "标准工时"),
    amount("actual_hours", "actual time", "实际工时"),
    choice(
        "part_grade",
        "parts",
        "配件等级",
        "配件类型",
        words=GRADES,
        wrong=lazy("is no part grade that we know"),
    ),
    flag("grade_agreed", "customer agreed", "客户同意"),
    flag("inspected", "final inspection", "出厂检验"),
)
HOURS = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s
WHERE (s.standard_hours NOT BETWEEN 0 AND 9999 OR s.actual_hours NOT BETWEEN 0 AND 9999)
    AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
FOUND = """
SELECT v AS old, v.id AS known, o.id AS visit_id, o.customer_id, p.paid_on,
    CASE WHEN p.paid_on IS NOT NULL THEN 'paid' ELSE coalesce(s.payment, v.payment, '') END AS payment,
    coalesce(s.estimate, v.estimate) AS estimate,
    coalesce(s.standard_hours::numeric(6, 2), v.standard_hours) AS standard_hours,
    coalesce(s.actual_hours::numeric(6, 2), v.actual_hours) AS actual_hours,
    coalesce(s.part_grade, v.part_grade, '') AS part_grade,
    coalesce(s.grade_agreed, v.grade_agreed, false) AS grade_agreed,
    coalesce(s.inspected, v.inspected, false) AS inspected, '' AS note, %(import)s AS came_from_id
FROM {source} s
JOIN customers_visit o ON o.source = %(source)s AND o.number = s.order AND NOT (o.number = '')
LEFT JOIN customers_visitdetail v ON v.visit_id = o.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.payment = 'unpaid' THEN NULL ELSE coalesce(s.paid_on, v.paid_on) END AS paid_on
) p
WHERE {which}
ORDER BY o.id
"""
WRITE = Write(
    table="customers_visitdetail",
    found=FOUND,
    columns=(
        "customer_id",
        "payment",
        "paid_on",
        "estimate",
        "standard_hours",
        "actual_hours",
        "part_grade",
        "grade_agreed",
        "inspected",
    ),
    once=("visit_id", "note", "came_from_id"),
)


def prepare(job: Job) -> list[str]:
    reject_unknown_orders(job)
    job.stage.run(HOURS, {"reason": _("the hours are out of range")})
    return []


KIND = Kind("order_details", FIELDS, "order", prepare, WRITE)
