from django.db import migrations, models

# What was decided before was told to everybody in one go: who was not written to is to be called.
TRIED = """
UPDATE desk_voice v SET tried_at = COALESCE(m.decided_at, v.logged_at) FROM desk_matter m
WHERE m.id = v.matter_id AND m.state IN ('done', 'declined')
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0200_calls_asked_for_in_surveys_are_promises")]

    operations = [
        migrations.AddField(
            model_name="voice", name="tried_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunSQL(TRIED, migrations.RunSQL.noop),
    ]
