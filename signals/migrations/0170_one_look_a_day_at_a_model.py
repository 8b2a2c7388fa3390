"""A model that comes into use after the day's look at the one before is looked at on the same day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0162_what_a_night_took_from_a_signal")]

    operations = [
        migrations.AlterModelOptions("modelcheck", {"ordering": ["-day", "-checked_at"]}),
        migrations.AlterField("modelcheck", "day", models.DateField()),
        migrations.AddConstraint(
            "modelcheck",
            models.UniqueConstraint(fields=("day", "model"), name="one_look_a_day_at_a_model"),
        ),
    ]
