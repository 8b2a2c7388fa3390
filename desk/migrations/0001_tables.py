import uuid
from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("desk", "0001_initial"),
        ("desk", "0002_complaint_clocks"),
        ("desk", "0003_complaints_known_before"),
        ("desk", "0010_surveys"),
        ("desk", "0020_interactions_promises_and_third_day_calls"),
        ("desk", "0030_knowledge_base"),
        ("desk", "0031_customer_voice"),
    ]

    initial = True

    dependencies = [
        ("customers", "0001_tables"),
        ("outbox", "0001_tables"),
        ("staff", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplaintPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "respond_safety",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.5"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_safety",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("8"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_safety", models.BooleanField(default=True, verbose_name="round the clock")),
                (
                    "respond_high",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_high",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("8"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_high", models.BooleanField(default=False, verbose_name="round the clock")),
                (
                    "respond_medium",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("2"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_medium",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("16"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_medium", models.BooleanField(default=False, verbose_name="round the clock")),
                (
                    "respond_low",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("4"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_low",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("24"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_low", models.BooleanField(default=False, verbose_name="round the clock")),
                (
                    "share_1",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.5"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="echelon 1, share of the time",
                    ),
                ),
                (
                    "share_2",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="echelon 2, share of the time",
                    ),
                ),
                (
                    "share_3",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="echelon 3, share of the time",
                    ),
                ),
                (
                    "warn_share",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.75"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="warn when this share is used",
                    ),
                ),
                (
                    "again_hours",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("4"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="hours until the next level hears of it",
                    ),
                ),
                (
                    "pause_days",
                    models.PositiveSmallIntegerField(default=3, verbose_name="longest pause, working days"),
                ),
                (
                    "remind_days",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="remind the customer after, working days"
                    ),
                ),
                (
                    "alike_days",
                    models.PositiveSmallIntegerField(
                        default=90, verbose_name="look for the same complaint in, days"
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
                ("changed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("only",), name="one_complaint_policy"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("only", True),
                            ("pause_days__gte", 1),
                            ("pause_days__lte", 3),
                            ("remind_days__gte", 1),
                            ("remind_days__lte", models.F("pause_days")),
                            ("respond_high__lte", models.F("solve_high")),
                            ("respond_safety__lte", models.F("solve_safety")),
                            ("respond_low__lte", models.F("solve_low")),
                            ("respond_medium__lte", models.F("solve_medium")),
                            ("warn_share__lt", 1),
                        ),
                        name="complaint_policy_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintPolicyEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="desk.complaintpolicy",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "respond_safety",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.5"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_safety",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("8"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_safety", models.BooleanField(default=True, verbose_name="round the clock")),
                (
                    "respond_high",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_high",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("8"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_high", models.BooleanField(default=False, verbose_name="round the clock")),
                (
                    "respond_medium",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("2"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_medium",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("16"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_medium", models.BooleanField(default=False, verbose_name="round the clock")),
                (
                    "respond_low",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("4"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="first response, hours",
                    ),
                ),
                (
                    "solve_low",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("24"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="solution, hours",
                    ),
                ),
                ("always_low", models.BooleanField(default=False, verbose_name="round the clock")),
                (
                    "share_1",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.5"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="echelon 1, share of the time",
                    ),
                ),
                (
                    "share_2",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="echelon 2, share of the time",
                    ),
                ),
                (
                    "share_3",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="echelon 3, share of the time",
                    ),
                ),
                (
                    "warn_share",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.75"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                        verbose_name="warn when this share is used",
                    ),
                ),
                (
                    "again_hours",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("4"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(Decimal("999")),
                        ],
                        verbose_name="hours until the next level hears of it",
                    ),
                ),
                (
                    "pause_days",
                    models.PositiveSmallIntegerField(default=3, verbose_name="longest pause, working days"),
                ),
                (
                    "remind_days",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="remind the customer after, working days"
                    ),
                ),
                (
                    "alike_days",
                    models.PositiveSmallIntegerField(
                        default=90, verbose_name="look for the same complaint in, days"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="complaintpolicyevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="complaintpolicyevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "resolved_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="Then what a customer came with counts as solved at first contact.",
                        verbose_name="days without a new contact on the topic",
                    ),
                ),
                (
                    "remind_minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="Who made it is reminded then, and once more when it is due.",
                        verbose_name="minutes before a promise is due",
                    ),
                ),
                (
                    "call_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="visits",
                    ),
                ),
                (
                    "call_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Calendar days, weekends included; a public holiday is left out.",
                        verbose_name="days after the visit",
                    ),
                ),
                (
                    "call_tries",
                    models.PositiveSmallIntegerField(default=3, verbose_name="tries until it is given up"),
                ),
                (
                    "call_late_days",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Then the team lead is told.", verbose_name="days late"
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
                ("changed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("only",), name="one_contact_policy"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("call_days__gte", 1),
                            ("call_days__lte", 30),
                            ("call_late_days__gte", 1),
                            ("call_late_days__lte", 30),
                            ("call_tries__gte", 1),
                            ("call_tries__lte", 9),
                            ("only", True),
                            ("remind_minutes__gte", 5),
                            ("remind_minutes__lte", 1440),
                            ("resolved_days__gte", 1),
                            ("resolved_days__lte", 90),
                        ),
                        name="contact_policy_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPolicyEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="desk.contactpolicy",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "resolved_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="Then what a customer came with counts as solved at first contact.",
                        verbose_name="days without a new contact on the topic",
                    ),
                ),
                (
                    "remind_minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="Who made it is reminded then, and once more when it is due.",
                        verbose_name="minutes before a promise is due",
                    ),
                ),
                (
                    "call_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="visits",
                    ),
                ),
                (
                    "call_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Calendar days, weekends included; a public holiday is left out.",
                        verbose_name="days after the visit",
                    ),
                ),
                (
                    "call_tries",
                    models.PositiveSmallIntegerField(default=3, verbose_name="tries until it is given up"),
                ),
                (
                    "call_late_days",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Then the team lead is told.", verbose_name="days late"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="contactpolicyevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="contactpolicyevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interaction",
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
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("chat", "Chat"),
                            ("email", "E-mail"),
                            ("wechat", "WeChat"),
                            ("visit", "In person"),
                            ("web", "Web"),
                        ],
                        default="phone",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "They to us"), ("out", "We to them")],
                        default="in",
                        max_length=3,
                        verbose_name="direction",
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("progress", "How far the work is"),
                            ("booking", "Booking"),
                            ("price", "Price or quote"),
                            ("bill", "Bill or payment"),
                            ("technical", "Technical question"),
                            ("warranty", "Warranty"),
                            ("parts", "Parts"),
                            ("inquiry", "Inquiry before buying"),
                            ("complaint", "Complaint"),
                            ("feedback", "Feedback"),
                            ("follow_up", "Third-day call"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                        verbose_name="topic",
                    ),
                ),
                (
                    "mood",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Upset"), (2, "Calm"), (3, "Pleased")],
                        null=True,
                        verbose_name="mood",
                    ),
                ),
                ("solved", models.BooleanField(default=False, verbose_name="solved at first contact")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="what was said")),
                ("next_step", models.CharField(blank=True, max_length=300, verbose_name="next step")),
                (
                    "revenue",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="revenue from it"
                    ),
                ),
                (
                    "seconds",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="duration in seconds"),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.inquiry",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-at"], name="interaction_customer_at"),
                    models.Index(fields=["customer", "topic", "day"], name="interaction_topic"),
                    models.Index(fields=["agent", "-day"], name="interaction_agent_day"),
                    models.Index(fields=["-day", "-id"], name="interaction_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mood", None), ("mood__in", (1, 2, 3)), _connector="OR"),
                        name="interaction_mood",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revenue", None), ("revenue__gte", 0), _connector="OR"),
                        name="interaction_revenue_not_below_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
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
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.visit",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("quality", "Product quality"),
                            ("function", "Function"),
                            ("price", "Price"),
                            ("delivery", "Delivery"),
                            ("after_sales", "After-sales"),
                            ("attitude", "Attitude"),
                            ("waiting", "Waiting"),
                            ("wrong_part", "Wrong part"),
                            ("comeback", "Comeback"),
                            ("dishonesty", "Dishonesty"),
                            ("overcharging", "Overcharging"),
                            ("neglect", "Lack of care"),
                        ],
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                (
                    "severity",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Low"), (2, "Medium"), (3, "High"), (4, "Safety")],
                        default=2,
                        verbose_name="severity",
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="what happened")),
                ("day", models.DateField()),
                ("logged_at", models.DateTimeField()),
                (
                    "logged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("solved_at", models.DateTimeField(blank=True, null=True)),
                ("solved_on", models.DateField(blank=True, null=True)),
                (
                    "solved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("resolution", models.TextField(blank=True, max_length=4000, verbose_name="resolution")),
                (
                    "interaction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.interaction",
                    ),
                ),
                ("token", models.UUIDField(unique=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                ("echelon", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
                ("held_since", models.DateTimeField(blank=True, null=True)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("answered", "in hand"),
                            ("waiting", "waiting for the customer"),
                            ("solved", "solved"),
                            ("reopened", "reopened"),
                        ],
                        db_default="new",
                        default="new",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("responded_at", models.DateTimeField(blank=True, null=True)),
                ("respond_due_at", models.DateTimeField(blank=True, null=True)),
                ("solve_due_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("allowed_seconds", models.PositiveIntegerField(db_default=0, default=0)),
                ("round_the_clock", models.BooleanField(db_default=False, default=False)),
                ("paused_until", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("remind_at", models.DateTimeField(blank=True, null=True)),
                ("warn_at", models.DateTimeField(blank=True, null=True)),
                ("escalate_at", models.DateTimeField(blank=True, null=True)),
                ("level", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "escalated_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("wound_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-day"], name="complaint_customer_day"),
                    models.Index(
                        condition=models.Q(("solved_at", None)), fields=["-day", "-id"], name="complaint_open"
                    ),
                    models.Index(
                        condition=models.Q(("solved_at", None)), fields=["due_at", "id"], name="complaint_due"
                    ),
                    models.Index(
                        condition=models.Q(("warn_at__isnull", False)),
                        fields=["warn_at"],
                        name="complaint_warn",
                    ),
                    models.Index(
                        condition=models.Q(("escalate_at__isnull", False)),
                        fields=["escalate_at"],
                        name="complaint_escalate",
                    ),
                    models.Index(
                        condition=models.Q(("asked_at__isnull", False)),
                        fields=["customer"],
                        name="complaint_asked",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("solved_at", None), ("solved_on", None)),
                            models.Q(("solved_at__isnull", False), ("solved_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="complaint_solved_with_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("solved_at__isnull", False), ("state", "solved")),
                            models.Q(models.Q(("state", "solved"), _negated=True), ("solved_at", None)),
                            _connector="OR",
                        ),
                        name="complaint_solved_by_its_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked_at__isnull", False),
                                ("paused_until__isnull", False),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("paused_until", None),
                                ("remind_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_pauses_while_it_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("responded_at", None), ("state", "new")),
                            models.Q(
                                models.Q(("state", "new"), _negated=True), ("responded_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="complaint_new_until_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("solved_at", None),
                            models.Q(
                                ("asked_at", None), ("due_at", None), ("escalate_at", None), ("warn_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="complaint_clock_stops_when_solved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_since__isnull", False),
                            models.Q(("held_until", None), ("holder", None), ("team", None)),
                            _connector="OR",
                        ),
                        name="complaint_held_since_a_moment",
                    ),
                    models.CheckConstraint(condition=models.Q(("level__lte", 2)), name="complaint_level"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="desk.complaint",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("logged", "Logged"),
                            ("taken", "Taken"),
                            ("handed_over", "Handed over"),
                            ("let_lie", "Left lying"),
                            ("noted", "Noted"),
                            ("responded", "Customer answered"),
                            ("question", "Question written"),
                            ("asked", "Question asked"),
                            ("not_asked", "Question not delivered"),
                            ("reminded", "Customer reminded"),
                            ("came", "Answer of the customer"),
                            ("pause_ended", "Pause over, no answer"),
                            ("warned", "Warned"),
                            ("escalated", "Escalated"),
                            ("solved", "Solved"),
                            ("taken_back", "Solution taken back"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("call", "Call"),
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("wechat", "WeChat"),
                            ("here", "In person"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("due", models.DateTimeField(blank=True, null=True)),
                (
                    "clock",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("response", "First response"),
                            ("resolution", "Solution"),
                            ("deadline", "Deadline of the department"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.reply",
                    ),
                ),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["complaint", "at", "id"], name="complaint_event_order")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reply__isnull", False)),
                        fields=("complaint", "reply"),
                        name="complaint_answer_counts_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SatisfactionScore",
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
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.visit",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(verbose_name="score")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="in their words")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("agent", "asked by an agent"),
                            ("link", "survey by link"),
                            ("phone", "survey by phone"),
                            ("third_day", "third-day call"),
                        ],
                        db_default="agent",
                        default="agent",
                        max_length=10,
                    ),
                ),
                ("day", models.DateField()),
                ("logged_at", models.DateTimeField()),
                (
                    "logged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.interaction",
                    ),
                ),
                ("token", models.UUIDField(unique=True)),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-day"], name="score_customer_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="score_one_to_five"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.visit"
                    ),
                ),
                ("visited_on", models.DateField()),
                ("due_on", models.DateField(verbose_name="due")),
                ("next_on", models.DateField(verbose_name="next try")),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("reached", "Reached"), ("given_up", "Never reached")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.satisfactionscore",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.complaint",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "visited_on"], name="follow_up_customer"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["next_on", "id"], name="follow_up_open"
                    ),
                    models.Index(fields=["-closed_on", "-id"], name="follow_up_closed"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_on", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("closed_at__isnull", False),
                                ("closed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_closed_with_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("visited_on"))),
                        name="follow_up_after_visit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_zh", models.CharField(max_length=80, verbose_name="name in Chinese")),
                ("name_en", models.CharField(max_length=80, verbose_name="name in English")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("visit", "After a visit"),
                            ("complaint", "After a complaint was solved"),
                            ("by_hand", "By hand"),
                            ("qr", "QR code"),
                        ],
                        max_length=10,
                        verbose_name="occasion",
                    ),
                ),
                ("by_itself", models.BooleanField(default=False, verbose_name="goes out by itself")),
                (
                    "after_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MaxValueValidator(30)],
                        verbose_name="days after the occasion",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail")],
                        default="sms",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "template_zh",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outbox.template",
                    ),
                ),
                (
                    "template_en",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outbox.template",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_itself", False), ("occasion__in", ("visit", "complaint")), _connector="OR"
                        ),
                        name="survey_by_itself_has_an_occasion",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="desk.survey",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "number"), name="survey_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at", None)),
                        fields=("survey",),
                        name="one_draft_per_survey",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="desk.surveyversion",
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("satisfaction", "Satisfaction, five faces"),
                            ("nps", "Recommendation, 0 to 10"),
                            ("scale", "Scale"),
                            ("one", "One choice"),
                            ("several", "Several choices"),
                            ("text", "Text"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "words_zh",
                    models.CharField(blank=True, max_length=160, verbose_name="question in Chinese"),
                ),
                (
                    "words_en",
                    models.CharField(blank=True, max_length=160, verbose_name="question in English"),
                ),
                ("required", models.BooleanField(default=False, verbose_name="must be answered")),
                ("options_zh", models.JSONField(blank=True, default=list, verbose_name="choices in Chinese")),
                ("options_en", models.JSONField(blank=True, default=list, verbose_name="choices in English")),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="highest step",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.question",
                    ),
                ),
                (
                    "test",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("is", "is"),
                            ("at_most", "is at most"),
                            ("at_least", "is at least"),
                            ("contains", "contains"),
                        ],
                        max_length=8,
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["place"],
                "indexes": [models.Index(fields=["key"], name="question_key")],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("version", "place"),
                        name="one_question_per_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most__gte", 2), ("most__lte", 10)), name="scale_of_2_to_10_steps"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after", None),
                            models.Q(models.Q(("test", ""), _negated=True), ("value__isnull", False)),
                            _connector="OR",
                        ),
                        name="skip_rule_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after", None),
                            models.Q(("after", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_skip_rule_about_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="desk.survey"
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True)),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="staff.branch"
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("survey", "branch", "technician"),
                        name="one_code_per_place_and_person",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days_between",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="one customer is asked once in days",
                    ),
                ),
                (
                    "remind_after_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="one reminder after days without an answer",
                    ),
                ),
                (
                    "good_for_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="a link is good for days",
                    ),
                ),
                (
                    "min_answers",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200),
                        ],
                        verbose_name="a share is shown from so many answers on",
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
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("only", models.BooleanField(default=True, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("only",), name="one_survey_policy"),
                    models.CheckConstraint(
                        condition=models.Q(("only", True)), name="survey_policy_is_the_only_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("remind_after_days__lt", models.F("good_for_days"))),
                        name="reminder_before_the_link_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="desk.survey",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="customers.customer",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.visit",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.complaint",
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.surveycode",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="staff.branch"
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("link", "Link handed over"),
                            ("phone", "By phone"),
                            ("qr", "QR code"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("purpose_key", models.CharField(max_length=120, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("reminder_digest", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
                    ),
                ),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-made_at"], name="invitation_customer"),
                    models.Index(fields=["survey", "-day", "-id"], name="invitation_survey_day"),
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["made_at"],
                        name="invitation_unanswered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="response",
                        to="desk.invitation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desk.surveyversion",
                    ),
                ),
                (
                    "source",
                    models.CharField(choices=[("link", "by link"), ("phone", "by phone")], max_length=8),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("day", models.DateField()),
                ("answered_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "logged_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("call_by", models.DateTimeField(blank=True, null=True)),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                (
                    "called_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("call_by__isnull", False), ("called_at", None)),
                        fields=["call_by"],
                        name="response_wants_call",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="desk.response",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.question"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("choices", models.JSONField(blank=True, default=list)),
                ("text", models.TextField(blank=True, max_length=2000)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("response", "question"), name="one_answer_per_question")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoSurveys",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(choices=[("link", "by link"), ("person", "by a person")], max_length=8),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublicHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=64)),
                ("window", models.DateTimeField()),
                ("hits", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["window"], name="public_hit_window")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "window"), name="one_count_per_window")
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
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
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="what was promised")),
                ("due_at", models.DateTimeField(verbose_name="by when")),
                ("record_by", models.DateTimeField()),
                (
                    "interaction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.interaction",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.complaint",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("kept", "Kept"), ("broken", "Broken")],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("day", models.DateField()),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-made_at"], name="promise_customer"),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["person", "due_at"],
                        name="promise_owed",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["due_at", "id"], name="promise_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["record_by"], name="promise_record_by"
                    ),
                    models.Index(fields=["person", "settled_on"], name="promise_person_settled"),
                    models.Index(
                        condition=models.Q(("state", "broken")),
                        fields=["settled_on", "customer"],
                        name="promise_broken",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kept_at", None),
                                ("settled_at", None),
                                ("settled_on", None),
                                ("state", "open"),
                            ),
                            models.Q(
                                ("kept_at__isnull", False),
                                ("settled_at__isnull", False),
                                ("settled_on__isnull", False),
                                ("state", "kept"),
                            ),
                            models.Q(
                                ("kept_at", None),
                                ("settled_at__isnull", False),
                                ("settled_on__isnull", False),
                                ("state", "broken"),
                            ),
                            _connector="OR",
                        ),
                        name="promise_settled_with_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("record_by__gt", models.F("due_at"))),
                        name="promise_is_recorded_after_it_is_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="desk.promise"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made", "made"),
                            ("moved", "moved"),
                            ("kept", "kept"),
                            ("broken", "broken"),
                            ("reopened", "taken back"),
                            ("handed", "handed over"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("new_at", models.DateTimeField(blank=True, null=True)),
                ("backdated", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("suggestion", "Suggestion"), ("defect", "Defect")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("product", models.CharField(max_length=60, verbose_name="product")),
                ("category", models.CharField(blank=True, max_length=60, verbose_name="category")),
                ("title", models.CharField(max_length=120, verbose_name="in short")),
                ("department", models.CharField(blank=True, max_length=60, verbose_name="department")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("accepted", "Accepted"),
                            ("done", "Done"),
                            ("declined", "Declined"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=500, verbose_name="answer")),
                ("created_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="desk.matter",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["product", "category"], name="matter_product")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("done", "declined")), _negated=True),
                            models.Q(models.Q(("answer", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="matter_ended_with_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("product", ""), _negated=True), name="matter_names_its_product"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voice",
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
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="voices", to="desk.matter"
                    ),
                ),
                (
                    "began",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="desk.matter"
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.complaint",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="in their words")),
                ("day", models.DateField()),
                ("logged_at", models.DateTimeField()),
                (
                    "logged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(unique=True)),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told_by",
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
                "indexes": [
                    models.Index(fields=["customer", "-day"], name="voice_customer_day"),
                    models.Index(fields=["day"], name="voice_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("token", models.UUIDField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="ArticleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="desk.article",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title_en", models.CharField(blank=True, max_length=120)),
                ("problem_en", models.CharField(blank=True, max_length=300)),
                ("text_en", models.TextField(blank=True, max_length=20000)),
                ("title_zh", models.CharField(blank=True, max_length=120)),
                ("problem_zh", models.CharField(blank=True, max_length=300)),
                ("text_zh", models.TextField(blank=True, max_length=20000)),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("quality", "Product quality"),
                            ("function", "Function"),
                            ("price", "Price"),
                            ("delivery", "Delivery"),
                            ("after_sales", "After-sales"),
                            ("attitude", "Attitude"),
                            ("waiting", "Waiting"),
                            ("wrong_part", "Wrong part"),
                            ("comeback", "Comeback"),
                            ("dishonesty", "Dishonesty"),
                            ("overcharging", "Overcharging"),
                            ("neglect", "Lack of care"),
                        ],
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[("inside", "Only us"), ("public", "Customers too")],
                        default="inside",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what changed")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("plain", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-number"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="article_words"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["plain"], name="article_plain", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "number"), name="one_article_version_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("title_en", ""), _negated=True),
                                models.Q(("text_en", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("title_zh", ""), _negated=True),
                                models.Q(("text_zh", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="article_says_something_in_one_language",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="desk.article"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
                ("token", models.UUIDField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token", "article"), name="one_article_use_per_complaint")
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="desk.article",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("helpful", "Helpful"), ("wrong", "Wrong here")], max_length=10
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="in a word")),
                ("token", models.UUIDField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("token", "article"), name="one_article_verdict_per_complaint"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="desk.articleversion",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="newest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="desk.articleversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("current", None), ("checked_at__isnull", False), _connector="OR"),
                name="article_in_force_was_checked",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="articleversion",
            trigger=pgtrigger.compiler.Trigger(
                name="article_version_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="52c687c1f4d370cee6b99e3819bcfba4fdeb663e",
                    operation="DELETE",
                    pgid="pgtrigger_article_version_stays_a5c52",
                    table="desk_articleversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="articleversion",
            trigger=pgtrigger.compiler.Trigger(
                name="article_version_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."article_id" IS DISTINCT FROM (NEW."article_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."cause" IS DISTINCT FROM (NEW."cause") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."problem_en" IS DISTINCT FROM (NEW."problem_en") OR OLD."problem_zh" IS DISTINCT FROM (NEW."problem_zh") OR OLD."tags" IS DISTINCT FROM (NEW."tags") OR OLD."text_en" IS DISTINCT FROM (NEW."text_en") OR OLD."text_zh" IS DISTINCT FROM (NEW."text_zh") OR OLD."title_en" IS DISTINCT FROM (NEW."title_en") OR OLD."title_zh" IS DISTINCT FROM (NEW."title_zh") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="8f8d036f67a09e3a0aeb2014f38acab15f501a93",
                    operation="UPDATE",
                    pgid="pgtrigger_article_version_is_final_a4793",
                    table="desk_articleversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."complaint_id" IS DISTINCT FROM (NEW."complaint_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."due" IS DISTINCT FROM (NEW."due") OR OLD."clock" IS DISTINCT FROM (NEW."clock") OR OLD."token" IS DISTINCT FROM (NEW."token"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f2de0a9ca3f387e08fac409f57175c702c097218",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_8cc9b",
                    table="desk_complaintevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."again_hours" IS DISTINCT FROM (NEW."again_hours") OR OLD."alike_days" IS DISTINCT FROM (NEW."alike_days") OR OLD."always_high" IS DISTINCT FROM (NEW."always_high") OR OLD."always_low" IS DISTINCT FROM (NEW."always_low") OR OLD."always_medium" IS DISTINCT FROM (NEW."always_medium") OR OLD."always_safety" IS DISTINCT FROM (NEW."always_safety") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."pause_days" IS DISTINCT FROM (NEW."pause_days") OR OLD."remind_days" IS DISTINCT FROM (NEW."remind_days") OR OLD."respond_high" IS DISTINCT FROM (NEW."respond_high") OR OLD."respond_low" IS DISTINCT FROM (NEW."respond_low") OR OLD."respond_medium" IS DISTINCT FROM (NEW."respond_medium") OR OLD."respond_safety" IS DISTINCT FROM (NEW."respond_safety") OR OLD."share_1" IS DISTINCT FROM (NEW."share_1") OR OLD."share_2" IS DISTINCT FROM (NEW."share_2") OR OLD."share_3" IS DISTINCT FROM (NEW."share_3") OR OLD."solve_high" IS DISTINCT FROM (NEW."solve_high") OR OLD."solve_low" IS DISTINCT FROM (NEW."solve_low") OR OLD."solve_medium" IS DISTINCT FROM (NEW."solve_medium") OR OLD."solve_safety" IS DISTINCT FROM (NEW."solve_safety") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."warn_share" IS DISTINCT FROM (NEW."warn_share"))',
                    func='INSERT INTO "desk_complaintpolicyevent" ("again_hours", "alike_days", "always_high", "always_low", "always_medium", "always_safety", "changed_at", "changed_by_id", "id", "pause_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "respond_high", "respond_low", "respond_medium", "respond_safety", "share_1", "share_2", "share_3", "solve_high", "solve_low", "solve_medium", "solve_safety", "version", "warn_share") VALUES (OLD."again_hours", OLD."alike_days", OLD."always_high", OLD."always_low", OLD."always_medium", OLD."always_safety", OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."pause_days", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."remind_days", OLD."respond_high", OLD."respond_low", OLD."respond_medium", OLD."respond_safety", OLD."share_1", OLD."share_2", OLD."share_3", OLD."solve_high", OLD."solve_low", OLD."solve_medium", OLD."solve_safety", OLD."version", OLD."warn_share"); RETURN NULL;',
                    hash="bba0e9870c82e032f5e3abf71cc7f6367ee353d5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ee828",
                    table="desk_complaintpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "desk_complaintpolicyevent" ("again_hours", "alike_days", "always_high", "always_low", "always_medium", "always_safety", "changed_at", "changed_by_id", "id", "pause_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "respond_high", "respond_low", "respond_medium", "respond_safety", "share_1", "share_2", "share_3", "solve_high", "solve_low", "solve_medium", "solve_safety", "version", "warn_share") VALUES (OLD."again_hours", OLD."alike_days", OLD."always_high", OLD."always_low", OLD."always_medium", OLD."always_safety", OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."pause_days", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."remind_days", OLD."respond_high", OLD."respond_low", OLD."respond_medium", OLD."respond_safety", OLD."share_1", OLD."share_2", OLD."share_3", OLD."solve_high", OLD."solve_low", OLD."solve_medium", OLD."solve_safety", OLD."version", OLD."warn_share"); RETURN NULL;',
                    hash="70b018d95247455be2278bf0ff27b8d0605f220b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8ecf6",
                    table="desk_complaintpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="7a14f63cd81f34e7471c83fc1a94ccf69530c82e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_dd0ce",
                    table="desk_complaintpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0e0c5dd263f187ec38bc67a6ede1616fac5c30e4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8ca8d",
                    table="desk_complaintpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."call_days" IS DISTINCT FROM (NEW."call_days") OR OLD."call_late_days" IS DISTINCT FROM (NEW."call_late_days") OR OLD."call_tries" IS DISTINCT FROM (NEW."call_tries") OR OLD."call_types" IS DISTINCT FROM (NEW."call_types") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."remind_minutes" IS DISTINCT FROM (NEW."remind_minutes") OR OLD."resolved_days" IS DISTINCT FROM (NEW."resolved_days") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "desk_contactpolicyevent" ("call_days", "call_late_days", "call_tries", "call_types", "changed_at", "changed_by_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_minutes", "resolved_days", "version") VALUES (OLD."call_days", OLD."call_late_days", OLD."call_tries", OLD."call_types", OLD."changed_at", OLD."changed_by_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."remind_minutes", OLD."resolved_days", OLD."version"); RETURN NULL;',
                    hash="5c83b1f212742488085a7cd588cea4f40bb9ac97",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ffc84",
                    table="desk_contactpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "desk_contactpolicyevent" ("call_days", "call_late_days", "call_tries", "call_types", "changed_at", "changed_by_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_minutes", "resolved_days", "version") VALUES (OLD."call_days", OLD."call_late_days", OLD."call_tries", OLD."call_types", OLD."changed_at", OLD."changed_by_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."remind_minutes", OLD."resolved_days", OLD."version"); RETURN NULL;',
                    hash="748c60d212a6db7773288da1b5a1fa5e8bd4e99d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_287ee",
                    table="desk_contactpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="296ecb3d904421840f983c2ea4ba3d7369e41d9c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_9f81a",
                    table="desk_contactpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="45ae9f594bd235c93de91ff14ec92bf6702f0018",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d23bb",
                    table="desk_contactpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9b03dd81a2f4fdd9ad7d851c241136d4d75d7cd7",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_40811",
                    table="desk_promiseevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
