"""Snapshots say who told the chance (no default: added in no time, partitions included); a back-test may be of
a stored model."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0070_room_for_updates_of_signals")]

    operations = [
        migrations.AddField("snapshot", "told_by", models.IntegerField(null=True)),
        migrations.AddField(
            "backtest",
            "number",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="number of the model"),
        ),
        migrations.AlterField(
            "backtest",
            "tried",
            models.CharField(
                choices=[
                    ("model", "The model, learned anew on each day"),
                    ("prior", "The prior by inactivity tier"),
                    ("rules", "The signals with their weights"),
                    ("stored", "A stored model, by its number"),
                ],
                max_length=8,
                verbose_name="what is tried",
            ),
        ),
    ]
