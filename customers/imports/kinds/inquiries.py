"""Inquiries: known again by source and number. One that an order followed stays so."""

from django.utils.translation import gettext_lazy as _

from customers.imports.columns import Field
from customers.imports.kinds.agreed import ONCE, number, spelled
from customers.imports.kinds.base import Job, Kind, choice, day, words
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write

STATES = spelled(
    open="open|pending|待跟进|跟进中",
    ordered="ordered|won|yes|已下单|成交|已成交|是",
    none="none|lost|no|no order|未下单|未成交|否",
)
CHANNELS = spelled(
    phone="phone|call|telephone|电话",
    wechat="wechat|weixin|微信",
    web="web|website|online|网站|网页|平台",
    email="email|e-mail|邮件",
    visit="visit|in person|walk-in|到店|上门",
    other="other|其他",
)

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    number("inquiry number", "inquiry no", "inquiry", "enquiry", "询价单号", "询单号", "咨询编号"),
    day("day", "date", "asked on", "inquiry date", "日期", "询价日期", "咨询日期", required=True),
    words("topic", "subject", "about", "主题", "咨询主题", "询价项目", most=120),
    choice("channel", "via", "渠道", "来源渠道", words=CHANNELS, wrong=_("is no channel that we know")),
    words("wanted", "asked for", "request", "需求", "询价内容", "咨询内容", most=2000),
    words("offered", "offer", "answer", "答复", "报价", most=2000),
    choice(
        "state", "status", "ordered", "状态", "是否下单", words=STATES, wrong=_("is no state that we know")
    ),
)

FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, %(source)s AS source, s.number, s.day,
    coalesce(s.topic, v.topic, s.number) AS topic, coalesce(s.channel, v.channel, 'other') AS channel,
    coalesce(s.wanted, v.wanted, '') AS wanted, coalesce(s.offered, v.offered, '') AS offered, t.state,
    CASE WHEN t.state <> 'open' THEN coalesce(v.settled_on, s.day) END AS settled_on,
    %(import)s AS came_from_id, %(now)s AS entered_at
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
LEFT JOIN customers_inquiry v ON v.source = %(source)s AND v.number = s.number AND v.number <> ''
CROSS JOIN LATERAL (SELECT
    CASE WHEN coalesce(s.state, 'open') = 'open' AND v.id IS NOT NULL
        THEN v.state ELSE coalesce(s.state, 'open') END AS state
) t
WHERE {which}
ORDER BY c.id, s.day
"""
WRITE = Write(
    table="customers_inquiry",
    found=FOUND,
    columns=("customer_id", "day", "topic", "channel", "wanted", "offered", "state", "settled_on", "source"),
    once=ONCE,
    newest="day",
)


def prepare(job: Job) -> list[str]:
    settle_customers(job, first="min(s.day)")
    return []


KIND = Kind("inquiries", FIELDS, "number", prepare, WRITE)
