# ruff: noqa: E501 - long columns
"""What people have agreed on with the customers of bench/finding.py, and what falls due: for the worklists."""

from collections.abc import Callable

DAY = "2026-06-16"
# State and day of an agreement from one number a row: most are settled, and what is open may be old.
INQUIRIES = """
INSERT INTO customers_inquiry (source, number, entered_at, day, channel, topic, wanted, offered, state, settled_on, customer_id)
SELECT '', '', now(), day, 'phone', 'price', 'A price', '', CASE WHEN n % 5 = 0 THEN 'open' ELSE 'none' END,
    CASE WHEN n % 5 > 0 THEN day END, id
FROM (SELECT id, n, date '{day}' - ((n * 7919) % 700)::int AS day
    FROM (SELECT id, id / 3 AS n FROM customers_customer WHERE id % 3 = 0) every) made
"""
QUOTES = """
INSERT INTO customers_quote (source, number, entered_at, subject, amount, currency, made_on, valid_until, state, reason, settled_on, customer_id)
SELECT '', '', now(), 'Tyres', 1000, 'CNY', day, day + 60, CASE WHEN n % 5 = 0 THEN 'open' ELSE 'refused' END, '',
    CASE WHEN n % 5 > 0 THEN day END, id
FROM (SELECT id, id / 5 AS n, date '{day}' - ((id / 5 * 7919) % 500)::int AS day FROM customers_customer WHERE id % 5 = 1) made
"""
BOOKINGS = """
INSERT INTO customers_booking (source, number, entered_at, day, at, note, state, settled_on, customer_id)
SELECT '', '', now(), day, day + time '09:00', '', state, CASE WHEN state <> 'booked' THEN day END, id
FROM (SELECT id, day, CASE WHEN day >= '{day}' OR n % 20 = 0 THEN 'booked' WHEN n % 20 = 1 THEN 'no_show' ELSE 'came' END AS state
    FROM (SELECT id, id / 2 AS n, date '{day}' + 20 - ((id / 2 * 7919) % 600)::int AS day FROM customers_customer WHERE id % 2 = 0) made) made
"""
CONTRACTS = """
INSERT INTO customers_contract (source, number, entered_at, subject, covers, starts_on, ends_on, price, unit, currency,
    market_item, market_source, clash, state, signed_on, reason, customer_id)
SELECT '', '', now(), 'Fleet care', '', ends - 364, ends, 1000, 'year', 'CNY', '', '', '', 'signed', ends - 370, '', id
FROM (SELECT id, date '{day}' - 200 + ((id * 7919) % 600)::int AS ends FROM customers_customer WHERE kind = 'company') made
"""
PACKAGES = """
INSERT INTO customers_package (source, number, entered_at, kind, name, bought_on, expires_on, currency, total, "left", customer_id)
SELECT '', '', now(), 'units', 'Ten washes', ends - 365, ends, 'CNY', 10, id / 10 % 2 * 4, id
FROM (SELECT id, date '{day}' - 300 + ((id * 7919) % 700)::int AS ends FROM customers_customer WHERE id % 10 = 3) made
"""
DUES = """
INSERT INTO customers_assetdue (kind, by_date, done_on, asset_id)
SELECT 'maintenance', due, CASE WHEN due < '{day}' AND id % 4 > 0 THEN due END, id
FROM (SELECT id, date '{day}' - 400 + ((id * 7919) % 800)::int AS due FROM customers_asset) made
"""
PAIRS = """
INSERT INTO customers_duplicatecandidate (confidence, reasons, state, found_on, first_id, second_id)
SELECT 0.5 + (id * 7919 % 500) / 1000.0, '[]', 'open', '{day}', id, id + 1 FROM customers_customer WHERE id % 50 = 1
"""
FILLED = {
    "inquiries": INQUIRIES,
    "quotes": QUOTES,
    "bookings": BOOKINGS,
    "contracts": CONTRACTS,
    "packages": PACKAGES,
    "dues": DUES,
    "pairs": PAIRS,
}


def fill(run: Callable[[str], object]) -> None:
    for sql in FILLED.values():
        run(sql.replace("{day}", DAY))
    run("VACUUM ANALYZE")
