"""A call is cancelled, too, because somebody has snoozed its signal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_tables")]

    operations = [
        migrations.AlterField(
            "action",
            "cancelled_for",
            models.CharField(
                blank=True,
                choices=[
                    ("returned", "the customer returned"),
                    ("next_tier", "a later step took its place"),
                    ("signal_gone", "its signal is resolved"),
                    ("signal_snoozed", "its signal is snoozed"),
                ],
                max_length=20,
            ),
        )
    ]
