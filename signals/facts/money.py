"""Orders that were paid late or not at all, and arrears that are no mere delay."""

# A shop's orders: how long from the order to the money, and what is still unpaid, however old. Only what is
# unpaid today or was paid not long before the day can count: both are found by an index, without the visits.
ORDERS = """
SELECT customer_id,
    avg(wait) FILTER (WHERE recent) AS wait_recent, count(wait) FILTER (WHERE recent) AS waits_recent,
    avg(wait) FILTER (WHERE NOT recent) AS wait_before, count(wait) FILTER (WHERE NOT recent) AS waits_before,
    count(*) FILTER (WHERE unpaid) AS unpaid_orders,
    COALESCE(max(age) FILTER (WHERE unpaid), 0) AS unpaid_days
FROM (
    SELECT detail.customer_id, %(as_of)s::date - visit.day AS age,
        detail.paid_on > %(as_of)s::date - 180 AS recent,
        CASE WHEN detail.paid_on <= %(as_of)s AND visit.day > %(as_of)s::date - 730
            THEN greatest(detail.paid_on - visit.day, 0) END AS wait,
        detail.payment = 'unpaid' OR detail.paid_on > %(as_of)s AS unpaid
    FROM customers_visitdetail AS detail JOIN customers_visit AS visit ON visit.id = detail.visit_id
    WHERE {shard:detail} AND (detail.payment = 'unpaid'
            OR detail.payment = 'paid' AND detail.paid_on > %(as_of)s::date - 545)
        AND visit.day <= %(as_of)s AND visit.amount > 0 AND NOT visit.cancelled
) AS ordered
WHERE wait IS NOT NULL OR unpaid
GROUP BY customer_id
"""

# The gravest mark in force; bad debt before deliberate arrears.
MARKS = """
SELECT DISTINCT ON (customer_id) customer_id, kind AS mark, %(as_of)s::date - day AS mark_days
FROM customers_arrearsmark
WHERE {shard} AND day <= %(as_of)s AND (lifted_on IS NULL OR lifted_on > %(as_of)s)
ORDER BY customer_id, (kind = 'bad_debt') DESC, day, id
"""

COUNTS = ("waits_recent", "waits_before", "unpaid_orders", "unpaid_days")
