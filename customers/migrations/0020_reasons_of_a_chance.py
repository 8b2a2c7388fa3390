import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0010_room_for_updates_of_standing"),
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
