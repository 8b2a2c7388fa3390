"""Visits without a number are told apart by their time, their amount and the how-manieth they are."""

from datetime import date

from django.db import connection

# Twice, because PostgreSQL looks at each row as it is written: out of everybody's way first.
FAR = 16_000
COUNT_ON = """
UPDATE customers_visit v SET nth = v.nth + %(far)s FROM (
    SELECT DISTINCT at, amount FROM customers_visit WHERE customer_id = %(into)s AND number = ''
) held
WHERE v.customer_id = %(gone)s AND v.number = '' AND (v.at, v.amount) = (held.at, held.amount);
UPDATE customers_visit v SET nth = v.nth - %(far)s + held.most FROM (
    SELECT at, amount, max(nth) AS most FROM customers_visit
    WHERE customer_id = %(into)s AND number = '' GROUP BY at, amount
) held
WHERE v.customer_id = %(gone)s AND v.number = '' AND (v.at, v.amount) = (held.at, held.amount)
"""


def count_on(gone: int, into: int, _day: date) -> None:
    """Those of `gone` come after those of `into`, as if one file had brought all."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ON, {"gone": gone, "into": into, "far": FAR})
