"""Returns, warranty claims, declined work: known again by number, else by customer, day and what it is.

An empty cell takes nothing away; an order number links a row to its order.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.imports.columns import Field
from customers.imports.kinds.base import NO_CODE, Job, Kind, amount, choice, code, day, words
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write
from customers.imports.values import codes
from customers.models.record_policy import record_policy

NUMBER = code("number", "no", "id", "单号", "编号", "退货单号", "索赔单号")
ORDER = code("order", "order number", "order no", "work order", "订单号", "工单号")
WHAT = words(
    "what", "item", "product", "description", "text", "work", "项目", "商品", "内容", "说明", most=200
)
AMOUNT = amount("amount", "value", "sum", "金额", "退款金额", "索赔金额", "报价")
CATEGORY = words("category", "group", "类别", "分类", "品类", most=80)
# What a row is known by inside the file: written in `prepare`, read from no column.
KEY_FIELD = Field("row_key", "text", lambda _r: codes(500), NO_CODE)

KEY = """
UPDATE {rows} SET row_key = CASE WHEN number IS NOT NULL THEN number
    ELSE concat_ws(chr(31), customer, {day}, what) END
"""
WITHOUT = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s WHERE s.what IS NULL
"""
NEW_CATEGORIES = """
INSERT INTO customers_category (name)
SELECT DISTINCT s.category FROM {rows} s
WHERE s.category IS NOT NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
ON CONFLICT (name) DO NOTHING
"""
FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, coalesce(o.id, v.visit_id) AS visit_id, s.what,
    coalesce(s.amount, v.amount) AS amount, %(source)s AS source, coalesce(s.number, '') AS number,
    %(import)s AS came_from_id, <columns>
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
LEFT JOIN customers_visit o ON o.source = %(source)s AND o.number = s.order AND NOT (o.number = '')
    AND o.customer_id = c.id
LEFT JOIN customers_category g ON g.name = <category>
LEFT JOIN LATERAL (
    SELECT * FROM <table> k
    WHERE s.number IS NOT NULL AND k.source = %(source)s AND k.number = s.number AND NOT (k.number = '')
    UNION ALL
    (SELECT * FROM <table> k
    WHERE s.number IS NULL AND k.customer_id = c.id AND k.<day> = s.<day> AND k.what = s.what LIMIT 1)
) v ON true
WHERE {which}
ORDER BY s.line
"""
OUTCOMES = {
    word: value
    for value, spellings in {
        "open": ("open", "pending", "处理中", "待定"),
        "accepted": ("accepted", "approved", "yes", "通过", "同意"),
        "partly": ("partly", "partial", "部分", "部分通过"),
        "refused": ("refused", "rejected", "denied", "no", "拒绝", "不通过"),
    }.items()
    for word in spellings
}


def following(
    name: str, *, table: str, on: Field, fields: tuple[Field, ...], columns: dict[str, str], **parameters: Any
) -> Kind:
    """A kind of these. on: the field with its day; columns: column → what it shall hold (s: file, v: known).

    parameters: name → function that says what the SQL gets under it.
    """
    day_column = on.name

    def prepare(job: Job) -> list[str]:
        job.stage.run(WITHOUT, {"reason": _("it does not say what")})
        settle_customers(job, first=f"min(s.{day_column})")
        job.stage.run(KEY.replace("{day}", day_column))
        if any(field.name == "category" for field in fields):
            job.stage.run(NEW_CATEGORIES)
        job.parameters.update({key: value() for key, value in parameters.items()})
        return []

    columns = {day_column: f"s.{day_column}"} | columns
    has_category = any(field.name == "category" for field in fields)
    found = FOUND.replace("<columns>", ", ".join(f"{text} AS {column}" for column, text in columns.items()))
    found = found.replace("<table>", table).replace("<day>", day_column)
    found = found.replace("<category>", "s.category" if has_category else "NULL")
    write = Write(
        table=table,
        found=found,
        columns=("customer_id", "visit_id", "what", "amount", *columns),
        once=("source", "number", "came_from_id"),
        newest=day_column,
    )
    every = (CUSTOMER, on, NUMBER, ORDER, WHAT, AMOUNT, *fields, KEY_FIELD)
    return Kind(name, every, "row_key", prepare, write)


def kept(column: str) -> str:
    return f"coalesce(s.{column}, v.{column})"


RETURNS = following(
    "returns",
    table="customers_return",
    on=day("asked_on", "date", "asked", "return date", "申请日期", "退货日期", "日期", required=True),
    fields=(
        day("due_on", "refund due", "应退日期"),
        day("refunded_on", "refunded", "refund date", "退款日期"),
        day("refused_on", "refused", "拒绝日期"),
        words("reason", "why", "原因", "退货原因", most=200),
    ),
    columns={
        "due_on": "greatest(coalesce(s.due_on, v.due_on, s.asked_on + %(refund_days)s), s.asked_on)",
        "refunded_on": kept("refunded_on"),
        "refused_on": "CASE WHEN coalesce(s.refunded_on, v.refunded_on) IS NULL"
        " THEN coalesce(s.refused_on, v.refused_on) END",
        "reason": "coalesce(s.reason, v.reason, '')",
    },
    refund_days=lambda: record_policy().refund_days,
)
CLAIMS = following(
    "warranty_claims",
    table="customers_warrantyclaim",
    on=day("claimed_on", "date", "claimed", "claim date", "索赔日期", "日期", required=True),
    fields=(
        day("decided_on", "decided", "decision date", "处理日期", "裁定日期"),
        choice(
            "outcome", "result", "decision", "结果", words=OUTCOMES, wrong=lazy("is no outcome that we know")
        ),
    ),
    columns={
        "outcome": "coalesce(s.outcome, v.outcome, 'open')",
        "decided_on": "CASE WHEN coalesce(s.outcome, v.outcome, 'open') <> 'open'"
        " THEN coalesce(s.decided_on, v.decided_on, s.claimed_on) END",
    },
)
DECLINED = following(
    "declined_work",
    table="customers_declinedwork",
    on=day("recommended_on", "date", "recommended", "建议日期", "推荐日期", "日期", required=True),
    fields=(
        CATEGORY,
        day("follow_up_on", "ask again", "follow up", "回访日期", "下次询问"),
        day("done_on", "done", "done later", "完成日期"),
    ),
    columns={
        "category_id": "coalesce(g.id, v.category_id)",
        "follow_up_on": "coalesce(s.follow_up_on, v.follow_up_on, s.recommended_on + %(follow_up_days)s)",
        "done_on": kept("done_on"),
    },
    follow_up_days=lambda: record_policy().follow_up_days,
)
KINDS = (RETURNS, CLAIMS, DECLINED)
