"""Inquiries that no order followed, and contracts: their price, their terms, their end."""

# No order: a person said so, or the days in which one follows are over without a paid visit.
INQUIRIES = """
SELECT customer_id, count(*) AS unordered, %(as_of)s::date - max(day) AS unordered_days,
    count(*) FILTER (WHERE mismatch AND day > %(as_of)s::date - 180) AS mismatches,
    count(*) FILTER (WHERE mismatch AND NOT offer AND day > %(as_of)s::date - 180) AS unoffered,
    %(as_of)s::date - max(day) FILTER (WHERE mismatch) AS mismatch_days
FROM (
    SELECT customer_id, day,
        wanted <> '' AND lower(btrim(wanted)) <> lower(btrim(offered)) AS mismatch,
        btrim(offered) <> '' AS offer,
        state = 'ordered' AND settled_on <= %(as_of)s AS ordered,
        state = 'none' AND settled_on <= %(as_of)s AS refused,
        EXISTS (
            SELECT FROM customers_visit AS visit
            WHERE visit.customer_id = inquiry.customer_id AND visit.counts AND visit.amount > 0
                AND visit.day BETWEEN inquiry.day AND least(inquiry.day + policy.days, %(as_of)s::date)
        ) AS bought,
        %(as_of)s::date - day > policy.days AS waited
    FROM customers_inquiry AS inquiry CROSS JOIN (
        SELECT COALESCE(max(order_days), 30)::int AS days FROM customers_agreementpolicy) AS policy
    WHERE {shard} AND day <= %(as_of)s AND day > %(as_of)s::date - 365
) AS asked
WHERE NOT ordered AND NOT bought AND (waited OR refused)
GROUP BY customer_id
"""

# Of those in force at the end of the day: the price furthest above the market near its signature or its end,
# the sharpest rise over the contract before, terms that clash, and the nearest end nobody has talked about.
# One that was approved later was not yet signed, whatever day it counts from.
CONTRACTS = """
SELECT customer_id,
    max(over) FILTER (WHERE near) AS over_market,
    max(rise) FILTER (WHERE signed_days < 365) AS price_rise,
    count(*) FILTER (WHERE clash <> '') AS clashes,
    min(ends_in) FILTER (WHERE clash <> '') AS clash_ends_in,
    count(*) FILTER (WHERE silent) AS ending_contracts,
    min(ends_in) FILTER (WHERE silent) AS ends_in
FROM (
    SELECT contract.customer_id, contract.clash, %(as_of)s::date - contract.signed_on AS signed_days,
        contract.ends_on - %(as_of)s::date AS ends_in,
        contract.price / NULLIF(contract.market_high, 0) - 1 AS over,
        contract.price / NULLIF(earlier.price, 0) - 1 AS rise,
        contract.signed_on > %(as_of)s::date - 90 OR contract.ends_on < %(as_of)s::date + 90 AS near,
        COALESCE(contract.talked_on, 'infinity') > %(as_of)s AND NOT EXISTS (
            SELECT FROM customers_quote AS quote
            WHERE quote.customer_id = contract.customer_id AND quote.made_on <= %(as_of)s
                AND quote.made_on > contract.ends_on - 120) AS silent
    FROM customers_contract AS contract
    LEFT JOIN customers_contract AS earlier ON earlier.id = contract.follows_id
        AND earlier.unit = contract.unit AND earlier.currency = contract.currency
    LEFT JOIN customers_contract AS later ON later.follows_id = contract.id AND later.signed_on <= %(as_of)s
    WHERE {shard:contract} AND contract.signed_on <= %(as_of)s AND contract.starts_on <= %(as_of)s
        AND contract.ends_on >= %(as_of)s AND COALESCE(contract.ended_on, 'infinity') > %(as_of)s
        AND later.id IS NULL AND NOT EXISTS (
            SELECT FROM customers_priceapproval AS approval
            WHERE approval.contract_id = contract.id AND approval.state = 'approved'
                AND approval.decided_at >= %(end)s)
) AS running
GROUP BY customer_id
"""

# The last day that a customer has agreed on with us, renewals included: signed or renewed by that day.
LAST_AGREED = """
SELECT customer_id,
    max(least(ends_on, CASE WHEN ended_on <= %(as_of)s THEN ended_on END)) AS agreed_until
FROM customers_contract AS contract
WHERE {shard} AND signed_on <= %(as_of)s AND NOT EXISTS (
    SELECT FROM customers_priceapproval AS approval
    WHERE approval.contract_id = contract.id AND approval.state = 'approved'
        AND approval.decided_at >= %(end)s)
GROUP BY customer_id
"""

COUNTS = ("unordered", "mismatches", "unoffered", "clashes", "ending_contracts")
