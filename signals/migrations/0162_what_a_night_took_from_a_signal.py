from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0161_signals_found_again_soon")]

    operations = [
        migrations.AddField(
            model_name="signalevent", name="night", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="signalevent", name="strength", field=models.FloatField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="signalevent", name="numbers", field=models.JSONField(blank=True, null=True)
        ),
    ]
