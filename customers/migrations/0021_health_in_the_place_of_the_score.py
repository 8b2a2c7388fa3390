"""The score becomes health, its opposite; signals 0041 turns the values round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0020_reasons_of_a_chance")]

    operations = [
        migrations.RenameField("customerstanding", "score", "health"),
        migrations.AlterField("customerstanding", "health", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(
            "customerstanding",
            "band",
            models.PositiveSmallIntegerField(choices=[(1, "At risk"), (2, "Watch"), (3, "Well")], null=True),
        ),
        migrations.AddField("customerstanding", "health_7_ago", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("customerstanding", "health_28_ago", models.PositiveSmallIntegerField(null=True)),
        migrations.AddIndex(
            "customerstanding", models.Index(fields=["health", "customer"], name="standing_health")
        ),
    ]
