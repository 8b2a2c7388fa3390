"""Payments of invoices: known again by reference, else by invoice, day, amount and how-manieth."""

from django.utils.translation import gettext as _

from customers.imports.columns import Field
from customers.imports.kinds.base import NO_CODE, Job, Kind, amount, code, day
from customers.imports.kinds.by_hand import told
from customers.imports.reasons import NAMED
from customers.imports.upsert import Write
from customers.imports.values import codes
from customers.money import settle

FIELDS: tuple[Field, ...] = (
    code(
        "invoice",
        "invoice number",
        "invoice no",
        "invoice id",
        "发票号",
        "发票号码",
        "发票编号",
        "账单号",
        required=True,
    ),
    day(
        "paid_on",
        "payment date",
        "paid date",
        "date",
        "付款日期",
        "收款日期",
        "到账日期",
        "日期",
        required=True,
    ),
    amount(
        "amount", "payment", "paid", "paid amount", "金额", "付款金额", "收款金额", "到账金额", required=True
    ),
    code(
        "reference",
        "payment number",
        "payment no",
        "transaction",
        "transaction id",
        "流水号",
        "付款单号",
        "收款单号",
    ),
    # What a row is known by inside the file: written in `prepare`, read from no column.
    Field("payment_key", "text", lambda _r: codes(400), NO_CODE),
    # The payment that was entered here before the bank's number was known: written in `prepare` as well.
    Field("entered", "bigint", lambda _r: codes(20), NO_CODE, derived=True),
)

# An invoice of this source, else one that people entered here.
INVOICE = """
LATERAL (
    SELECT i.id FROM customers_invoice i WHERE i.source IN (%(source)s, '') AND i.number = s.invoice
    ORDER BY i.source = %(source)s DESC LIMIT 1
) i
"""
UNKNOWN = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, replace(%(reason)s, '«»', s.invoice) FROM {rows} s
WHERE NOT EXISTS (SELECT FROM customers_invoice i WHERE i.source IN (%(source)s, '') AND i.number = s.invoice)
"""
NOTHING = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s
WHERE s.amount = 0 AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
KEY = "UPDATE {rows} SET payment_key = invoice || chr(31) || reference WHERE reference IS NOT NULL"
TWINS = """
INSERT INTO {twins} (line, nth)
SELECT line, nth FROM (
    SELECT line, row_number() OVER (PARTITION BY invoice, paid_on, amount ORDER BY line) AS nth
    FROM {rows} s
    WHERE reference IS NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
) t WHERE nth > 1
"""
# The first, second … of an invoice, day and amount that was entered here without a reference is the first,
# second … that comes with one; where the file has such without one too, nobody can say which is which.
TAKE_OVER = """
UPDATE {rows} t SET entered = met.id FROM (
    SELECT line, p.id FROM (
        SELECT s.line, i.id AS invoice_id, s.paid_on, s.amount,
            dense_rank() OVER (PARTITION BY i.id, s.paid_on, s.amount ORDER BY s.reference) AS place
        FROM {rows} s JOIN <invoice> ON true
        WHERE s.reference IS NOT NULL
            AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
            AND NOT EXISTS (SELECT FROM customers_payment p
                WHERE p.invoice_id = i.id AND p.reference = s.reference)
            AND NOT EXISTS (SELECT FROM {rows} o WHERE o.reference IS NULL
                AND (o.invoice, o.paid_on, o.amount) = (s.invoice, s.paid_on, s.amount))
    ) f JOIN (
        SELECT id, invoice_id, paid_on, amount,
            row_number() OVER (PARTITION BY invoice_id, paid_on, amount ORDER BY nth) AS place
        FROM customers_payment WHERE token IS NOT NULL AND reference = ''
    ) p USING (invoice_id, paid_on, amount, place)
) met WHERE met.line = t.line
""".replace("<invoice>", INVOICE)
ENTERED = "SELECT EXISTS (SELECT FROM customers_payment WHERE token IS NOT NULL AND reference = '')"
FOUND = """
SELECT v AS old, v.id AS known, i.id AS invoice_id, s.paid_on, s.amount,
    coalesce(s.reference, '') AS reference, coalesce(w.nth, 1) AS nth, %(import)s AS came_from_id
FROM {source} s
JOIN <invoice> ON true
LEFT JOIN {twins} w ON w.line = s.line
LEFT JOIN LATERAL (
    SELECT * FROM customers_payment p
    WHERE s.reference IS NOT NULL AND p.invoice_id = i.id AND p.reference = s.reference
    UNION ALL
    SELECT * FROM customers_payment p
    WHERE s.reference IS NULL AND p.invoice_id = i.id AND p.reference = '' AND p.paid_on = s.paid_on
        AND p.amount = s.amount AND p.nth = coalesce(w.nth, 1)
    UNION ALL
    SELECT * FROM customers_payment p WHERE p.id = s.entered
) v ON true
WHERE {which}
ORDER BY i.id, s.paid_on
""".replace("<invoice>", INVOICE)
WRITE = Write(
    table="customers_payment",
    found=FOUND,
    columns=("paid_on", "amount", "reference"),
    once=("invoice_id", "nth", "came_from_id"),
    newest="paid_on",
)
TOUCHED = """
SELECT coalesce(array_agg(DISTINCT i.id), '{{}}') FROM {rows} s JOIN <invoice> ON true
""".replace("<invoice>", INVOICE)


def prepare(job: Job) -> list[str]:
    reason = _("there is no invoice “%(number)s”: import the invoices first") % {"number": NAMED}
    job.stage.run(UNKNOWN, {"reason": reason, **job.parameters})
    job.stage.run(NOTHING, {"reason": _("a payment of nothing")})
    job.stage.run(KEY)
    job.stage.run(TWINS)
    if not job.stage.one(ENTERED):
        return []
    return told(job.stage.run(TAKE_OVER, job.parameters), 0)


def finish(job: Job) -> None:
    """The day on which each of the invoices was paid. Of a killed import the same file again does it."""
    settle(job.stage.one(TOUCHED, job.parameters))


KIND = Kind("payments", FIELDS, "payment_key", prepare, WRITE, finish)
