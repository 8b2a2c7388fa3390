from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("signals", "0152_strong_signals_are_urgent_already")]

    operations = [
        migrations.RemoveIndex(model_name="churnsignal", name="signal_judged"),
        migrations.AddIndex(
            model_name="signalevent",
            index=models.Index(
                fields=["at"],
                name="signal_event_judged",
                condition=Q(kind__in=("acknowledged", "resolved", "false_alarm")),
            ),
        ),
    ]
