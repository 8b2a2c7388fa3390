"""Contracts: known again by source and number. Without a state they are signed."""

from django.utils.translation import gettext_lazy as _

from customers.imports.columns import Field
from customers.imports.kinds.agreed import ONCE, number, reject_where, spelled
from customers.imports.kinds.base import Job, Kind, amount, choice, day, words
from customers.imports.kinds.by_hand import BY_HAND, KNOWN_SOURCE, Entered, take_over
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write

STATES = spelled(
    draft="draft|草稿|拟定",
    signed="signed|active|running|生效|已签|已签订|履行中|有效",
    ended="ended|expired|terminated|已终止|终止|到期|已到期|结束",
    renewed="renewed|已续约|续约",
)
UNITS = spelled(
    hour="hour|hourly|per hour|小时|每小时|工时",
    visit="visit|per visit|次|每次",
    month="month|monthly|per month|月|每月|月付",
    year="year|yearly|annual|per year|年|每年|年付",
    whole="whole|total|once|总价|一次性|全部",
)

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    number("contract number", "contract no", "contract", "contract id", "合同号", "合同编号"),
    words("subject", "title", "about", "合同名称", "合同内容", "标题", most=160),
    day("starts_on", "start date", "start", "from", "开始日期", "起始日期", "生效日期", required=True),
    day("ends_on", "end date", "end", "until", "expires", "结束日期", "终止日期", "到期日期", required=True),
    day("renews_on", "renewal date", "renew by", "续约日期", "续签日期"),
    amount("price", "rate", "contract price", "价格", "单价", "合同价", required=True),
    choice("unit", "per", "price unit", "计价单位", "单位", words=UNITS, wrong=_("is no unit that we know")),
    words("covers", "scope", "服务范围", "包含内容", most=2000),
    words("clash", "clashing terms", "条款冲突", most=1000),
    words("decider", "decision maker", "决策人", "关键决策人", most=120),
    words("market_item", "benchmark item", "市场价项目", most=120),
    amount("market_low", "benchmark low", "市场最低价", "市场价下限"),
    amount("market_high", "benchmark high", "市场最高价", "市场价上限"),
    words("market_source", "benchmark source", "市场价来源", most=160),
    day("market_on", "benchmark date", "市场价日期"),
    choice("state", "status", "状态", "合同状态", words=STATES, wrong=_("is no state that we know")),
    day("signed_on", "signed", "signature date", "签订日期", "签约日期"),
    day("ended_on", "ended", "terminated on", "实际终止日期"),
    words("reason", "end reason", "终止原因", most=400),
    BY_HAND,
)
ENTERED = Entered(
    "customers_contract",
    "price",
    fixed={
        "v.state = 'awaiting'": _(
            "“%(number)s” waits here for the approval of its price: decide on that first"
        )
    },
)

# What the night or a renewal made of a contract stays while its last day stays.
FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, %(source)s AS source, s.number,
    coalesce(s.subject, v.subject, s.number) AS subject, coalesce(s.covers, v.covers, '') AS covers,
    s.starts_on, s.ends_on, coalesce(s.renews_on, v.renews_on) AS renews_on, s.price,
    coalesce(s.unit, v.unit, 'month') AS unit, b.currency, coalesce(s.clash, v.clash, '') AS clash,
    coalesce(s.market_item, v.market_item, '') AS market_item, m.low AS market_low, m.high AS market_high,
    coalesce(s.market_source, v.market_source, '') AS market_source, m.found_on AS market_on,
    coalesce(d.id, v.decider_id) AS decider_id, t.state,
    CASE WHEN t.state <> 'draft' THEN coalesce(s.signed_on, v.signed_on, s.starts_on) END AS signed_on,
    CASE WHEN t.state = 'ended' THEN coalesce(s.ended_on, v.ended_on, s.ends_on) END AS ended_on,
    coalesce(s.reason, v.reason, '') AS reason, %(import)s AS came_from_id, %(now)s AS entered_at
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
JOIN staff_branch b ON b.id = c.branch_id
LEFT JOIN customers_contract v ON v.source = <known source> AND v.number = s.number AND v.number <> ''
LEFT JOIN LATERAL (
    SELECT min(o.id) AS id FROM customers_contact o WHERE o.customer_id = c.id AND o.name = s.decider
) d ON s.decider IS NOT NULL
CROSS JOIN LATERAL (SELECT
    CASE WHEN s.market_high IS NULL THEN v.market_high ELSE s.market_high END AS high,
    CASE WHEN s.market_high IS NULL THEN v.market_low ELSE coalesce(s.market_low, s.market_high) END AS low,
    CASE WHEN s.market_high IS NULL THEN v.market_on ELSE coalesce(s.market_on, s.starts_on) END AS found_on
) m
CROSS JOIN LATERAL (SELECT
    CASE WHEN coalesce(s.state, 'signed') = 'signed' AND v.state IN ('signed', 'ended', 'renewed')
        AND v.ends_on = s.ends_on THEN v.state ELSE coalesce(s.state, 'signed') END AS state
) t
WHERE {which}
ORDER BY c.id, s.starts_on
""".replace("<known source>", KNOWN_SOURCE)
WRITE = Write(
    table="customers_contract",
    found=FOUND,
    columns=(
        "customer_id",
        "subject",
        "covers",
        "starts_on",
        "ends_on",
        "renews_on",
        "price",
        "unit",
        "currency",
        "market_item",
        "market_low",
        "market_high",
        "market_source",
        "market_on",
        "decider_id",
        "clash",
        "state",
        "signed_on",
        "ended_on",
        "reason",
        "source",
    ),
    once=ONCE,
    newest="starts_on",
)


def prepare(job: Job) -> list[str]:
    reject_where(job, "s.ends_on < s.starts_on", _("it ends before it starts"))
    reject_where(job, "s.renews_on < s.starts_on", _("it is to be renewed before it starts"))
    reject_where(job, "s.price < 0", _("its price is below nothing"))
    wrong = "s.market_low > coalesce(s.market_high, 0) OR s.market_low <= 0 OR s.market_high <= 0"
    reject_where(job, wrong, _("the market's lowest and highest price are no range"))
    settle_customers(job, first="min(s.starts_on)")
    return take_over(job, ENTERED)


KIND = Kind("contracts", FIELDS, "number", prepare, WRITE)
