# ruff: noqa: S608 (our own words: nothing that anybody typed is pasted into these statements)
"""By which marks customers are compared, in SQL: one row for each (customer, kind of mark, value).

Everything is written alike first: width (NFKC), case, spaces, dots and dashes. Pairs are only sought within
blocks of customers who share a mark; a mark that many share is no mark, its block is skipped and counted.
"""

from collections.abc import Mapping

MOST_IN_BLOCK = 8  # customers; a phone of nine is a switchboard, a name of nine in a branch is a usual name

# SQL functions for the time of a transaction would need rights on a schema; these are pasted in.
ALIKE = r"regexp_replace(lower(normalize({text}, NFKC)), '[^[:alnum:]]+', '', 'g')"
DIGITS = r"right(regexp_replace(normalize({text}, NFKC), '\D', '', 'g'), 10)"
# Zhiruo Fang and Fang Zhiruo are one name.
SORTED_WORDS = """(SELECT string_agg(w, '' ORDER BY w)
    FROM regexp_split_to_table(lower(normalize({text}, NFKC)), '[^[:alnum:]]+') w)"""
# C-00418, c418 and Ｃ－００418 are one code.
CODE = rf"regexp_replace({ALIKE}, '(^|[a-z])0+(?=\d)', '\1', 'g')"


def alike(text: str) -> str:
    return ALIKE.format(text=text)


def digits(text: str) -> str:
    return DIGITS.format(text=text)


NAMES = f"""
CREATE TEMPORARY TABLE duplicate_name ON COMMIT DROP AS
SELECT DISTINCT c.id AS customer_id, n.value
FROM customers_customer c CROSS JOIN LATERAL (VALUES
    ({alike("c.name")}), ({SORTED_WORDS.format(text="c.name")}),
    ({alike("c.latin_name")}), ({SORTED_WORDS.format(text="c.latin_name")})
) n (value) WHERE n.value <> ''
"""
# kind → SELECT of (customer, value); a value that is too short says nothing.
KINDS: Mapping[str, str] = {
    "phone": f"""
        SELECT id, {digits("phone")} FROM customers_customer WHERE phone <> ''
        UNION SELECT customer_id, {digits("phone")} FROM customers_contact
        WHERE phone <> '' AND left_on IS NULL""",
    "email": f"SELECT id, {alike('email')} FROM customers_customer WHERE email <> ''",
    "wechat": f"SELECT id, {alike('wechat')} FROM customers_customer WHERE wechat <> ''",
    "plate": f"SELECT customer_id, {alike('plate')} FROM customers_asset WHERE plate <> ''",
    "vin": f"SELECT customer_id, {alike('vin')} FROM customers_asset WHERE length(vin) >= 11",
    "external": "SELECT customer_id, source || ' ' || value FROM customers_externalidentity",
    "code": f"SELECT id, {CODE.format(text='code')} FROM customers_customer",
    # Not marks by themselves, only where pairs are sought: a name within a branch or with the phone's end.
    "name in branch": """
        SELECT n.customer_id, c.branch_id || ' ' || n.value
        FROM duplicate_name n JOIN customers_customer c ON c.id = n.customer_id""",
    "name and phone": """
        SELECT n.customer_id, right(c.phone, 4) || ' ' || n.value
        FROM duplicate_name n JOIN customers_customer c ON c.id = n.customer_id WHERE length(c.phone) >= 7""",
}
SHORTEST = {"phone": 7, "email": 4, "wechat": 4, "plate": 5, "vin": 11, "external": 3, "code": 4}
MARKS = "CREATE TEMPORARY TABLE duplicate_mark ON COMMIT DROP AS " + " UNION ALL ".join(
    f"SELECT DISTINCT id AS customer_id, '{kind}' AS kind, value "
    f"FROM ({select}) {kind.split()[0]}_ (id, value) WHERE length(value) >= {SHORTEST.get(kind, 1)}"
    for kind, select in KINDS.items()
)
# Whose marks are others than when they were last compared.
CHANGED = """
CREATE TEMPORARY TABLE duplicate_changed ON COMMIT DROP AS
SELECT m.customer_id, m.digest FROM (
    SELECT customer_id, md5(string_agg(kind || ':' || value, '|' ORDER BY kind, value)) AS digest
    FROM duplicate_mark GROUP BY customer_id
) m LEFT JOIN customers_duplicatescan s USING (customer_id) WHERE s.digest IS DISTINCT FROM m.digest
"""
# Those whose marks are all gone have changed too.
VANISHED = """
INSERT INTO duplicate_changed (customer_id, digest)
SELECT customer_id, '' FROM customers_duplicatescan s WHERE s.digest <> '' AND NOT EXISTS (
    SELECT FROM duplicate_mark m WHERE m.customer_id = s.customer_id)
"""
BLOCKS = """
CREATE TEMPORARY TABLE duplicate_block ON COMMIT DROP AS
SELECT kind, value, count(*) AS size FROM duplicate_mark GROUP BY kind, value HAVING count(*) > 1
"""
SKIPPED = "SELECT count(*) FROM duplicate_block WHERE size > %(most)s"
PAIRS = """
SELECT a.customer_id AS first, b.customer_id AS second, array_agg(DISTINCT a.kind) AS kinds,
    max(k.size) FILTER (WHERE a.kind = 'phone') AS sharers
FROM duplicate_block k
JOIN duplicate_mark a ON (a.kind, a.value) = (k.kind, k.value)
JOIN duplicate_mark b ON (b.kind, b.value) = (k.kind, k.value) AND b.customer_id > a.customer_id
WHERE k.size <= %(most)s
    AND (EXISTS (SELECT FROM duplicate_changed c WHERE c.customer_id = a.customer_id)
        OR EXISTS (SELECT FROM duplicate_changed c WHERE c.customer_id = b.customer_id))
GROUP BY 1, 2
"""
COMPARED = f"""
SELECT p.first, p.second, p.kinds, coalesce(p.sharers, 2), a.branch_id = b.branch_id, a.kind = b.kind,
    a.kind = 'company' AND b.kind = 'company', a.phone <> '' AND b.phone <> '',
    right({digits("a.phone")}, 4) = right({digits("b.phone")}, 4),
    EXISTS (SELECT FROM duplicate_name n JOIN duplicate_name o USING (value)
        WHERE n.customer_id = p.first AND o.customer_id = p.second)
FROM ({PAIRS}) p
JOIN customers_customer a ON a.id = p.first
JOIN customers_customer b ON b.id = p.second
ORDER BY p.first, p.second
"""
