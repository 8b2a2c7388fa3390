"""Everybody's own switch for the morning's notice of new signals."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0011_absences_can_be_taken_back")]

    operations = [
        migrations.AddField(
            "user",
            "hears_of_signals",
            models.BooleanField(
                db_default=True, default=True, verbose_name="a notice of new signals in the morning"
            ),
        ),
    ]
