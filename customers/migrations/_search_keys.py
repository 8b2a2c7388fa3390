"""The SQL of the search keys: how they are made, and the triggers that keep them. See docs/design/search.md."""

# No model: a test that empties all tables must leave it.
TABLES = """
CREATE TABLE customers_signreading (
    sign text COLLATE "C" NOT NULL,
    reading text NOT NULL,
    place smallint NOT NULL,
    at_head smallint NOT NULL,
    PRIMARY KEY (sign, reading)
);
"""
DROP_TABLES = "DROP TABLE customers_signreading;"

FUNCTIONS = r"""
CREATE FUNCTION customers_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(normalize(said, NFKC)), '[\s·•‧・.,，、。''’"“”()（）\-–_/&+#*:：;；!！?？@|\\]+', '', 'g')
$$;

CREATE FUNCTION customers_national(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(CASE WHEN phone LIKE '+86%' THEN substr(phone, 4) ELSE phone END, '\D', '', 'g')
$$;

-- Every key of these customers: kinds as in customers.models.SearchKey.Kind. At most one sign of a name is read
-- otherwise than usual; a name can be entered at each of its first six signs or words.
CREATE FUNCTION customers_keys_of(wanted bigint[]) RETURNS TABLE (customer_id bigint, kind smallint, key text)
LANGUAGE sql STABLE AS $$
WITH named AS MATERIALIZED (
    SELECT row_number() OVER () AS n, every.* FROM (
        SELECT c.id, false AS contact, c.name FROM customers_customer c WHERE c.id = ANY (wanted)
        UNION ALL
        SELECT c.id, false, c.latin_name FROM customers_customer c WHERE c.id = ANY (wanted) AND c.latin_name <> ''
        UNION ALL
        SELECT p.customer_id, true, p.name FROM customers_contact p WHERE p.customer_id = ANY (wanted)
    ) every
), signs AS MATERIALIZED (
    SELECT named.n, m.at::int AS at, m.found[1] AS sign
    FROM named, regexp_matches(lower(normalize(left(named.name, 80), NFKC)),
        '[\u3400-\u4dbf\u4e00-\u9fff]|[^\s·•‧・.,，、。''’"“”()（）\-–_/&+#*:：;；!！?？@|\\\u3400-\u4dbf\u4e00-\u9fff]+', 'g'
    ) WITH ORDINALITY AS m(found, at)
    WHERE m.at <= 16
), spelled AS MATERIALIZED (
    SELECT s.n, array_agg(s.sign ORDER BY s.at) AS signs, bool_or(r.sign IS NOT NULL) AS chinese,
        array_agg(coalesce(r.reading, s.sign) ORDER BY s.at) AS sounds
    FROM signs s
    LEFT JOIN customers_signreading r ON r.sign = s.sign AND CASE WHEN s.at = 1 THEN r.at_head ELSE r.place END = 1
    GROUP BY s.n
), variants AS (
    SELECT n, signs, sounds, chinese, NULL::int AS at FROM spelled
    UNION ALL
    SELECT n, NULL, p.sounds[:s.at - 1] || r.reading || p.sounds[s.at + 1:], true, s.at
    FROM signs s JOIN spelled p USING (n) JOIN customers_signreading r ON r.sign = s.sign
    WHERE s.at <= 6 AND r.reading <> p.sounds[s.at]
), entered AS (
    SELECT n, i, chinese, left(array_to_string(signs[i:], ''), 24) AS name,
        left(array_to_string(sounds[i:], ''), 24) AS pinyin, substr(initials, i) AS initials
    FROM (
        SELECT v.*, (SELECT string_agg(left(x, 1), '') FROM unnest(v.sounds) x) AS initials FROM variants v
    ) v, generate_series(1, least(coalesce(v.at, 6), cardinality(v.sounds))) i
    WHERE v.at IS NULL OR i = 1 OR i >= v.at - 1
)
SELECT named.id, (CASE WHEN named.contact THEN 11 WHEN e.i = 1 THEN k.at_head ELSE k.within END)::smallint, k.key
FROM entered e JOIN named USING (n), LATERAL (VALUES
    (1, 8, e.name),
    (6, 9, CASE WHEN e.chinese THEN e.pinyin END),
    (7, 10, CASE WHEN length(e.initials) > 1 THEN e.initials END)
) k(at_head, within, key)
WHERE k.key <> '' AND NOT (e.i > 1 AND coalesce(e.name, '') ~ '^(有限|责任|股份|公司)')
UNION ALL
SELECT c.id, 2, left(customers_fold(c.code), 24) FROM customers_customer c WHERE c.id = ANY (wanted)
UNION ALL
SELECT a.customer_id, 3, substr(customers_fold(a.plate), i, 24)
FROM customers_asset a, generate_series(1, 3) i WHERE a.customer_id = ANY (wanted) AND length(a.plate) > i
UNION ALL
SELECT a.customer_id, k.kind, left(k.key, 24)
FROM customers_asset a, LATERAL (VALUES (3, customers_fold(a.vin)), (5, reverse(customers_fold(a.vin)))) k(kind, key)
WHERE a.customer_id = ANY (wanted) AND a.vin <> ''
UNION ALL
SELECT p.id, k.kind, left(k.key, 24)
FROM (
    SELECT c.id, customers_national(c.phone) AS phone FROM customers_customer c WHERE c.id = ANY (wanted)
    UNION ALL
    SELECT p.customer_id, customers_national(p.phone) FROM customers_contact p WHERE p.customer_id = ANY (wanted)
) p, LATERAL (VALUES (4, p.phone), (5, reverse(p.phone))) k(kind, key)
WHERE length(p.phone) > 2
$$;

CREATE FUNCTION customers_refresh_keys(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM customers_searchkey WHERE customer_id = ANY (wanted);
    INSERT INTO customers_searchkey (customer_id, kind, key)
    SELECT * FROM customers_keys_of(wanted) ON CONFLICT DO NOTHING;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION customers_refresh_keys, customers_keys_of, customers_national, customers_fold;
"""

