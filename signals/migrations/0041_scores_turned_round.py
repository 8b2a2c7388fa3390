"""Old scores said how bad things stand, health says how well: 100 less the score is the nearest that is known.

The next night writes today's health by its own rule. What each group took of old days nobody kept.
"""

from django.db import migrations

# A prospect has no health; it does not matter which of the three he had.
STANDING = """
UPDATE customers_customerstanding SET
    health = CASE WHEN tier > 0 THEN 100 - health END,
    band = CASE WHEN tier > 0 THEN 1 + (100 - health >= 40)::int + (100 - health >= 70)::int END
"""
SNAPSHOTS = "UPDATE signals_snapshot SET health = CASE WHEN tier > 0 THEN 100 - health END"
# Merges keep rows as they were, for their undo.
IMAGES = """
UPDATE customers_movedrow SET "{0}" = "{0}" - 'score' || jsonb_build_object('health',
    CASE WHEN ("{0}" ->> 'tier')::int > 0 THEN 100 - ("{0}" ->> 'score')::int END)
WHERE "table" IN ('signals_snapshot', 'customers_customerstanding') AND "{0}" ? 'score'
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0040_health"), ("customers", "0021_health_in_the_place_of_the_score")]

    operations = [
        migrations.RunSQL(SNAPSHOTS, "UPDATE signals_snapshot SET health = 100 - coalesce(health, 100)"),
        migrations.RunSQL(STANDING, migrations.RunSQL.noop),
        *[migrations.RunSQL(IMAGES.format(image), migrations.RunSQL.noop) for image in ("before", "after")],
    ]
