"""By whom the customer and we know each other, who has left, and who leaves."""

# A contact or a line that somebody entered after the day was not known then; its history says when. What
# files bring has no day of its own and counts as known.
CONTACTS = """
SELECT customer_id, count(*) FILTER (WHERE there) AS contacts,
    count(*) FILTER (WHERE there AND bond > 0) AS bonded,
    count(*) FILTER (WHERE there AND decides) AS deciders,
    min(%(as_of)s::date - left_on) FILTER (WHERE NOT there AND decides) AS decider_left_days
FROM (
    SELECT customer_id, bond, decides, left_on, left_on IS NULL OR left_on > %(as_of)s AS there
    FROM customers_contact AS contact
    WHERE {shard} AND (left_on IS NULL OR left_on > %(as_of)s::date - 365) AND NOT EXISTS (
        SELECT FROM customers_contactevent AS event WHERE event.pgh_obj_id = contact.id
            AND event.pgh_label LIKE 'insert%%' AND event.pgh_created_at >= %(end)s
            AND event.pgh_context ->> 'way' IN ('screen', 'api'))
) AS known
GROUP BY customer_id
"""

LINES = """
SELECT line.customer_id, count(DISTINCT line.user_id) AS lines
FROM customers_staffline AS line
JOIN customers_customer AS customer ON customer.id = line.customer_id AND customer.owner_id <> line.user_id
JOIN staff_user AS person ON person.id = line.user_id AND person.is_active
WHERE {shard:line} AND NOT EXISTS (
    SELECT FROM customers_stafflineevent AS event WHERE event.pgh_obj_id = line.id
        AND event.pgh_label LIKE 'insert%%' AND event.pgh_created_at >= %(end)s
        AND event.pgh_context ->> 'way' IN ('screen', 'api'))
GROUP BY line.customer_id
"""

# Leavers that were known at the end of the day: whose customers they are, or were within half a year.
OWNERS = """
WITH leaver AS (
    SELECT person_id, last_day FROM staff_leaving
    WHERE told_on <= %(as_of)s AND last_day > %(as_of)s::date - 180
        AND (withdrawn_at IS NULL OR withdrawn_at >= %(end)s)
), kept AS (
    SELECT customer.customer_id, leaver.last_day, true AS still
    FROM (SELECT id AS customer_id, owner_id FROM customers_customer) AS customer
    JOIN leaver ON leaver.person_id = customer.owner_id WHERE {shard:customer}
    UNION ALL
    SELECT event.customer_id, leaver.last_day, false
    FROM (SELECT pgh_obj_id AS customer_id, owner_id, pgh_created_at FROM customers_customerevent) AS event
    JOIN leaver ON leaver.person_id = event.owner_id
    WHERE {shard:event} AND event.pgh_created_at < %(end)s
        AND event.pgh_created_at >= %(end)s - interval '180 days'
)
SELECT customer_id, min(%(as_of)s::date - last_day) FILTER (WHERE last_day < %(as_of)s) AS owner_left_days,
    min(last_day - %(as_of)s::date) FILTER (WHERE last_day >= %(as_of)s AND still) AS owner_leaves_in
FROM kept GROUP BY customer_id
"""

COUNTS = ("contacts", "bonded", "deciders", "lines")
