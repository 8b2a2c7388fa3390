"""A signal that grows beyond the policy's bound is told once more; the night that saw it is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0150_old_snapshots_are_let_go_of")]

    operations = [
        migrations.AddField("churnsignal", "urgent_on", models.DateField(blank=True, null=True)),
        migrations.AddIndex(
            "churnsignal",
            models.Index(
                condition=models.Q(("urgent_on__gt", models.F("opened_on"))),
                fields=["urgent_on"],
                name="signal_grown",
            ),
        ),
    ]
