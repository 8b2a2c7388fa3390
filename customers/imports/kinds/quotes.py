"""Quotes: known again by source and number. A person's word here stands against an "open" from there."""

from django.utils.translation import gettext_lazy as _

from customers.imports.columns import Field
from customers.imports.kinds.agreed import ONCE, number, reject_where, spelled
from customers.imports.kinds.base import Job, Kind, amount, choice, day, words
from customers.imports.kinds.by_hand import BY_HAND, KNOWN_SOURCE, Entered, take_over
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write

STATES = spelled(
    open="open|sent|pending|待确认|已发送|未答复",
    accepted="accepted|won|ordered|已接受|成交|已成交",
    refused="refused|rejected|declined|lost|已拒绝|拒绝|未成交",
    expired="expired|lapsed|已过期|过期|失效",
)

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    number("quote number", "quote no", "quote", "offer number", "报价单号", "报价编号"),
    words("subject", "title", "for", "报价内容", "项目", most=160),
    amount("amount", "total", "sum", "金额", "报价金额", "总额", required=True),
    day("made_on", "quote date", "date", "报价日期", "日期", required=True),
    day("valid_until", "expires", "good until", "有效期至", "有效期", "截止日期", required=True),
    choice("state", "status", "状态", "报价状态", words=STATES, wrong=_("is no state that we know")),
    words("reason", "lost reason", "原因", "拒绝原因", most=400),
    day("settled_on", "answered on", "答复日期", "成交日期"),
    BY_HAND,
)
ENTERED = Entered("customers_quote", "amount")

FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, %(source)s AS source, s.number,
    coalesce(s.subject, v.subject, s.number) AS subject, s.amount, b.currency, s.made_on, s.valid_until,
    t.state, coalesce(s.reason, v.reason, '') AS reason,
    CASE WHEN t.state <> 'open' THEN coalesce(s.settled_on, v.settled_on, s.valid_until) END AS settled_on,
    %(import)s AS came_from_id, %(now)s AS entered_at
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
JOIN staff_branch b ON b.id = c.branch_id
LEFT JOIN customers_quote v ON v.source = <known source> AND v.number = s.number AND v.number <> ''
CROSS JOIN LATERAL (SELECT
    CASE WHEN coalesce(s.state, 'open') = 'open' AND (
        v.settled_by_id IS NOT NULL OR v.valid_until = s.valid_until
    ) THEN v.state ELSE coalesce(s.state, 'open') END AS state
) t
WHERE {which}
ORDER BY c.id, s.made_on
""".replace("<known source>", KNOWN_SOURCE)
WRITE = Write(
    table="customers_quote",
    found=FOUND,
    columns=(
        "customer_id",
        "subject",
        "amount",
        "currency",
        "made_on",
        "valid_until",
        "state",
        "reason",
        "settled_on",
        "source",
    ),
    once=ONCE,
    newest="made_on",
)


def prepare(job: Job) -> list[str]:
    reject_where(job, "s.valid_until < s.made_on", _("it is no longer valid on the day it is made"))
    reject_where(job, "s.amount < 0", _("its amount is below nothing"))
    settle_customers(job, first="min(s.made_on)")
    return take_over(job, ENTERED)


KIND = Kind("quotes", FIELDS, "number", prepare, WRITE)
