"""What a look at a model in use met of the season of spend."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0210_signals_by_the_day_of_their_last_change")]
    operations = [
        migrations.AddField("modelcheck", "spend_season", models.FloatField(blank=True, null=True)),
    ]
