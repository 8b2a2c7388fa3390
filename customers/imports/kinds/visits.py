"""Visits and orders: known by source and number, or as entered here; else by customer, time, amount, nth."""

from datetime import timedelta

from django.utils.translation import gettext as _

from churn_crm import clock
from customers.imports.columns import Field
from customers.imports.kinds.base import (
    NO_CODE,
    Job,
    Kind,
    add_vehicles,
    amount,
    code,
    discount,
    flag,
    moment,
    words,
)
from customers.imports.kinds.by_hand import BY_HAND, KNOWN_SOURCE, Entered, take_over
from customers.imports.kinds.facts import CUSTOMER, reject_unknown, settle_customers
from customers.imports.reasons import NAMED
from customers.imports.upsert import Write
from customers.imports.values import plates

MOST_TWINS = 32_767  # smallint
DAYS_OF_GRACE = 2  # for zones and clocks that differ from ours

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    moment(
        "at",
        "ts",
        "time",
        "date",
        "datetime",
        "timestamp",
        "order date",
        "order time",
        "visit date",
        "purchase date",
        "created at",
        "日期",
        "时间",
        "日期时间",
        "到店日期",
        "到店时间",
        "进厂日期",
        "进厂时间",
        "下单时间",
        "下单日期",
        "订单日期",
        "消费日期",
        "消费时间",
        "服务日期",
        required=True,
    ),
    amount(
        "amount",
        "total",
        "sum",
        "order amount",
        "order total",
        "revenue",
        "金额",
        "总额",
        "总金额",
        "实付金额",
        "实收金额",
        "消费金额",
        "订单金额",
        "合计",
        required=True,
    ),
    discount(
        "discount amount",
        "discount total",
        "total discount",
        "rebate",
        "折扣",
        "折扣金额",
        "优惠",
        "优惠金额",
        "优惠合计",
        "折让",
        "减免金额",
        "让利金额",
    ),
    code(
        "number",
        "order_id",
        "order no",
        "order number",
        "order",
        "work order",
        "订单号",
        "订单编号",
        "工单号",
        "单号",
        "结算单号",
    ),
    flag("cancelled", "canceled", "is cancelled", "void", "voided", "已取消", "是否取消", "取消", "作废"),
    code("type", "visit type", "order type", "类型", "业务类型", "到店类型", "服务类型"),
    code("branch", "branch code", "store", "shop", "门店", "店铺", "分店", "网点"),
    Field(
        "plate",
        "text",
        lambda _reading: plates,
        NO_CODE,
        ("plate number", "licence plate", "车牌", "车牌号", "车牌号码"),
    ),
    words("technician", "mechanic", "技师", "服务人员", most=150),
    BY_HAND,
)
ENTERED = Entered(
    "customers_visit",
    "amount",
    "EXISTS (SELECT FROM customers_visitdetail d WHERE d.visit_id = v.id AND d.token IS NOT NULL)",
)

