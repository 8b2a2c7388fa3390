"""The inbox shows what changed last first: it pages by the night that found, woke or saw grow a signal."""

from django.db import migrations, models
from django.db.models.functions import Greatest


class Migration(migrations.Migration):
    dependencies = [("signals", "0200_signals_gone_and_back")]

    operations = [
        migrations.AddIndex(
            "churnsignal",
            models.Index(
                Greatest("opened_on", "again_on", "urgent_on").desc(),
                models.F("id").desc(),
                name="signal_changed",
                condition=models.Q(("resolved_on", None)),
            ),
        ),
    ]
