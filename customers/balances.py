"""What was owed of an invoice at the end of a day, and since when it was settled, in SQL: one meaning for
nights, pages and lists.

Each payment counts from its own day: a part lowers what is owed, and a refund opens an invoice again from the
refund's day on, not before. `InvoiceQuerySet.with_open` says the same to querysets.
"""

# 0 once it was paid: by its payments, or by its own source's word. Payments are looked up only where they
# matter.
OPEN = """CASE WHEN {invoice}.paid_on <= {day} THEN 0 ELSE {invoice}.amount - COALESCE((
            SELECT sum(received.amount) FROM customers_payment AS received
            WHERE received.invoice_id = {invoice}.id AND received.paid_on <= {day}), 0) END"""
# Of one that a later refund opened again: the day from which on the payments known by then covered it.
COVERED_ON = """(
            SELECT min(covered.day) FROM (
                SELECT came.day,
                    bool_and(came.paid >= {invoice}.amount) OVER (ORDER BY came.day DESC) AS for_good
                FROM (
                    SELECT received.paid_on AS day,
                        sum(sum(received.amount)) OVER (ORDER BY received.paid_on) AS paid
                    FROM customers_payment AS received
                    WHERE received.invoice_id = {invoice}.id AND received.paid_on <= {day}
                    GROUP BY received.paid_on
                ) AS came
            ) AS covered
            WHERE covered.for_good)"""


def open_on(day: str, *, invoice: str) -> str:
    """SQL of the amount. day: SQL of a date · invoice: what the query calls the row, with its id, paid_on and
    amount."""
    return OPEN.format(invoice=invoice, day=day)


def settled_on(day: str, *, invoice: str) -> str:
    """SQL of the day on which it was paid, as was known at the end of `day`; for an invoice of which nothing
    was open any more."""
    covered = COVERED_ON.format(invoice=invoice, day=day)
    return f"CASE WHEN {invoice}.paid_on <= {day} THEN {invoice}.paid_on ELSE {covered} END"
