import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0002_partitioned_snapshots"),
        ("staff", "0010_absence_and_leaving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Competitor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="other names",
                    ),
                ),
                (
                    "active_from",
                    models.DateField(blank=True, null=True, verbose_name="courts our customers since"),
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
                ("brand", models.CharField(blank=True, max_length=60, verbose_name="brand of vehicle")),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="staff.branch",
                        verbose_name="branch",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="one_competitor_of_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("active_from__isnull", False),
                            models.Q(("branch", None), ("brand", ""), ("customer_kind", "")),
                            _connector="OR",
                        ),
                        name="competitor_courts_since_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DetectorSegment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("enabled", models.BooleanField(default=True, verbose_name="on")),
                ("weight", models.FloatField(default=1, verbose_name="weight")),
                ("parameters", models.JSONField(default=dict)),
                ("kind", models.CharField(max_length=40)),
                (
                    "customer_kind",
                    models.CharField(
                        blank=True,
                        choices=[("person", "Person"), ("company", "Company")],
                        max_length=10,
                        verbose_name="kind of customer",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="staff.branch",
                        verbose_name="branch",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "branch", "customer_kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "branch", "customer_kind"),
                        name="one_rule_per_detector_and_segment",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("branch__isnull", False),
                            models.Q(("customer_kind", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="segment_is_not_everybody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0), ("weight__lte", 1)),
                        name="segment_weight_zero_to_one",
                    ),
                ],
            },
        ),
    ]
