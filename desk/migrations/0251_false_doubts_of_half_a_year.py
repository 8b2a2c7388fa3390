from django.db import migrations, models

FALSE_PERCENT = models.PositiveSmallIntegerField(
    default=5,
    help_text="Of all doubts that half a year raises, on average (Benjamini and Hochberg).",
    verbose_name="false doubts at most, in percent",
)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0250_who_let_a_promise_become_late"),
    ]

    operations = [
        migrations.AlterField(model_name=name, name="false_percent", field=FALSE_PERCENT)
        for name in ("truthpolicy", "truthpolicyevent")
    ]
