from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0150_verifications_begin_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="answer_other",
            field=models.TextField(blank=True, max_length=500, verbose_name="answer in the other language"),
        ),
        migrations.AddField(
            model_name="matter",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
