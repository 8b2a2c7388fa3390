"""Invoices: known again by source and number, or as entered here. No day of payment is an unpaid invoice."""

from django.utils.translation import gettext as _

from customers.imports.columns import Field
from customers.imports.kinds.base import Job, Kind, amount, code, day
from customers.imports.kinds.by_hand import BY_HAND, KNOWN_SOURCE, Entered, take_over
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write
from customers.money import settle

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
    day("statement_sent_on", "statement date", "statement sent", "对账单日期", "对账日期"),
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
    BY_HAND,
)

# A void one stays void: what comes under its number is another invoice.
ENTERED = Entered("customers_invoice", "amount", "v.token IS NOT NULL AND v.voided_on IS NULL")

CONTRADICTION = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s WHERE s.due_on < s.issued_on
"""

FOUND = """
SELECT v AS old, v.id AS known, c.id AS customer_id, %(source)s AS source, s.number, s.issued_on, s.due_on,
    CASE WHEN v.paid_by_payments THEN v.paid_on ELSE coalesce(s.paid_on, v.paid_on) END AS paid_on, s.amount,
    coalesce(s.statement_sent_on, v.statement_sent_on) AS statement_sent_on, %(import)s AS came_from_id
FROM {source} s
JOIN customers_customer c ON c.code = s.customer
LEFT JOIN customers_invoice v ON v.source = <known source> AND v.number = s.number
WHERE {which}
ORDER BY c.id, s.issued_on
""".replace("<known source>", KNOWN_SOURCE)
WRITE = Write(
    table="customers_invoice",
    found=FOUND,
    columns=("customer_id", "issued_on", "due_on", "paid_on", "amount", "statement_sent_on", "source"),
    once=("number", "came_from_id"),
    newest="issued_on",
)


def prepare(job: Job) -> list[str]:
    job.stage.run(CONTRADICTION, {"reason": _("it is due before it was issued")})
    settle_customers(job, first="min(s.issued_on)")
    return take_over(job, ENTERED)


# Of customers who are billed monthly, late no sooner than their statement.
MONTHLY = """
UPDATE customers_invoice i SET monthly = true
FROM customers_account a
WHERE a.customer_id = i.customer_id AND a.monthly AND i.came_from_id = %(import)s AND NOT i.monthly
"""
WITH_PAYMENTS = """
SELECT coalesce(array_agg(DISTINCT i.id), '{{}}') FROM {rows} s
JOIN customers_invoice i ON i.source = %(source)s AND i.number = s.number
WHERE EXISTS (SELECT FROM customers_payment p WHERE p.invoice_id = i.id)
"""


def finish(job: Job) -> None:
    """An amount that changed may have opened or settled an invoice that has payments."""
    job.stage.run(MONTHLY, job.parameters)
    settle(job.stage.one(WITH_PAYMENTS, job.parameters))


KIND = Kind("invoices", FIELDS, "number", prepare, WRITE, finish)
