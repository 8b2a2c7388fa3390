"""What becomes of pairs when one of the two is merged away."""

from datetime import date

from django.db import connection

# That the other is not the same as somebody holds for the two together; nobody is paired with himself, and
# what was only proposed is found anew.
FOLLOW = """
DELETE FROM customers_duplicatecandidate c
WHERE %(gone)s IN (c.first_id, c.second_id) AND (
    c.state = 'open' OR %(into)s IN (c.first_id, c.second_id) OR EXISTS (
        SELECT FROM customers_duplicatecandidate o
        WHERE (o.first_id, o.second_id) = (least(%(into)s, c.first_id + c.second_id - %(gone)s),
                                           greatest(%(into)s, c.first_id + c.second_id - %(gone)s))));
UPDATE customers_duplicatecandidate c SET
    first_id = least(%(into)s, c.first_id + c.second_id - %(gone)s),
    second_id = greatest(%(into)s, c.first_id + c.second_id - %(gone)s)
WHERE %(gone)s IN (c.first_id, c.second_id)
"""


def follow(gone: int, into: int, _day: date) -> None:
    """The decisions about `gone` become decisions about `into`."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, {"gone": gone, "into": into})
