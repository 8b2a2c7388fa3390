"""The night that let a signal speak again, so that its owner hears of it and finds it."""

from django.db import migrations, models

KINDS = [
    ("open", "open again"),
    ("acknowledged", "seen"),
    ("snoozed", "snoozed"),
    ("resolved", "settled"),
    ("false_alarm", "false alarm"),
    ("woken", "snoozing is over"),
    ("stronger", "clearly worse than when it was settled"),
]


class Migration(migrations.Migration):
    dependencies = [("signals", "0080_settled_numbers")]

    operations = [
        migrations.AddField("churnsignal", "again_on", models.DateField(blank=True, null=True)),
        migrations.AddIndex(
            "churnsignal",
            models.Index(
                condition=models.Q(("again_on__isnull", False)), fields=["again_on"], name="signal_again"
            ),
        ),
        migrations.AlterField(
            "signalevent",
            "kind",
            models.CharField(choices=KINDS, max_length=12, verbose_name="kind"),
        ),
    ]
