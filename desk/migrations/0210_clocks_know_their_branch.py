"""Clocks say for which branch, zone and currency they were wound; open ones are wound anew by the next beat."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0202_voices_untried")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="wound_for",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
    ]
