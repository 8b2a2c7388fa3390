"""A part of a night is scored, and planned when all parts are scored: the ledger knows both.

Parts that are done were scored as well; those of a night under way that are not are begun anew.
"""

from django.db import migrations, models
from django.db.models import F


def done_is_scored(apps, _schema_editor):
    apps.get_model("signals", "RunShard").objects.exclude(done_at=None).update(scored_at=F("done_at"))
    finished = apps.get_model("signals", "NightlyRun").objects.filter(state="done")
    finished.update(scored_at=F("finished_at"))


class Migration(migrations.Migration):
    dependencies = [("signals", "0170_one_look_a_day_at_a_model")]

    operations = [
        migrations.AddField("nightlyrun", "scored_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("runshard", "scored_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("runshard", "to_plan", models.BinaryField(blank=True, null=True)),
        migrations.RunPython(done_is_scored, migrations.RunPython.noop),
    ]
