from django.db import migrations

# Promises of somebody away: the ledger of what was given on says who had each and when. The first who gave it on when
# it was due already let it become late. Where somebody who left had handed it over in between, nobody knows.
LATE_WITH = """
UPDATE desk_promise AS p SET late_with_id = given.before_id
FROM (
    SELECT DISTINCT ON (g.promise_id) g.promise_id, g.before_id, g.person_id, g.at
    FROM desk_given AS g JOIN desk_promise AS of ON of.id = g.promise_id
    WHERE g.person_id <> g.before_id AND g.at >= of.due_at
      AND (of.settled_at IS NULL OR g.at <= of.settled_at)
    ORDER BY g.promise_id, g.at, g.id
) AS given
WHERE p.id = given.promise_id AND p.late_with_id IS NULL
  AND NOT EXISTS (
    SELECT FROM desk_promiseevent AS e
    WHERE e.promise_id = p.id AND e.kind = 'handed' AND e.at >= p.due_at AND e.at < given.at
  )
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0261_hand_overs_say_who_had_the_promise")]

    operations = [migrations.RunSQL(LATE_WITH, migrations.RunSQL.noop)]
