from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="actionevent",
            name="channel",
            field=models.CharField(
                blank=True, choices=[("call", "Call"), ("sms", "SMS"), ("visit", "Visit")], max_length=10
            ),
        ),
        migrations.AddField(model_name="actionevent", name="after", field=models.JSONField(default=dict)),
    ]
