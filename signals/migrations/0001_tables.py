from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("signals", "0001_initial"),
        ("signals", "0003_shards_need_no_lease"),
        ("signals", "0004_echelons_by_worth"),
    ]

    initial = True

    dependencies = [
        ("customers", "0001_tables"),
        ("staff", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChurnSignal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.customer"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("strength", models.FloatField(verbose_name="strength")),
                ("numbers", models.JSONField(default=dict)),
                ("opened_on", models.DateField()),
                ("seen_on", models.DateField()),
                ("resolved_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-opened_on"], name="signal_customer_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_on", None)),
                        fields=("customer", "kind"),
                        name="one_open_signal_per_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength__gt", 0), ("strength__lte", 1)),
                        name="strength_zero_to_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "day", "customer_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                ("tier", models.PositiveSmallIntegerField()),
                ("echelon", models.PositiveSmallIntegerField(null=True)),
                (
                    "branch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="staff.branch",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                ("probability", models.FloatField(null=True)),
                ("value_at_risk", models.DecimalField(decimal_places=2, max_digits=14)),
                ("last_visit_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "day"], name="snapshot_customer_day")],
            },
        ),
        migrations.CreateModel(
            name="TierMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.customer"
                    ),
                ),
                ("day", models.DateField()),
                ("seen_on", models.DateField()),
                ("from_tier", models.PositiveSmallIntegerField()),
                ("to_tier", models.PositiveSmallIntegerField()),
                ("lost", models.BooleanField(default=False)),
                ("came_back", models.BooleanField(default=False)),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="staff.branch"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("yearly_spend", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["day"], name="move_day"),
                    models.Index(fields=["seen_on"], name="move_seen_on"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "seen_on"), name="one_move_per_customer_and_run"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoringPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("months_sms", models.PositiveSmallIntegerField(default=3, verbose_name="months until SMS")),
                (
                    "months_call",
                    models.PositiveSmallIntegerField(default=6, verbose_name="months until call"),
                ),
                (
                    "months_recall",
                    models.PositiveSmallIntegerField(default=12, verbose_name="months until recall"),
                ),
                ("prior_current", models.FloatField(default=0.15, verbose_name="prior, current")),
                ("prior_sms", models.FloatField(default=0.5, verbose_name="prior, SMS tier")),
                ("prior_call", models.FloatField(default=0.75, verbose_name="prior, call tier")),
                ("prior_recall", models.FloatField(default=0.92, verbose_name="prior, recall tier")),
                (
                    "horizon_days",
                    models.PositiveSmallIntegerField(default=180, verbose_name="horizon in days"),
                ),
                (
                    "attrition_months",
                    models.PositiveSmallIntegerField(
                        default=36, verbose_name="natural attrition after months"
                    ),
                ),
                (
                    "share_first",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.150"),
                        max_digits=4,
                        verbose_name="share of customers in echelon 1",
                    ),
                ),
                (
                    "share_second",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.300"),
                        max_digits=4,
                        verbose_name="share of customers in echelon 2",
                    ),
                ),
                (
                    "echelon_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="echelons look back, months"),
                ),
                (
                    "frequency_share",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.20"),
                        max_digits=3,
                        verbose_name="weight of frequency in the echelon",
                    ),
                ),
                (
                    "call_at_strength",
                    models.FloatField(default=0.5, verbose_name="call a current customer from strength"),
                ),
                (
                    "border_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="urgency rises before a tier border, days"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("only",), name="one_scoring_policy"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months_sms__gte", 1),
                            ("months_call__gt", models.F("months_sms")),
                            ("months_recall__gt", models.F("months_call")),
                            ("attrition_months__gt", models.F("months_recall")),
                        ),
                        name="tiers_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("prior_current__gte", 0),
                            ("prior_sms__gte", models.F("prior_current")),
                            ("prior_call__gte", models.F("prior_sms")),
                            ("prior_recall__gte", models.F("prior_call")),
                            ("prior_recall__lte", 1),
                        ),
                        name="priors_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("echelon_months__gte", 1),
                            ("frequency_share__gte", 0),
                            ("frequency_share__lte", 1),
                        ),
                        name="echelons_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BranchTiers",
            fields=[
                (
                    "branch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="staff.branch",
                    ),
                ),
                ("months_sms", models.PositiveSmallIntegerField(verbose_name="months until SMS")),
                ("months_call", models.PositiveSmallIntegerField(verbose_name="months until call")),
                ("months_recall", models.PositiveSmallIntegerField(verbose_name="months until recall")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months_sms__gte", 1),
                            ("months_call__gt", models.F("months_sms")),
                            ("months_recall__gt", models.F("months_call")),
                        ),
                        name="branch_tiers_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DetectorPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, unique=True)),
                ("enabled", models.BooleanField(default=True, verbose_name="on")),
                ("weight", models.FloatField(default=1, verbose_name="weight")),
                ("parameters", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0), ("weight__lte", 1)), name="weight_zero_to_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NightlyRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "running"), ("done", "done"), ("failed", "failed")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("policy_version", models.PositiveIntegerField()),
                ("policy", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("timings", models.JSONField(default=dict)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("finished_at__isnull", False),
                            _connector="OR",
                        ),
                        name="done_run_has_finished",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RunShard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shards",
                        to="signals.nightlyrun",
                    ),
                ),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("counts", models.JSONField(default=dict)),
                ("timings", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["first_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "first_id"), name="one_shard_per_range"),
                    models.CheckConstraint(
                        condition=models.Q(("last_id__gte", models.F("first_id"))), name="shard_is_a_range"
                    ),
                ],
            },
        ),
    ]
