"""Health in the place of the score, caps by segment, and what each group took of a day."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0035_echelon_segments"),
        ("customers", "0021_health_in_the_place_of_the_score"),
        ("staff", "0011_absences_can_be_taken_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("snapshot", "score", "health"),
        migrations.CreateModel(
            name="HealthProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer_kind",
                    models.CharField(
                        blank=True,
                        choices=[("person", "Person"), ("company", "Company")],
                        max_length=10,
                        verbose_name="kind of customer",
                    ),
                ),
                ("visits", models.PositiveSmallIntegerField(default=70)),
                ("money", models.PositiveSmallIntegerField(default=50)),
                ("service", models.PositiveSmallIntegerField(default=60)),
                ("price", models.PositiveSmallIntegerField(default=40)),
                ("people", models.PositiveSmallIntegerField(default=30)),
                ("needs", models.PositiveSmallIntegerField(default=30)),
            ],
            options={
                "ordering": ["branch", "customer_kind"],
            },
        ),
        migrations.AddField(
            model_name="scoringpolicy",
            name="at_risk_below",
            field=models.PositiveSmallIntegerField(default=40, verbose_name="at risk below"),
        ),
        migrations.AddField(
            model_name="scoringpolicy",
            name="well_from",
            field=models.PositiveSmallIntegerField(default=70, verbose_name="well from"),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="taken",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), null=True, size=None
            ),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="health",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="scoringpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("at_risk_below__gte", 1),
                    ("well_from__gt", models.F("at_risk_below")),
                    ("well_from__lte", 100),
                ),
                name="bands_in_order",
            ),
        ),
        migrations.AddField(
            model_name="healthprofile",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="staff.branch",
                verbose_name="branch",
            ),
        ),
        migrations.AddConstraint(
            model_name="healthprofile",
            constraint=models.UniqueConstraint(
                fields=("branch", "customer_kind"), name="one_health_profile_a_segment", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="healthprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("money__lte", 100),
                    ("needs__lte", 100),
                    ("people__lte", 100),
                    ("price__lte", 100),
                    ("service__lte", 100),
                    ("visits__lte", 100),
                ),
                name="health_caps_within_hundred",
            ),
        ),
    ]
