"""For how many days the priors are, what horizon was learned for, the season that a check met, and the tiers that a
back-test tries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0100_signals_that_speak_again")]

    operations = [
        migrations.AddField(
            "scoringpolicy",
            "prior_days",
            models.PositiveSmallIntegerField(default=180, verbose_name="priors are for so many days"),
        ),
        migrations.AddConstraint(
            "scoringpolicy",
            models.CheckConstraint(condition=models.Q(("prior_days__gte", 1)), name="priors_for_some_days"),
        ),
        migrations.AddField(
            "training",
            "horizon_days",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="horizon in days"),
        ),
        migrations.AddField("backtest", "scoring", models.JSONField(default=dict)),
        migrations.AddField("modelcheck", "season", models.FloatField(blank=True, null=True)),
        migrations.AlterField(
            "training",
            "cause",
            models.CharField(
                choices=[
                    ("schedule", "it was time"),
                    ("drift", "customers had changed"),
                    ("horizon", "the horizon had changed"),
                    ("person", "somebody wanted it"),
                ],
                max_length=10,
            ),
        ),
    ]
