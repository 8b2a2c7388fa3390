"""Lines of orders with their category: known again by order, all they say, and how-manieth.

A file holds all lines of each order that it names, unless the person says otherwise: what else we have of it
goes. An order of which a row could not be read is left alone. See docs/design/import.md.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.imports.columns import Field
from customers.imports.kinds.base import NO_AMOUNT, Job, Kind, amount, code, discount, words
from customers.imports.kinds.following import NEW_CATEGORIES
from customers.imports.reasons import NAMED
from customers.imports.upsert import Write
from customers.imports.values import amounts

ORDER = code(
    "order",
    "order number",
    "order no",
    "order id",
    "work order",
    "number",
    "订单号",
    "订单编号",
    "工单号",
    "单号",
    required=True,
)
FIELDS: tuple[Field, ...] = (
    ORDER,
    words("category", "group", "product group", "类别", "分类", "品类", most=80),
    words("text", "item", "product", "description", "name", "项目", "商品", "名称", "内容", most=200),
    Field("quantity", "numeric(12,3)", lambda _r: amounts, NO_AMOUNT, ("qty", "count", "数量")),
    amount("amount", "line amount", "total", "sum", "金额", "小计", required=True),
    discount("discount amount", "line discount", "折扣", "折扣金额", "优惠", "优惠金额", "行折扣"),
    # Repeats inside a file are lines of their own: this stays empty, so that none is folded.
    code("line_key"),
)
UNKNOWN_ORDER = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, replace(%(reason)s, '«»', s.order) FROM {rows} s
WHERE NOT EXISTS (
    SELECT FROM customers_visit v WHERE v.source = %(source)s AND v.number = s.order AND NOT (v.number = '')
) AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
TWINS = """
INSERT INTO {twins} (line, nth)
SELECT line, nth FROM (
    SELECT line, row_number() OVER (
        PARTITION BY "order", category, coalesce(text, category, '–'), coalesce(quantity, 1), amount
        ORDER BY line
    ) AS nth
    FROM {rows} s WHERE NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
) t WHERE nth > 1
"""
FOUND = """
SELECT v AS old, v.id AS known, o.id AS visit_id, g.id AS category_id,
    coalesce(s.text, s.category, '–') AS text, coalesce(s.quantity, 1) AS quantity, s.amount,
    coalesce(s.discount, v.discount) AS discount
FROM {source} s
JOIN customers_visit o ON o.source = %(source)s AND o.number = s.order AND NOT (o.number = '')
LEFT JOIN {twins} w ON w.line = s.line
LEFT JOIN customers_category g ON g.name = s.category
LEFT JOIN LATERAL (
    SELECT l.* FROM (
        SELECT l.id, row_number() OVER (ORDER BY l.id) AS nth FROM customers_visitline l
        WHERE l.visit_id = o.id AND l.category_id IS NOT DISTINCT FROM g.id
            AND l.text = coalesce(s.text, s.category, '–') AND l.quantity = coalesce(s.quantity, 1)
            AND l.amount = s.amount
    ) same JOIN customers_visitline l ON l.id = same.id WHERE same.nth = coalesce(w.nth, 1)
) v ON true
WHERE {which}
ORDER BY o.id, s.line
"""
WRITE = Write(
    table="customers_visitline",
    found=FOUND,
    columns=("category_id", "text", "quantity", "amount", "discount"),
    once=("visit_id",),
)


# Rows that could not be read, and do not say of which order they are either.
NAMELESS = """
SELECT count(*) FROM {rejects} r
WHERE (r.place IS NULL AND r.cells IS NOT NULL OR r.place = %(place)s)
"""
TRIM = """
WITH spoiled AS (
    SELECT s.order AS number FROM {rows} s JOIN {rejects} r ON r.line = s.line
    UNION SELECT btrim(r.cells::jsonb ->> %(place)s::integer) FROM {rejects} r WHERE r.cells IS NOT NULL
), lines AS (
    SELECT o.id AS visit_id, g.id AS category_id, coalesce(s.text, s.category, '–') AS text,
        coalesce(s.quantity, 1) AS quantity, s.amount
    FROM {rows} s
    JOIN customers_visit o ON o.source = %(source)s AND o.number = s.order AND NOT (o.number = '')
    LEFT JOIN customers_category g ON g.name = s.category
    WHERE NOT EXISTS (SELECT FROM spoiled p WHERE p.number = s.order)
), held AS (
    SELECT visit_id, category_id, text, quantity, amount, count(*) AS many FROM lines GROUP BY 1, 2, 3, 4, 5
), ours AS (
    SELECT l.*, max(l.id) OVER (PARTITION BY l.visit_id) AS newest,
        row_number() OVER (
            PARTITION BY l.visit_id, l.category_id, l.text, l.quantity, l.amount ORDER BY l.id
        ) AS nth
    FROM customers_visitline l WHERE l.visit_id IN (SELECT visit_id FROM lines)
), gone AS (
    DELETE FROM customers_visitline l USING ours u
    LEFT JOIN held h ON h.visit_id = u.visit_id AND h.category_id IS NOT DISTINCT FROM u.category_id
        AND h.text = u.text AND h.quantity = u.quantity AND h.amount = u.amount
    WHERE l.id = u.id AND u.nth > coalesce(h.many, 0)
    RETURNING l.*, u.newest
), noted AS (
    INSERT INTO customers_importchange (record_id, table_name, "row", before)
    SELECT %(import)s, 'customers_visitline', gone.id, to_jsonb(gone) FROM gone
)
SELECT count(*) FROM gone
"""


def trim(job: Job) -> tuple[int, list[str]]:
    """Take away the lines of these orders that the file does not hold; they are noted, to be put back."""
    parameters = job.parameters | {"place": job.places["order"]}
    nameless = job.stage.one(NAMELESS, parameters)
    if nameless:
        note = ngettext(
            "%(count)d row does not say of which order it is, so no line was removed.",
            "%(count)d rows do not say of which order they are, so no line was removed.",
            nameless,
        )
        return 0, [note % {"count": nameless}]
    return job.stage.one(TRIM, parameters), []


def reject_unknown_orders(job: Job) -> None:
    reason = _("there is no order “%(number)s” of this source: import the visits first") % {"number": NAMED}
    job.stage.run(UNKNOWN_ORDER, {"reason": reason, **job.parameters})


def prepare(job: Job) -> list[str]:
    reject_unknown_orders(job)
    job.stage.run(TWINS)
    job.stage.run(NEW_CATEGORIES)
    return []


KIND = Kind("order_lines", FIELDS, "line_key", prepare, WRITE, trim=trim, set_by="visit_id")
