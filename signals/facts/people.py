"""By whom the customer and we know each other, who has left, and who leaves."""

from signals.facts.versions import KEPT_BY, versions_of

# As they stood then: who was added, removed or changed later is seen as before.
CONTACTS = f"""
SELECT customer_id, count(*) FILTER (WHERE there) AS contacts,
    count(*) FILTER (WHERE NOT there) AS contacts_left,
    count(*) FILTER (WHERE there AND bond > 0) AS bonded,
    count(*) FILTER (WHERE there AND decides) AS deciders,
    min(%(as_of)s::date - left_on) FILTER (WHERE NOT there AND decides) AS decider_left_days
FROM (
    SELECT customer_id, bond, decides, left_on, left_on IS NULL OR left_on > %(as_of)s AS there
    FROM {versions_of("customers_contact", "bond", "decides", "left_on")} AS contact
    WHERE left_on IS NULL OR left_on > %(as_of)s::date - 365
) AS known
GROUP BY customer_id
"""  # noqa: S608

# Somebody who has left since was at work until his last day.
LINES = f"""
SELECT line.customer_id, count(DISTINCT line.user_id) AS lines
FROM {versions_of("customers_staffline", "user_id")} AS line
JOIN {KEPT_BY} AS kept ON kept.customer_id = line.customer_id AND kept.owner_id <> line.user_id
JOIN staff_user AS person ON person.id = line.user_id
WHERE person.is_active OR EXISTS (
    SELECT FROM staff_leaving AS leaving
    WHERE leaving.person_id = person.id AND leaving.withdrawn_at IS NULL AND leaving.last_day >= %(as_of)s)
GROUP BY line.customer_id
"""  # noqa: S608

# Leavers that were known at the end of the day: whose customers they were then, or within half a year before.
OWNERS = f"""
WITH leaver AS (
    SELECT person_id, last_day FROM staff_leaving
    WHERE told_on <= %(as_of)s AND last_day > %(as_of)s::date - 180
        AND (withdrawn_at IS NULL OR withdrawn_at >= %(end)s)
), kept AS (
    SELECT customer_id, leaver.last_day, true AS still
    FROM {KEPT_BY} AS customer JOIN leaver ON leaver.person_id = customer.owner_id
    WHERE EXISTS (SELECT FROM leaver)
    UNION ALL
    SELECT event.customer_id, leaver.last_day, false
    FROM (SELECT pgh_obj_id AS customer_id, owner_id, pgh_created_at FROM customers_customerevent) AS event
    JOIN leaver ON leaver.person_id = event.owner_id
    WHERE {{shard:event}} AND event.pgh_created_at < %(end)s
        AND event.pgh_created_at >= %(end)s - interval '180 days'
)
SELECT customer_id, min(%(as_of)s::date - last_day) FILTER (WHERE last_day < %(as_of)s) AS owner_left_days,
    min(last_day - %(as_of)s::date) FILTER (WHERE last_day >= %(as_of)s AND still) AS owner_leaves_in
FROM kept GROUP BY customer_id
"""  # noqa: S608

# Of the contacts with a company within a year, how many went through the one of us who had most of them.
TALKS = """
SELECT customer_id, sum(talks) AS talks, max(talks) AS talks_of_one
FROM (
    SELECT contact.customer_id, count(*) AS talks
    FROM desk_interaction AS contact JOIN customers_customer AS customer ON customer.id = contact.customer_id
    WHERE {shard:contact} AND contact.day <= %(as_of)s AND contact.day > %(as_of)s::date - 365
        AND contact.agent_id IS NOT NULL AND customer.kind = 'company'
    GROUP BY contact.customer_id, contact.agent_id
) AS of_agent
GROUP BY customer_id
"""

COUNTS = ("contacts", "contacts_left", "bonded", "deciders", "lines", "talks", "talks_of_one")
