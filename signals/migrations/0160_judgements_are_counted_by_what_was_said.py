from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("signals", "0131_priors_are_for_what_they_were_set_for")]

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
