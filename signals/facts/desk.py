"""What happened to complaints, promises and wishes, read from their events: a past day stays as it was."""

# Reopened, and deadlines that we missed, of the last 180 days. A breach escalates at the moment it happens.
STORIES = """
SELECT complaint.customer_id,
    count(DISTINCT complaint.id) FILTER (WHERE event.kind = 'reopened') AS reopened,
    floor(extract(epoch FROM %(end)s - max(event.at) FILTER (WHERE event.kind = 'reopened')) / 86400)
        AS reopened_days,
    count(DISTINCT complaint.id) FILTER (WHERE event.kind = 'escalated') AS breached,
    floor(extract(epoch FROM %(end)s - max(event.at) FILTER (WHERE event.kind = 'escalated')) / 86400)
        AS breached_days
FROM desk_complaint AS complaint JOIN desk_complaintevent AS event ON event.complaint_id = complaint.id
WHERE {shard:complaint} AND event.at < %(end)s AND event.at >= %(end)s - interval '180 days'
    AND (event.kind = 'reopened' OR event.kind = 'escalated' AND event.clock IN ('response', 'resolution'))
GROUP BY complaint.customer_id
"""

# As its events told it at the end of the day: open, kept or broken, and due by when. What was settled for
# good half a year before the day counts for nothing; what is open does, however old it is.
PROMISES = """
SELECT customer_id,
    count(*) FILTER (WHERE state = 'broken') AS promises_broken,
    floor(extract(epoch FROM %(end)s - max(at) FILTER (WHERE state = 'broken')) / 86400) AS broken_days,
    count(*) FILTER (WHERE late) AS promises_overdue,
    floor(extract(epoch FROM %(end)s - min(due_at) FILTER (WHERE late)) / 86400) AS overdue_promise_days
FROM (
    SELECT *, state NOT IN ('kept', 'broken') AND due_at < %(end)s AS late
    FROM (
        SELECT promise.customer_id, promise.id,
            (array_agg(event.kind ORDER BY event.at DESC, event.id DESC)
                FILTER (WHERE event.kind <> 'handed'))[1] AS state,
            max(event.at) FILTER (WHERE event.kind = 'broken') AS at,
            (array_agg(COALESCE(event.new_at, event.due_at) ORDER BY event.at DESC, event.id DESC)
                FILTER (WHERE event.kind IN ('made', 'moved')))[1] AS due_at
        FROM desk_promise AS promise JOIN desk_promiseevent AS event ON event.promise_id = promise.id
        WHERE {shard:promise} AND event.at < %(end)s
            AND (promise.settled_at IS NULL OR promise.settled_at >= %(end)s - interval '180 days')
        GROUP BY promise.customer_id, promise.id
    ) AS told
) AS promised
WHERE late OR state = 'broken' AND at >= %(end)s - interval '180 days'
GROUP BY customer_id
"""

# Said without a complaint, and neither written to nor told by the end of the day, however long ago.
VOICES = """
SELECT voice.customer_id, count(*) AS needs, max(%(as_of)s::date - voice.day) AS need_days
FROM desk_voice AS voice LEFT JOIN outbox_message AS message ON message.id = voice.message_id
WHERE {shard:voice} AND voice.day <= %(as_of)s AND voice.complaint_id IS NULL
    AND (voice.told_at IS NULL OR voice.told_at >= %(end)s)
    AND (message.sent_at IS NULL OR message.sent_at >= %(end)s)
GROUP BY voice.customer_id
"""

COUNTS = ("reopened", "breached", "promises_broken", "promises_overdue", "needs", "need_days")
