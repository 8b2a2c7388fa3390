"""What customers said of late, and the names of their vehicles: read only where a competitor is known."""

from signals.facts.versions import versions_of

# The newest half-year alone; which competitor is meant, signals.competitors finds out in what is left. A
# contact that a customer wrote has no words of its own: they stand with the reply, which is read by its key.
SAID = """
SELECT customer_id, %(as_of)s::date - day AS days, text FROM (
    SELECT customer_id, day, concat_ws(' ', text, next_step, (
        SELECT reply.text FROM outbox_reply AS reply WHERE reply.id = contact.reply_id
    )) AS text FROM desk_interaction AS contact
    WHERE {shard} AND day <= %(as_of)s AND day > %(as_of)s::date - 180
    UNION ALL
    SELECT customer_id, day, text FROM desk_complaint
    WHERE {shard} AND day <= %(as_of)s AND day > %(as_of)s::date - 180
    UNION ALL
    SELECT customer_id, day, comment FROM desk_satisfactionscore
    WHERE {shard} AND day <= %(as_of)s AND day > %(as_of)s::date - 180
    UNION ALL
    SELECT customer_id, day, text FROM desk_voice
    WHERE {shard} AND day <= %(as_of)s AND day > %(as_of)s::date - 180
) AS said
WHERE lower(text) ~ %(named)s
ORDER BY customer_id, days
"""

BRANDS = f"""
SELECT customer_id, string_agg(name, ' ' ORDER BY id) AS brands
FROM {versions_of("customers_asset", "name", "retired_on")} AS asset
WHERE (retired_on IS NULL OR retired_on > %(as_of)s) AND name ~* %(brands)s
GROUP BY customer_id
"""  # noqa: S608
