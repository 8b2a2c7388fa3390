"""What a look at a model in use met of the season of spend."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0200_signals_gone_and_back")]
    operations = [
        migrations.AddField("modelcheck", "spend_season", models.FloatField(blank=True, null=True)),
    ]
