from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("signals", "0160_judgements_are_counted_by_what_was_said")]

    operations = [
        migrations.AddIndex(
            model_name="churnsignal",
            index=models.Index(
                fields=["resolved_on", "customer"],
                name="signal_gone",
                condition=Q(resolved_on__isnull=False),
            ),
        ),
    ]
