from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0030_models"),
        ("staff", "0011_absences_can_be_taken_back"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="detectorsegment",
            options={"ordering": ["kind", "branch", "echelon", "customer_kind"]},
        ),
        migrations.RemoveConstraint(
            model_name="detectorsegment",
            name="one_rule_per_detector_and_segment",
        ),
        migrations.RemoveConstraint(
            model_name="detectorsegment",
            name="segment_is_not_everybody",
        ),
        migrations.AddField(
            model_name="detectorsegment",
            name="echelon",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "Echelon 1"), (2, "Echelon 2"), (3, "Echelon 3")],
                null=True,
                verbose_name="echelon",
            ),
        ),
        migrations.AddConstraint(
            model_name="detectorsegment",
            constraint=models.UniqueConstraint(
                fields=("kind", "branch", "customer_kind", "echelon"),
                name="one_rule_per_detector_and_segment",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="detectorsegment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("branch__isnull", False),
                    models.Q(("customer_kind", ""), _negated=True),
                    ("echelon__isnull", False),
                    _connector="OR",
                ),
                name="segment_is_not_everybody",
            ),
        ),
        migrations.AddConstraint(
            model_name="detectorsegment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("echelon", None), models.Q(("echelon__gte", 1), ("echelon__lte", 3)), _connector="OR"
                ),
                name="segment_of_an_echelon",
            ),
        ),
    ]
