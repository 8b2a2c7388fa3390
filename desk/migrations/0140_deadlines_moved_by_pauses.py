from django.db import migrations, models

# Open ones without a deadline in force are wound by the next beat: it moves theirs, and warns of it.
AS_GIVEN = """
UPDATE desk_complaint SET held_due_at = held_until, due_at = CASE WHEN solved_at IS NULL THEN NULL ELSE due_at END
WHERE held_until IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0130_surveys_over_what_was_read")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="held_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(AS_GIVEN, migrations.RunSQL.noop),
    ]