# What is only planned is a booking; a visit of next year would hide every silence until then.
YET_TO_COME = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, replace(%(reason)s, '«»', to_char(s.at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'))
FROM {rows} s
WHERE s.at >= (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s
    AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
TWINS = """
INSERT INTO {twins} (line, nth)
SELECT line, nth FROM (
    SELECT s.line, row_number() OVER (PARTITION BY s.customer, s.at, s.amount ORDER BY s.line) AS nth
    FROM {rows} s JOIN (
        SELECT customer, at, amount FROM {rows} WHERE number IS NULL GROUP BY 1, 2, 3 HAVING count(*) > 1
    ) g ON (g.customer, g.at, g.amount) = (s.customer, s.at, s.amount)
    WHERE s.number IS NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
) t WHERE nth > 1
"""
TOO_MANY = "INSERT INTO {rejects} (line, reason) SELECT line, %(reason)s FROM {twins} WHERE nth > %(most)s"

# A return is no visit, a cancelled one is none either; both stay on the timeline.
FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, s.at,
    (s.at AT TIME ZONE coalesce(<zone>::text, %(zone)s))::date AS day,
    s.amount, coalesce(s.discount, v.discount) AS discount, f.cancelled,
    NOT f.cancelled AND s.amount >= 0 AND coalesce(t.resets_clock, true) AS counts,
    NOT f.cancelled AND s.amount >= 0 AND coalesce(t.in_rhythm, true) AS in_rhythm, t.id AS type_id,
    coalesce(<branch>, v.branch_id) AS branch_id, coalesce(<plate>, v.asset_id) AS asset_id,
    coalesce(<technician>, v.technician_id) AS technician_id,
    CASE WHEN s.by_hand THEN %(source)s ELSE coalesce(v.source, %(source)s) END AS source,
    coalesce(s.number, '') AS number, coalesce(<twins>, 1) AS nth, %(import)s AS came_from_id
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
<lookups>
LEFT JOIN LATERAL (
    SELECT * FROM customers_visit o
    WHERE %(seen)s AND o.source = <known source> AND o.number = s.number AND NOT (o.number = '')
    UNION ALL
    SELECT * FROM customers_visit o
    WHERE %(seen_without_number)s AND s.number IS NULL AND o.number = '' AND o.customer_id = c.id
        AND o.at = s.at AND o.amount = s.amount AND o.nth = coalesce(<twins>, 1)
) v ON true
LEFT JOIN customers_visittype t ON t.id = coalesce(<type>, v.type_id)
CROSS JOIN LATERAL (SELECT coalesce(s.cancelled, v.cancelled, false) AS cancelled) f
WHERE {which}
ORDER BY c.id, s.at
""".replace("<known source>", KNOWN_SOURCE)
LOOKUPS = {
    "twins": ("w.nth", "LEFT JOIN {twins} w ON w.line = s.line"),
    "type": ("named.id", "LEFT JOIN {types} named ON named.word = s.type"),
    "branch": ("b.id", "LEFT JOIN {branches} b ON b.word = s.branch"),
    "zone": ("place.time_zone", "LEFT JOIN staff_branch place ON place.id = b.id"),
    "technician": ("u.id", "LEFT JOIN staff_user u ON u.username = s.technician"),
    "plate": (
        "a.id",
        """LEFT JOIN LATERAL (
            SELECT min(o.id) AS id FROM customers_asset o WHERE o.customer_id = c.id AND o.plate = s.plate
        ) a ON s.plate IS NOT NULL""",
    ),
}
WRITE = Write(
    table="customers_visit",
    found=FOUND,
    columns=(
        "customer_id",
        "at",
        "day",
        "amount",
        "discount",
        "cancelled",
        "counts",
        "in_rhythm",
        "type_id",
        "branch_id",
        "asset_id",
        "technician_id",
        "source",
    ),
    once=("number", "nth", "came_from_id"),
    newest="day",
    lookups=LOOKUPS,
)


def prepare(job: Job) -> list[str]:
    reject_yet_to_come(job)
    unknown_type = _("there is no visit type “%(code)s”") % {"code": NAMED}
    unknown_branch = _("there is no branch “%(code)s”") % {"code": NAMED}
    reject_unknown(job, column="type", table="customers_visittype", reason=unknown_type)
    reject_unknown(job, column="branch", table="staff_branch", reason=unknown_branch)
    settle_customers(job, first="(min(s.at) AT TIME ZONE %(zone)s)::date")
    if "branch" in job.fields:
        job.lookups.add("zone")
    if job.stage.run(TWINS):
        job.lookups.add("twins")
    too_many = _("more than %(most)d rows of one customer, time and amount") % {"most": MOST_TWINS}
    job.stage.run(TOO_MANY, {"reason": too_many, "most": MOST_TWINS})
    add_vehicles(job, who="customer")
    notes = take_over(job, ENTERED)
    job.parameters.update(what_was_seen(job))
    # What was entered here is to be found as well, though this source has none yet.
    job.parameters["seen"] |= bool(notes)
    return notes


def reject_yet_to_come(job: Job) -> None:
    """Reject visits that lie after the business day, whatever day that is for us."""
    today = clock.today(job.parameters["zone"])
    reason = _("the visit of %(day)s is yet to come: today is %(today)s") % {"day": NAMED, "today": today}
    last = today + timedelta(days=DAYS_OF_GRACE)
    job.stage.run(YET_TO_COME, {"reason": reason, "last": last, "zone": job.parameters["zone"]})


def what_was_seen(job: Job) -> dict[str, bool]:
    """Whether there can be anything to find again; a source's first import need not look."""
    numbered = "SELECT EXISTS (SELECT FROM customers_visit WHERE source = %(source)s AND NOT (number = ''))"
    without = "SELECT EXISTS (SELECT FROM customers_visit WHERE number = '')"
    return {
        "seen": job.stage.one(numbered, job.parameters),
        "seen_without_number": job.stage.one(without),
    }


KIND = Kind("visits", FIELDS, "number", prepare, WRITE)
