"""Of a broken promise it is noted when there was nobody but the person himself to hear of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0210_clocks_know_their_branch"),
    ]

    operations = [
        migrations.AddField(
            model_name="promiseevent",
            name="unheard",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
