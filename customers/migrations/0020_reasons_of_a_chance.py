import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_visits_and_search_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="customerstanding",
            name="factors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.FloatField(), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="customerstanding",
            name="usual",
            field=models.FloatField(null=True),
        ),
    ]
