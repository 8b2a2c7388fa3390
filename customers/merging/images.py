"""The two customers' own rows, before and after: kept and compared in the database, so no digit is lost."""

BEFORE = """
UPDATE customers_merge m SET gone = to_jsonb(g), survivor_before = to_jsonb(s)
FROM customers_customer g, customers_customer s WHERE m.id = %s AND g.id = m.gone_id AND s.id = m.into_id
"""
AFTER = """
UPDATE customers_merge m SET survivor_after = to_jsonb(s)
FROM customers_customer s WHERE m.id = %s AND s.id = m.into_id
"""
# Columns that came with an upgrade since are taken from the survivor. A version never goes back: whoever has
# the form open from before the merge must not write over it unseen.
RISE = """
INSERT INTO customers_customer ({columns})
SELECT {columns} FROM (
    SELECT (jsonb_populate_record(
        s, m.gone || jsonb_build_object('version', (m.gone ->> 'version')::integer + 1))).*
    FROM customers_merge m JOIN customers_customer s ON s.id = m.into_id WHERE m.id = %s
) gone
"""
# Column by column: what the merge changed and nobody has changed since.
RESTORE = """
UPDATE customers_customer c SET ({columns}) = (
    SELECT {columns} FROM jsonb_populate_record(c, jsonb_build_object('version', c.version + 1) || coalesce((
        SELECT jsonb_object_agg(k, m.survivor_before -> k) FROM jsonb_object_keys(m.survivor_before) k
        WHERE k <> 'version' AND (m.survivor_before -> k) IS DISTINCT FROM (m.survivor_after -> k)
            AND to_jsonb(c) -> k = m.survivor_after -> k), '{{}}')))
FROM customers_merge m WHERE m.id = %s AND c.id = m.into_id
"""
EDITED = """
SELECT array_agg(k) FROM customers_merge m JOIN customers_customer c ON c.id = m.into_id,
    jsonb_object_keys(m.survivor_before) k
WHERE m.id = %s AND k <> 'version' AND (m.survivor_before -> k) IS DISTINCT FROM (m.survivor_after -> k)
    AND (to_jsonb(c) -> k) IS DISTINCT FROM (m.survivor_after -> k)
"""
