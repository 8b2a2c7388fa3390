"""Kinds of visits are made, renamed and retired by people; before, only the demo made any."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0070_visits_corrected_by_hand"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="visittype",
            options={"ordering": ["name", "pk"]},
        ),
        migrations.AddField(
            model_name="visittype",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
