"""Bookings: known again by source and number. What became of one here stands while its time stands."""

from django.utils.translation import gettext_lazy as _

from customers.imports import values
from customers.imports.columns import Field
from customers.imports.kinds.agreed import ONCE, number, spelled
from customers.imports.kinds.base import NO_CODE, Job, Kind, add_vehicles, choice, code, moment, words
from customers.imports.kinds.facts import CUSTOMER, reject_unknown, settle_customers
from customers.imports.reasons import NAMED
from customers.imports.upsert import Write

STATES = spelled(
    booked="booked|confirmed|planned|已预约|预约|待到店",
    came="came|arrived|done|completed|已到店|已完成|到店",
    no_show="no_show|no show|no-show|missed|爽约|未到店|未到",
    cancelled="cancelled|canceled|已取消|取消",
)

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    number("booking number", "booking no", "booking", "appointment", "预约单号", "预约编号"),
    moment("at", "time", "date", "booked for", "appointment time", "预约时间", "预约日期", required=True),
    code("type", "kind", "service type", "预约类型", "服务类型"),
    Field("plate", "text", lambda _reading: values.plates, NO_CODE, ("plate number", "车牌", "车牌号")),
    words("note", "what for", "service", "预约项目", "备注", most=200),
    choice("state", "status", "状态", "预约状态", words=STATES, wrong=_("is no state that we know")),
)

FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, %(source)s AS source, s.number, s.at, t.day,
    coalesce(<type>, v.type_id) AS type_id, coalesce(<plate>, v.asset_id) AS asset_id,
    coalesce(s.note, v.note, '') AS note, t.state,
    CASE WHEN t.state <> 'booked' THEN coalesce(v.settled_on, t.day) END AS settled_on,
    %(import)s AS came_from_id, %(now)s AS entered_at
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
JOIN staff_branch b ON b.id = c.branch_id
<lookups>
LEFT JOIN customers_booking v ON v.source = %(source)s AND v.number = s.number AND v.number <> ''
CROSS JOIN LATERAL (SELECT
    (s.at AT TIME ZONE b.time_zone)::date AS day,
    CASE WHEN coalesce(s.state, 'booked') = 'booked' AND v.at = s.at
        THEN v.state ELSE coalesce(s.state, 'booked') END AS state
) t
WHERE {which}
ORDER BY c.id, s.at
"""
LOOKUPS = {
    "type": ("named.id", "LEFT JOIN {types} named ON named.word = s.type"),
    "plate": (
        "a.id",
        """LEFT JOIN LATERAL (
            SELECT min(o.id) AS id FROM customers_asset o WHERE o.customer_id = c.id AND o.plate = s.plate
        ) a ON s.plate IS NOT NULL""",
    ),
}
WRITE = Write(
    table="customers_booking",
    found=FOUND,
    columns=("customer_id", "at", "day", "type_id", "asset_id", "note", "state", "settled_on", "source"),
    once=ONCE,
    newest="day",
    lookups=LOOKUPS,
)


def prepare(job: Job) -> list[str]:
    reason = str(_("there is no visit type “%(code)s”")) % {"code": NAMED}
    reject_unknown(job, column="type", table="customers_visittype", reason=reason)
    settle_customers(job, first="(min(s.at) AT TIME ZONE %(zone)s)::date")
    add_vehicles(job, who="customer")
    return []


KIND = Kind("bookings", FIELDS, "number", prepare, WRITE)
