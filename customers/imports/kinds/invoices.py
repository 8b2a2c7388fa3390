"""Invoices: known again by source and number. An empty day of payment is an unpaid invoice."""

from django.utils.translation import gettext as _

from customers.imports.columns import Field
from customers.imports.kinds.base import Job, Kind, amount, code, day
from customers.imports.kinds.facts import CUSTOMER, settle_customers

FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    code(
        "number",
        "invoice number",
        "invoice no",
        "invoice id",
        "invoice",
        "发票号",
        "发票号码",
        "发票编号",
        "账单号",
        required=True,
    ),
    day(
        "issued_on",
        "invoice date",
        "issue date",
        "issued",
        "date",
        "开票日期",
        "发票日期",
        "账单日期",
        "日期",
        required=True,
    ),
    day(
        "due_on", "due date", "due", "payable by", "到期日", "到期日期", "应付日期", "付款期限", required=True
    ),
    day(
        "paid_on",
        "settled date",
        "payment date",
        "paid date",
        "paid",
        "付款日期",
        "结清日期",
        "收款日期",
        "到账日期",
    ),
    amount(
        "amount",
        "invoice amount",
        "total",
        "sum",
        "金额",
        "发票金额",
        "总额",
        "应收金额",
        "合计",
        required=True,
    ),
)

CONTRADICTION = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s WHERE s.due_on < s.issued_on
"""

WRITE = """
WITH incoming AS MATERIALIZED (
    SELECT v.id AS known, c.id AS customer_id, s.number, s.issued_on, s.due_on,
        coalesce(s.paid_on, v.paid_on) AS paid_on, s.amount,
        v.id IS NOT NULL AND (v.customer_id, v.issued_on, v.due_on, v.paid_on, v.amount)
            IS DISTINCT FROM (c.id, s.issued_on, s.due_on, coalesce(s.paid_on, v.paid_on), s.amount) AS differs
    FROM {source} s
    JOIN customers_customer c ON c.code = s.customer
    LEFT JOIN customers_invoice v ON v.source = %(source)s AND v.number = s.number
    WHERE {which}
    ORDER BY c.id, s.issued_on
), inserted AS (
    INSERT INTO customers_invoice (customer_id, source, number, issued_on, due_on, paid_on, amount, came_from_id)
    SELECT customer_id, %(source)s, number, issued_on, due_on, paid_on, amount, %(import)s
    FROM incoming WHERE known IS NULL
    RETURNING 1
), updated AS (
    UPDATE customers_invoice v
    SET (customer_id, issued_on, due_on, paid_on, amount)
        = (i.customer_id, i.issued_on, i.due_on, i.paid_on, i.amount)
    FROM incoming i
    WHERE v.id = i.known AND i.differs
    RETURNING 1
)
SELECT (SELECT count(*) FROM incoming), (SELECT count(*) FROM inserted), (SELECT count(*) FROM updated),
    (SELECT max(issued_on) FROM incoming)
"""


def prepare(job: Job) -> list[str]:
    job.stage.run(CONTRADICTION, {"reason": _("it is due before it was issued")})
    settle_customers(job, first="min(s.issued_on)")
    return []


KIND = Kind("invoices", FIELDS, "number", prepare, WRITE, ("customers_invoice", "customers_customer"))
