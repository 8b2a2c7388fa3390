"""Months of tiers for segments, and caps of health for an echelon."""

import django.db.models.deletion
from django.db import migrations, models

ECHELON = models.PositiveSmallIntegerField(
    blank=True,
    choices=[(1, "Echelon 1"), (2, "Echelon 2"), (3, "Echelon 3")],
    null=True,
    verbose_name="echelon",
)
OF_AN_ECHELON = models.Q(
    ("echelon", None), models.Q(("echelon__gte", 1), ("echelon__lte", 3)), _connector="OR"
)


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0131_priors_are_for_what_they_were_set_for"),
        ("staff", "0011_absences_can_be_taken_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="TierSegment",
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
                ("echelon", ECHELON.clone()),
                ("months_sms", models.PositiveSmallIntegerField(verbose_name="months until SMS")),
                ("months_call", models.PositiveSmallIntegerField(verbose_name="months until call")),
                ("months_recall", models.PositiveSmallIntegerField(verbose_name="months until recall")),
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
                "ordering": ["branch", "echelon", "customer_kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("branch", "customer_kind", "echelon"),
                        name="one_row_of_months_a_segment",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("branch__isnull", False),
                            models.Q(("customer_kind", ""), _negated=True),
                            ("echelon__isnull", False),
                            _connector="OR",
                        ),
                        name="months_of_not_everybody",
                    ),
                    models.CheckConstraint(condition=OF_AN_ECHELON, name="months_of_an_echelon"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months_sms__gte", 1),
                            ("months_call__gt", models.F("months_sms")),
                            ("months_recall__gt", models.F("months_call")),
                        ),
                        name="months_of_a_segment_in_order",
                    ),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="healthprofile", options={"ordering": ["branch", "echelon", "customer_kind"]}
        ),
        migrations.RemoveConstraint(model_name="healthprofile", name="one_health_profile_a_segment"),
        migrations.AddField(model_name="healthprofile", name="echelon", field=ECHELON.clone()),
        migrations.AddConstraint(
            model_name="healthprofile",
            constraint=models.UniqueConstraint(
                fields=("branch", "customer_kind", "echelon"),
                name="one_health_profile_a_segment",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="healthprofile",
            constraint=models.CheckConstraint(condition=OF_AN_ECHELON, name="health_profile_of_an_echelon"),
        ),
    ]
