"""What is bought by category, what comes back, and work that was declined."""

from signals.detectors.falling_category import AWAY_DAYS, FALLEN_FROM, RHYTHM_FROM, SPAN_DAYS

# Visit days by category in the last twelve months and in the twelve before. `categories`: every one of which
# some policy may speak (signals.detectors.falling_category), as JSON: name, now, before, times, mean gap, its
# spread, days since. None is chosen here: which of them speaks is known where the customer's policy is.
# Models learn from one of each kind: of the categories that were taken three times or more before, the one
# that has fallen most; and of those taken four times or more in both years, the one that has stayed away for
# longest against its own rhythm. What is late goes first where he came since, it has been away for long
# enough, and its times span long enough.
CATEGORIES = f"""
WITH bought AS (
    SELECT DISTINCT visit.customer_id, line.category_id, visit.day
    FROM customers_visit AS visit JOIN customers_visitline AS line ON line.visit_id = visit.id
    WHERE {{shard:visit}} AND visit.day <= %(as_of)s AND visit.day > %(as_of)s::date - 730
        AND visit.counts AND visit.amount >= 0 AND line.amount > 0 AND line.category_id IS NOT NULL
), spaced AS (
    SELECT *, (day - lag(day) OVER (PARTITION BY customer_id, category_id ORDER BY day))::float AS gap
    FROM bought
), taken AS (
    SELECT customer_id, category_id, count(*) AS times,
        count(*) FILTER (WHERE day > %(as_of)s::date - 365) AS now,
        count(*) FILTER (WHERE day <= %(as_of)s::date - 365) AS before, max(day) - min(day) AS span,
        avg(gap) AS gap, greatest(stddev_pop(gap), avg(gap) / 10) AS spread,
        %(as_of)s::date - max(day) AS silent
    FROM spaced GROUP BY customer_id, category_id
), fallen AS (
    SELECT DISTINCT ON (customer_id) customer_id, category_id, now, before FROM taken
    WHERE before >= {FALLEN_FROM}
    ORDER BY customer_id, now::float / before, before DESC, category_id
), came AS (
    SELECT customer_id, %(as_of)s::date - (
        SELECT max(visit.day) FROM customers_visit AS visit
        WHERE visit.customer_id = known.customer_id AND visit.day <= %(as_of)s
            AND visit.counts AND visit.amount >= 0) AS days
    FROM (SELECT DISTINCT customer_id FROM taken WHERE times >= {RHYTHM_FROM}) AS known
), judged AS (
    SELECT taken.*, times >= {RHYTHM_FROM} AND silent > came.days AND silent >= {AWAY_DAYS}
        AND span >= {SPAN_DAYS} AS away
    FROM taken LEFT JOIN came USING (customer_id)
), overdue AS (
    SELECT DISTINCT ON (customer_id) customer_id, gap, silent
    FROM judged WHERE times >= {RHYTHM_FROM}
    ORDER BY customer_id, away DESC, silent / (gap + 2 * spread) DESC, category_id
)
SELECT judged.customer_id,
    count(*) FILTER (WHERE judged.now > 0) AS range_now,
    count(*) FILTER (WHERE judged.before > 0) AS range_before,
    min(category.name) FILTER (WHERE judged.category_id = fallen.category_id) AS category,
    COALESCE(min(fallen.now), 0) AS category_now, COALESCE(min(fallen.before), 0) AS category_before,
    min(overdue.gap) AS due_gap, min(overdue.silent) AS due_silent,
    json_agg(
        json_build_array(category.name, judged.now, judged.before, times, judged.gap, spread, judged.silent)
        ORDER BY judged.category_id
    ) FILTER (WHERE away OR judged.before >= {FALLEN_FROM} AND judged.now < judged.before) AS categories
FROM judged JOIN customers_category AS category ON category.id = judged.category_id
LEFT JOIN fallen USING (customer_id)
LEFT JOIN overdue USING (customer_id)
GROUP BY judged.customer_id
"""  # noqa: S608 (our own numbers)

# How many came back within a year; a refund that is overdue counts however long ago it was asked for.
RETURNS = """
SELECT customer_id, count(*) FILTER (WHERE lately) AS returns, count(*) FILTER (WHERE late) AS refunds_late,
    COALESCE(max(%(as_of)s::date - due_on) FILTER (WHERE late), 0) AS refund_late_days
FROM (
    SELECT customer_id, due_on, asked_on > %(as_of)s::date - 365 AS lately, due_on < %(as_of)s
        AND COALESCE(refunded_on, refused_on, 'infinity') > %(as_of)s AS late
    FROM customers_return
    WHERE {shard} AND asked_on <= %(as_of)s
) AS asked
WHERE lately OR late
GROUP BY customer_id
"""

# The same of claims: those of a year, and those that nobody has decided, however old.
CLAIMS = """
SELECT customer_id, count(*) FILTER (WHERE lately) AS claims,
    count(*) FILTER (WHERE lately AND refused) AS claims_refused,
    COALESCE(max(%(as_of)s::date - claimed_on) FILTER (WHERE undecided), 0) AS claim_open_days
FROM (
    SELECT customer_id, claimed_on, claimed_on > %(as_of)s::date - 365 AS lately,
        COALESCE(decided_on, 'infinity') > %(as_of)s AS undecided,
        outcome = 'refused' AND decided_on <= %(as_of)s AS refused
    FROM customers_warrantyclaim
    WHERE {shard} AND claimed_on <= %(as_of)s
) AS claimed
WHERE lately OR undecided
GROUP BY customer_id
"""

# Not done, the day to ask again is over, and since then nobody of us has got in touch.
DECLINED = """
SELECT customer_id, count(*) AS declined, max(%(as_of)s::date - ask_on) AS declined_days
FROM (
    SELECT customer_id, COALESCE(follow_up_on, recommended_on + 30) AS ask_on
    FROM customers_declinedwork
    WHERE {shard} AND recommended_on <= %(as_of)s AND (done_on IS NULL OR done_on > %(as_of)s)
) AS needed
WHERE ask_on < %(as_of)s AND NOT EXISTS (
    SELECT FROM desk_interaction AS contact
    WHERE contact.customer_id = needed.customer_id AND contact.direction = 'out'
        AND contact.topic <> 'follow_up' AND contact.day >= needed.ask_on AND contact.day <= %(as_of)s)
GROUP BY customer_id
"""

COUNTS = (
    "range_now",
    "range_before",
    "category_now",
    "category_before",
    "returns",
    "refunds_late",
    "refund_late_days",
    "claims",
    "claims_refused",
    "claim_open_days",
    "declined",
    "declined_days",
)