# Two who change contacts of one customer come one after the other, so that none keeps what the other removed.
TRIGGERS = """
CREATE FUNCTION customers_keys_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO wanted FROM written;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(w.id) INTO wanted FROM written w JOIN gone g USING (id)
        WHERE (w.name, w.latin_name, w.phone, w.code) IS DISTINCT FROM (g.name, g.latin_name, g.phone, g.code);
    ELSE
        DELETE FROM customers_searchkey k USING gone g WHERE k.customer_id = g.id;
        RETURN NULL;
    END IF;
    IF wanted IS NOT NULL THEN
        PERFORM customers_refresh_keys(wanted);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_customer_keys_inserted AFTER INSERT ON customers_customer
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_keys_of_customer();
CREATE TRIGGER customers_customer_keys_updated AFTER UPDATE ON customers_customer
    REFERENCING NEW TABLE AS written OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION customers_keys_of_customer();
CREATE TRIGGER customers_customer_keys_deleted AFTER DELETE ON customers_customer
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION customers_keys_of_customer();

CREATE FUNCTION customers_keys_beside() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT customer_id) INTO wanted FROM written;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT customer_id) INTO wanted FROM gone;
    ELSIF TG_TABLE_NAME = 'customers_contact' THEN
        SELECT array_agg(DISTINCT c.id) INTO wanted FROM written w JOIN gone g USING (id),
            LATERAL (VALUES (w.customer_id), (g.customer_id)) c(id)
        WHERE (w.customer_id, w.name, w.phone) IS DISTINCT FROM (g.customer_id, g.name, g.phone);
    ELSE
        SELECT array_agg(DISTINCT c.id) INTO wanted FROM written w JOIN gone g USING (id),
            LATERAL (VALUES (w.customer_id), (g.customer_id)) c(id)
        WHERE (w.customer_id, w.plate, w.vin) IS DISTINCT FROM (g.customer_id, g.plate, g.vin);
    END IF;
    IF wanted IS NOT NULL THEN
        PERFORM FROM customers_customer WHERE id = ANY (wanted) ORDER BY id FOR NO KEY UPDATE;
        PERFORM customers_refresh_keys(wanted);
    END IF;
    RETURN NULL;
END $$;
"""
DROP_TRIGGERS = """
DROP TRIGGER customers_customer_keys_inserted ON customers_customer;
DROP TRIGGER customers_customer_keys_updated ON customers_customer;
DROP TRIGGER customers_customer_keys_deleted ON customers_customer;
DROP FUNCTION customers_keys_of_customer;
DROP FUNCTION customers_keys_beside CASCADE;
"""
BESIDE = "".join(
    f"""
CREATE TRIGGER {table}_keys_{event} AFTER {verb} ON {table}
    REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION customers_keys_beside();
"""
    for table in ("customers_contact", "customers_asset")
    for event, verb, tables in (
        ("inserted", "INSERT", "NEW TABLE AS written"),
        ("updated", "UPDATE", "NEW TABLE AS written OLD TABLE AS gone"),
        ("deleted", "DELETE", "OLD TABLE AS gone"),
    )
)
