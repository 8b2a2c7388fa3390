"""What customers' own ratings are worth, as the truth check saw it by the end of the day."""

# Ratings and recommendations of the last 180 days, and those of them behind a doubt that stood then: not
# settled, or confirmed. Doubts about somebody who decides are left out, because managers are told of this and
# nobody of himself.
DOUBTS = """
WITH standing AS (
    SELECT behind.score_id, behind.rating_id, behind.recommendation_id
    FROM desk_doubtedrating AS behind JOIN desk_doubt AS doubt ON doubt.id = behind.doubt_id
    WHERE doubt.day <= %(as_of)s
        AND (doubt.state IN ('open', 'verifying', 'confirmed') OR doubt.decided_at >= %(end)s)
        AND NOT EXISTS (
            SELECT FROM staff_user AS person
            WHERE person.id IN (doubt.person_id, doubt.source_id)
                AND person.role IN ('manager', 'administrator'))
)
SELECT customer_id, count(*) AS own_ratings, count(*) FILTER (WHERE doubted) AS doubted
FROM (
    SELECT customer_id, day, EXISTS (SELECT FROM standing WHERE score_id = score.id) AS doubted
    FROM desk_satisfactionscore AS score WHERE {shard}
    UNION ALL
    SELECT customer_id, day, EXISTS (SELECT FROM standing WHERE rating_id = rating.id)
    FROM desk_workorderrating AS rating WHERE {shard}
    UNION ALL
    SELECT customer_id, day, EXISTS (SELECT FROM standing WHERE recommendation_id = recommendation.id)
    FROM desk_recommendation AS recommendation WHERE {shard}
) AS rated
WHERE day <= %(as_of)s AND day > %(as_of)s::date - 180
GROUP BY customer_id
"""

COUNTS = ("own_ratings", "doubted")
