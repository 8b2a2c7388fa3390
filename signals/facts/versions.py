"""Records without a day of their own, as they stood at the end of a day: read back from their history.

An event holds a row as it was before an update or a deletion, or as it was put in. So the first event after
the day says how the row stood at its end; without one it stands as it does now. What a file brought counts as
known from the start, because only what people add has an event. A row that a merge brought to another
customer stands there as it does now.
"""


def versions_of(record: str, *columns: str) -> str:
    """SQL of the rows that were there, once each: customer_id, id and these columns. record: a table whose
    history is kept."""
    own = ", ".join(columns)
    return f"""(
        SELECT * FROM (
            SELECT DISTINCT ON (customer_id, id) * FROM (
                SELECT customer_id, pgh_obj_id AS id, pgh_id AS nth, {own},
                    pgh_label NOT LIKE 'insert%%'
                        OR COALESCE(pgh_context ->> 'way', '') NOT IN ('screen', 'api') AS there
                FROM {record}event WHERE {{shard}} AND pgh_created_at >= %(end)s
                UNION ALL
                SELECT customer_id, id, NULL, {own}, true FROM {record} WHERE {{shard}}
            ) AS told
            ORDER BY customer_id, id, nth
        ) AS first_told
        WHERE there)"""  # noqa: S608


# Who kept each customer at the end of the day; his history is his own row's.
KEPT_BY = """(
    SELECT DISTINCT ON (customer_id) customer_id, owner_id FROM (
        SELECT customer_id, owner_id, nth
        FROM (SELECT pgh_obj_id AS customer_id, owner_id, pgh_id AS nth, pgh_created_at
            FROM customers_customerevent) AS event
        WHERE {shard} AND pgh_created_at >= %(end)s
        UNION ALL
        SELECT customer_id, owner_id, NULL
        FROM (SELECT id AS customer_id, owner_id FROM customers_customer) AS customer WHERE {shard}
    ) AS told
    ORDER BY customer_id, nth)"""
