"""What a settled signal said then, and the few signals that people spoke of and that are found no longer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0075_who_told_a_chance_and_stored_models_tried")]

    operations = [
        migrations.AddField("churnsignal", "settled_numbers", models.JSONField(blank=True, null=True)),
        migrations.AddIndex(
            "churnsignal",
            models.Index(
                condition=models.Q(
                    ("resolved_on__isnull", False), models.Q(("state", "open"), _negated=True)
                ),
                fields=["customer"],
                name="signal_said_and_gone",
            ),
        ),
    ]
