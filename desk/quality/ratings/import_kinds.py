"""Work-order ratings from files: known again by their number, else by order and moment.

The order says customer, technician and branch. Who wrote a rating down, when, and from which device it came
are taken where the file says so: the truth check reads them. An empty cell takes nothing away.
"""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from churn_crm import clock
from customers.imports.columns import Field
from customers.imports.kinds.base import NO_CODE, Job, Kind, amount, choice, code, moment, words
from customers.imports.kinds.order_lines import ORDER, reject_unknown_orders
from customers.imports.upsert import Write
from customers.imports.values import codes
from desk.quality.ratings import origins

A_DAY = timedelta(days=1)  # for clocks that differ from ours
MOST_MINUTES = 32_767
CHANNELS = {
    word: value
    for value, spellings in {
        "paper": ("paper", "card", "纸质", "评价卡"),
        "agent": ("agent", "phone", "call", "客服", "电话", "回访"),
        "link": ("link", "sms", "qr", "链接", "短信", "扫码", "二维码"),
        "platform": ("platform", "app", "mini program", "平台", "小程序", "点评"),
        "system": ("system", "other", "系统", "其他"),
    }.items()
    for word in spellings
}
FIELDS: tuple[Field, ...] = (
    ORDER,
    amount("score", "rating", "stars", "satisfaction", "评分", "星级", "满意度", "评价得分", required=True),
    moment(
        "at", "date", "time", "rated at", "given at", "评价时间", "评价日期", "时间", "日期", required=True
    ),
    code("rating_number", "rating id", "rating no", "评价编号", "评价单号"),
    amount("timeliness", "punctuality", "及时性", "及时性评分", "准时评分"),
    amount("minutes_late", "late minutes", "delay", "迟到分钟", "延误分钟", "超时分钟"),
    words("words", "comment", "text", "review", "评价内容", "评语", "备注", most=2000),
    choice(
        "channel",
        "source",
        "way",
        "渠道",
        "来源",
        "评价渠道",
        words=CHANNELS,
        wrong=lazy("is no channel that we know"),
    ),
    words("device", "ip", "ip address", "address", "device id", "设备", "设备号", "IP地址", most=200),
    words("entered_by", "entered by", "user", "clerk", "录入人", "操作员", most=150),
    moment("entered_at", "entered at", "entry time", "录入时间"),
    # What a row is known by inside the file: written in `prepare`, read from no column.
    Field("row_key", "text", lambda _r: codes(500), NO_CODE, derived=True),
)
KEY = """
UPDATE {rows} SET row_key = coalesce(rating_number, concat_ws(chr(31), "order", at))
"""
REJECT = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s
WHERE (<condition>) AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
NO_STARS = "s.{column} IS NOT NULL AND (s.{column} NOT BETWEEN 1 AND 5 OR s.{column} <> trunc(s.{column}))"
NO_MINUTES = "s.minutes_late NOT BETWEEN 0 AND %(most)s"
TO_COME = "s.at > %(last)s OR s.entered_at > %(last)s"
FOUND = """
SELECT v AS old, v.id AS known, o.customer_id, o.id AS visit_id,
    coalesce(v.technician_id, o.technician_id) AS technician_id, b.id AS branch_id,
    s.score::smallint AS score, coalesce(s.timeliness::smallint, v.timeliness) AS timeliness,
    coalesce(round(s.minutes_late)::smallint, v.minutes_late) AS minutes_late,
    coalesce(s.words, v.words, '') AS words, s.at AS given_at, (s.at AT TIME ZONE b.time_zone)::date AS day,
    coalesce(s.channel, v.channel, 'system') AS channel, coalesce(d.digest, v.given_from, '') AS given_from,
    coalesce(u.id, v.entered_by_id) AS entered_by_id, coalesce(s.entered_at, v.entered_at) AS entered_at,
    %(source)s AS source, coalesce(s.rating_number, '') AS number, %(import)s AS came_from_id
FROM {source} s
JOIN customers_visit o ON o.source = %(source)s AND o.number = s.order AND NOT (o.number = '')
JOIN customers_customer c ON c.id = o.customer_id
JOIN staff_branch b ON b.id = coalesce(o.branch_id, c.branch_id)
LEFT JOIN staff_user u ON u.username = s.entered_by
LEFT JOIN LATERAL (
    SELECT encode(sha256(convert_to(%(key)s || ':' || lower(s.device), 'UTF8')), 'hex') AS digest
) d ON s.device IS NOT NULL
LEFT JOIN LATERAL (
    SELECT * FROM desk_workorderrating k
    WHERE s.rating_number IS NOT NULL AND k.source = %(source)s AND k.number = s.rating_number
        AND NOT (k.number = '')
    UNION ALL
    (SELECT * FROM desk_workorderrating k
    WHERE s.rating_number IS NULL AND k.visit_id = o.id AND k.given_at = s.at AND k.source = %(source)s
    LIMIT 1)
) v ON true
WHERE {which}
ORDER BY s.line
"""
WRITE = Write(
    table="desk_workorderrating",
    found=FOUND,
    columns=(
        "customer_id",
        "visit_id",
        "technician_id",
        "branch_id",
        "score",
        "timeliness",
        "minutes_late",
        "words",
        "given_at",
        "day",
        "channel",
        "given_from",
        "entered_by_id",
        "entered_at",
    ),
    once=("source", "number", "came_from_id"),
    newest="day",
)


def prepare(job: Job) -> list[str]:
    reject_unknown_orders(job)
    reject(job, NO_STARS.replace("{column}", "score"), _("the score is no whole number from 1 to 5"))
    reject(job, NO_STARS.replace("{column}", "timeliness"), _("timeliness is no whole number from 1 to 5"))
    reject(job, NO_MINUTES, _("the minutes are out of range"), most=MOST_MINUTES)
    reject(job, TO_COME, _("that day is still to come"), last=clock.now() + A_DAY)
    job.stage.run(KEY)
    job.parameters["key"] = origins.key()
    return []


def reject(job: Job, condition: str, reason: str, **more: object) -> None:
    job.stage.run(REJECT.replace("<condition>", condition), job.parameters | {"reason": reason, **more})


KINDS = (Kind("ratings", FIELDS, "row_key", prepare, WRITE, label=lazy("Work-order ratings")),)
