from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("customers", "0001_initial"),
        ("customers", "0002_find_and_list"),
        ("customers", "0003_visits_import_at_speed"),
        ("customers", "0005_one_index_each"),
        ("customers", "0006_agreements"),
        ("customers", "0007_profile_tags_fields_lines_history"),
        ("customers", "0008_records_of_visits_money_and_assets"),
        ("customers", "0009_history_of_asset_columns"),
        ("customers", "0010_import_wizard"),
        ("customers", "0012_duplicates_and_merges"),
        ("customers", "0013_tags_in_bulk_discounts_identity_history"),
        ("customers", "0014_invoices_by_hand_whole_files_quote_prices"),
        ("customers", "0015_removed_agreements"),
        ("customers", "0016_history_is_not_truncated"),
    ]

    initial = True

    dependencies = [
        ("staff", "0001_tables"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="DueRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asset_kind",
                    models.CharField(
                        choices=[("vehicle", "Vehicle"), ("site", "Site"), ("device", "Device")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("maintenance", "Maintenance"),
                            ("inspection", "Annual inspection"),
                            ("insurance", "Insurance renewal"),
                            ("service", "Next service"),
                        ],
                        max_length=12,
                        verbose_name="what is due",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="every so many months"
                    ),
                ),
                ("km", models.PositiveIntegerField(blank=True, null=True, verbose_name="every so many km")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("asset_kind", "kind"), name="one_rule_per_due_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=200)),
                ("source", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("waiting", "waiting"),
                            ("cancelled", "cancelled"),
                            ("undone", "undone"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField()),
                ("automations", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("rows_read", models.BigIntegerField(default=0)),
                ("rows_created", models.BigIntegerField(default=0)),
                ("rows_updated", models.BigIntegerField(default=0)),
                ("rows_unchanged", models.BigIntegerField(default=0)),
                ("rows_rejected", models.BigIntegerField(default=0)),
                ("rows_removed", models.BigIntegerField(db_default=0, default=0)),
                ("newest_fact", models.DateField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "step",
                    models.CharField(
                        blank=True,
                        choices=[("reading", "Reading"), ("sorting", "Sorting out"), ("writing", "Writing")],
                        max_length=10,
                    ),
                ),
                ("share", models.FloatField(default=0)),
                ("rows_expected", models.BigIntegerField(default=0)),
                ("stop_wanted", models.BooleanField(default=False)),
                ("undo_wanted_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
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
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            (
                                "rows_read",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("rows_created"), "+", models.F("rows_updated")
                                        ),
                                        "+",
                                        models.F("rows_unchanged"),
                                    ),
                                    "+",
                                    models.F("rows_rejected"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="import_rows_add_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "Person"), ("company", "Company")],
                        default="person",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("latin_name", models.CharField(blank=True, max_length=160, verbose_name="Latin name")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("wechat", models.CharField(blank=True, max_length=64, verbose_name="WeChat id")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
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
                        related_name="customers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("vip", models.BooleanField(default=False, verbose_name="VIP")),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[
                            ("price", "Price"),
                            ("quality", "Quality"),
                            ("service", "Service"),
                            ("relationship", "Relationship"),
                            ("unknown", "Not known"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="cares about",
                    ),
                ),
                (
                    "sensitivity_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sensitivity_at", models.DateTimeField(blank=True, null=True)),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("female", "Female"), ("male", "Male"), ("other", "Other")],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="gender",
                    ),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="birth date")),
                (
                    "family",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="family"
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="education"
                    ),
                ),
                (
                    "occupation",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="occupation"
                    ),
                ),
                (
                    "industry",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="industry"
                    ),
                ),
                (
                    "expectations",
                    models.TextField(
                        blank=True, db_default="", default="", max_length=2000, verbose_name="expectations"
                    ),
                ),
                (
                    "drivers",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=2000,
                        verbose_name="what satisfies them",
                    ),
                ),
                (
                    "preferences",
                    models.TextField(
                        blank=True, db_default="", default="", max_length=2000, verbose_name="preferences"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="how they found us"
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, db_default="", default="", max_length=4000, verbose_name="note"
                    ),
                ),
                ("custom", models.JSONField(blank=True, db_default={}, default=dict)),
                ("since", models.DateField(blank=True, null=True, verbose_name="customer since")),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.import",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner"], name="customer_owner"),
                    models.Index(fields=["owner", "branch"], name="customer_owner_branch"),
                    models.Index(fields=["name", "id"], name="customer_name"),
                    models.Index(fields=["branch"], name="customer_branch"),
                    models.Index(
                        condition=models.Q(("phone", ""), _negated=True),
                        fields=["phone"],
                        name="customer_phone",
                    ),
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="customer_came_from",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["name", "latin_name", "phone", "code"],
                        name="customer_words",
                        opclasses=["gin_trgm_ops", "gin_trgm_ops", "gin_trgm_ops", "gin_trgm_ops"],
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("custom", {}), _negated=True),
                        fields=["custom"],
                        name="customer_custom",
                        opclasses=["jsonb_path_ops"],
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sensitivity_at", None), ("sensitivity_by", None)),
                            models.Q(("sensitivity_at__isnull", False), ("sensitivity_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sensitivity_confirmed_by_somebody_on_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="customers.customer",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("role", models.CharField(blank=True, max_length=80, verbose_name="role")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("decides", models.BooleanField(default=False, verbose_name="decides")),
                (
                    "bond",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "not known"), (1, "weak"), (2, "fair"), (3, "strong")],
                        default=0,
                        verbose_name="bond",
                    ),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left on")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone", ""), _negated=True),
                        fields=["phone"],
                        name="contact_phone",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["name"], name="contact_words", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["phone"], name="contact_digits", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Asset",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assets",
                        to="customers.customer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("vehicle", "Vehicle"), ("site", "Site"), ("device", "Device")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("plate", models.CharField(blank=True, max_length=20, verbose_name="plate")),
                ("vin", models.CharField(blank=True, max_length=32, verbose_name="VIN")),
                ("mileage", models.PositiveIntegerField(blank=True, null=True, verbose_name="mileage")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("vin", ""), _negated=True), fields=["vin"], name="asset_vin"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["plate"], name="asset_plate_words", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MileageReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="customers.asset",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("km", models.PositiveIntegerField(verbose_name="mileage")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("asset", "day"), name="one_reading_a_day")],
            },
        ),
        migrations.CreateModel(
            name="AssetDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dues",
                        to="customers.asset",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("maintenance", "Maintenance"),
                            ("inspection", "Annual inspection"),
                            ("insurance", "Insurance renewal"),
                            ("service", "Next service"),
                        ],
                        max_length=12,
                        verbose_name="what is due",
                    ),
                ),
                ("by_date", models.DateField(blank=True, null=True, verbose_name="by date")),
                ("by_km", models.PositiveIntegerField(blank=True, null=True, verbose_name="by mileage")),
                ("projected_on", models.DateField(blank=True, null=True)),
                (
                    "due_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Least("by_date", "projected_on"),
                        output_field=models.DateField(),
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="followed_by",
                        to="customers.assetdue",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["asset", "done_on"], name="due_of_asset"),
                    models.Index(
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("done_on", None)),
                        name="due_soon",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_on", None)),
                        fields=("asset", "kind"),
                        name="one_open_due_per_asset_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_date__isnull", False), ("by_km__isnull", False), _connector="OR"
                        ),
                        name="due_by_date_or_mileage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("resets_clock", models.BooleanField(default=True, verbose_name="resets the clock")),
                ("in_rhythm", models.BooleanField(default=True, verbose_name="enters the rhythm")),
            ],
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="customers.customer",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("at", models.DateTimeField(verbose_name="time")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount")),
                (
                    "discount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="discount"
                    ),
                ),
                ("counts", models.BooleanField(default=True)),
                ("in_rhythm", models.BooleanField(default=True)),
                ("cancelled", models.BooleanField(default=False, verbose_name="cancelled")),
                (
                    "type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="customers.visittype",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="staff.branch",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.asset",
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="order number")),
                ("nth", models.PositiveSmallIntegerField(default=1)),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.import",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["customer", "day"],
                        include=("amount", "counts", "in_rhythm"),
                        name="visit_customer_day",
                    ),
                    models.Index(
                        condition=models.Q(("asset__isnull", False)),
                        fields=["asset", "day"],
                        name="visit_asset_day",
                    ),
                    models.Index(
                        condition=models.Q(("branch__isnull", False)),
                        fields=["branch", "day"],
                        name="visit_branch_day",
                    ),
                    models.Index(
                        condition=models.Q(("discount__gt", 0)),
                        fields=["customer", "day"],
                        include=("discount",),
                        name="visit_discounted",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(fields=["came_from"], name="visit_came_from"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="visit_number_once_per_source",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", "")),
                        fields=("customer", "at", "amount", "nth"),
                        name="visit_without_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discount__gte", 0)), name="visit_discount_not_below_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="customers.visit",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="customers.category",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="text")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, default=1, max_digits=12, verbose_name="quantity"),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount")),
                (
                    "discount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="discount"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("discount__gt", 0)),
                        fields=["visit"],
                        include=("discount",),
                        name="line_discounted",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("discount__gte", 0)), name="line_discount_not_below_zero"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
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
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("day", models.DateField(verbose_name="day")),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.visittype",
                        verbose_name="kind",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.asset",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("came", "Came"),
                            ("no_show", "No-show"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="booked",
                        max_length=10,
                    ),
                ),
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
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.visit",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="booking_came_from",
                    ),
                    models.Index(fields=["customer", "-at"], name="booking_customer_time"),
                    models.Index(
                        condition=models.Q(("state", "booked")), fields=["day", "id"], name="booking_open"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["booked", "no_show"])),
                        fields=["-day", "-id"],
                        name="booking_missed",
                    ),
                    models.Index(
                        condition=models.Q(("visit__isnull", False)), fields=["visit"], name="booking_visit"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="booking_number_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_on", None), ("state", "booked")),
                            models.Q(
                                models.Q(("state", "booked"), _negated=True), ("settled_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="booking_settled_with_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False)),
                (
                    "over_share",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.150"),
                        max_digits=4,
                        verbose_name="share above the market from which a manager approves",
                    ),
                ),
                (
                    "order_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="days in which an order follows an inquiry"
                    ),
                ),
                (
                    "ending_days",
                    models.PositiveSmallIntegerField(
                        default=90, verbose_name="days before the end a contract is listed"
                    ),
                ),
                (
                    "expiring_days",
                    models.PositiveSmallIntegerField(
                        default=60, verbose_name="days before expiry a package is listed"
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
                    models.UniqueConstraint(fields=("only",), name="one_agreement_policy"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("only", True),
                            ("over_share__gte", 0),
                            ("over_share__lte", 5),
                            ("ending_days__gte", 1),
                            ("expiring_days__gte", 1),
                            ("order_days__gte", 1),
                        ),
                        name="agreement_policy_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Benchmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=120, verbose_name="item")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.category",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("hour", "an hour"),
                            ("visit", "a visit"),
                            ("month", "a month"),
                            ("year", "a year"),
                            ("whole", "in all"),
                        ],
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("low", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="lowest price")),
                ("high", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="highest price")),
                ("source", models.CharField(max_length=160, verbose_name="source")),
                ("found_on", models.DateField(verbose_name="as of")),
                (
                    "by",
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
                "ordering": ["item", "currency", "-found_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "unit", "currency", "found_on"), name="one_benchmark_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("low__gt", 0), ("high__gte", models.F("low"))),
                        name="benchmark_is_a_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("market_item", models.CharField(blank=True, db_default="", max_length=120)),
                ("market_low", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("market_high", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("market_source", models.CharField(blank=True, db_default="", max_length=160)),
                ("market_on", models.DateField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.customer"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("subject", models.CharField(max_length=160, verbose_name="what it is about")),
                ("covers", models.TextField(blank=True, max_length=2000, verbose_name="what it covers")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("renews_on", models.DateField(blank=True, null=True, verbose_name="to be renewed by")),
                ("price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="price")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("hour", "an hour"),
                            ("visit", "a visit"),
                            ("month", "a month"),
                            ("year", "a year"),
                            ("whole", "in all"),
                        ],
                        default="month",
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "decider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.contact",
                        verbose_name="decides",
                    ),
                ),
                (
                    "clash",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="terms that clash with the customer's own"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting", "Awaiting approval"),
                            ("signed", "Signed"),
                            ("ended", "Ended"),
                            ("renewed", "Renewed"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True)),
                (
                    "talked_on",
                    models.DateField(blank=True, null=True, verbose_name="renewal talked about on"),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="why it ended")),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="followed_by",
                        to="customers.contract",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="contract_came_from",
                    ),
                    models.Index(fields=["customer", "-starts_on"], name="contract_customer_day"),
                    models.Index(
                        condition=models.Q(("state", "signed")),
                        fields=["ends_on", "id"],
                        name="contract_ending",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="contract_number_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("market_high", None), ("market_low", None), ("market_on", None)),
                            models.Q(
                                ("market_high__gte", models.F("market_low")),
                                ("market_low__gt", 0),
                                ("market_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contract_market_is_a_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on")), ("price__gte", 0)),
                        name="contract_has_a_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("renews_on", None), ("renews_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="contract_renewed_after_its_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_on", None), ("state__in", ["draft", "awaiting"])),
                            models.Q(
                                ("signed_on__isnull", False), ("state__in", ["signed", "ended", "renewed"])
                            ),
                            _connector="OR",
                        ),
                        name="contract_signed_with_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True),
                            ("ended_on__isnull", False),
                            _connector="OR",
                        ),
                        name="contract_ended_with_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
                        to="customers.contract",
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=14)),
                ("high", models.DecimalField(decimal_places=2, max_digits=14)),
                ("over_share", models.DecimalField(decimal_places=3, max_digits=9)),
                ("signed_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="why this price")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["asked_at", "id"], name="approval_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("contract",),
                        name="one_open_approval_a_contract",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "open")),
                            models.Q(("decided_at__isnull", False), ("state", "withdrawn")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["approved", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="approval_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "refused"]), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="approval_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("money", "Money"),
                            ("day", "Date"),
                            ("yes_no", "Yes or no"),
                            ("choice", "Choice"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "options",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("place", models.PositiveIntegerField(default=0)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["place", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="one_custom_field_of_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "choice"), _negated=True),
                            ("options__len__gt", 0),
                            _connector="OR",
                        ),
                        name="a_choice_has_options",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalIdentity",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to="customers.customer",
                    ),
                ),
                ("source", models.CharField(max_length=40, verbose_name="system")),
                ("value", models.CharField(max_length=120, verbose_name="buyer id")),
            ],
            options={
                "indexes": [models.Index(fields=["value", "source"], name="identity_value")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "source", "value"), name="identity_once_per_customer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="identity_has_a_value"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DuplicateScan",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("digest", models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="DuplicateRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("finished_at", models.DateTimeField()),
                ("counts", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="DuplicateCandidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                ("confidence", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("apart", "not the same")], default="open", max_length=8
                    ),
                ),
                ("put_off_until", models.DateField(blank=True, null=True)),
                ("found_on", models.DateField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["-confidence", "-id"],
                        name="candidate_open",
                    ),
                    models.Index(fields=["second"], name="candidate_second"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="one_candidate_per_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="candidate_smaller_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                        name="candidate_confidence_zero_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "open")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state", "apart"),
                            ),
                            _connector="OR",
                        ),
                        name="candidate_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "customer",
                        "kind",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "kind",
                    models.SmallIntegerField(
                        choices=[
                            (1, "Name"),
                            (2, "Code"),
                            (3, "Plate"),
                            (4, "Phone"),
                            (5, "Ends"),
                            (6, "Pinyin"),
                            (7, "Initials"),
                            (8, "Within"),
                            (9, "Pinyin Within"),
                            (10, "Initials Within"),
                            (11, "Contact"),
                        ]
                    ),
                ),
                ("key", models.TextField(db_collation="C")),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "key", "customer"], name="searchkey_beginning")],
            },
        ),
        migrations.CreateModel(
            name="StaffLine",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="customers.customer",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account_manager", "Account manager"),
                            ("service_desk", "Service desk"),
                            ("technician", "Technician"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "user", "kind"), name="one_line_of_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("grey", "Grey"),
                            ("blue", "Blue"),
                            ("teal", "Teal"),
                            ("ochre", "Ochre"),
                            ("plum", "Plum"),
                        ],
                        default="grey",
                        max_length=10,
                        verbose_name="colour",
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="one_tag_of_a_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerTag",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged",
                        to="customers.customer",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.tag"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tag", "customer"], name="customers_of_a_tag")],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "tag"), name="one_tag_of_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerEvent",
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
                        to="customers.customer",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "Person"), ("company", "Company")],
                        default="person",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("latin_name", models.CharField(blank=True, max_length=160, verbose_name="Latin name")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("wechat", models.CharField(blank=True, max_length=64, verbose_name="WeChat id")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
                (
                    "branch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="staff.branch",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("vip", models.BooleanField(default=False, verbose_name="VIP")),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[
                            ("price", "Price"),
                            ("quality", "Quality"),
                            ("service", "Service"),
                            ("relationship", "Relationship"),
                            ("unknown", "Not known"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="cares about",
                    ),
                ),
                (
                    "sensitivity_by",
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
                ("sensitivity_at", models.DateTimeField(blank=True, null=True)),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("female", "Female"), ("male", "Male"), ("other", "Other")],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="gender",
                    ),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="birth date")),
                (
                    "family",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="family"
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="education"
                    ),
                ),
                (
                    "occupation",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="occupation"
                    ),
                ),
                (
                    "industry",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="industry"
                    ),
                ),
                (
                    "expectations",
                    models.TextField(
                        blank=True, db_default="", default="", max_length=2000, verbose_name="expectations"
                    ),
                ),
                (
                    "drivers",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=2000,
                        verbose_name="what satisfies them",
                    ),
                ),
                (
                    "preferences",
                    models.TextField(
                        blank=True, db_default="", default="", max_length=2000, verbose_name="preferences"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="how they found us"
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, db_default="", default="", max_length=4000, verbose_name="note"
                    ),
                ),
                ("custom", models.JSONField(blank=True, db_default={}, default=dict)),
                ("since", models.DateField(blank=True, null=True, verbose_name="customer since")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="customerevent_read"),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="customerevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
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
                        to="customers.contact",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("role", models.CharField(blank=True, max_length=80, verbose_name="role")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("decides", models.BooleanField(default=False, verbose_name="decides")),
                (
                    "bond",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "not known"), (1, "weak"), (2, "fair"), (3, "strong")],
                        default=0,
                        verbose_name="bond",
                    ),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left on")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["customer", "-pgh_created_at", "-pgh_id"], name="contactevent_read"),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="contactevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssetEvent",
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
                        to="customers.asset",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("vehicle", "Vehicle"), ("site", "Site"), ("device", "Device")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("plate", models.CharField(blank=True, max_length=20, verbose_name="plate")),
                ("vin", models.CharField(blank=True, max_length=32, verbose_name="VIN")),
                ("mileage", models.PositiveIntegerField(blank=True, null=True, verbose_name="mileage")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                ("token", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["customer", "-pgh_created_at", "-pgh_id"], name="assetevent_read"),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="assetevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffLineEvent",
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
                        to="customers.staffline",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account_manager", "Account manager"),
                            ("service_desk", "Service desk"),
                            ("technician", "Technician"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["customer", "-pgh_created_at", "-pgh_id"], name="stafflineevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="stafflineevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerTagEvent",
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
                        to="customers.customertag",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.tag",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["customer", "-pgh_created_at", "-pgh_id"], name="customertagevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="customertagevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalIdentityEvent",
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
                        to="customers.externalidentity",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                ("source", models.CharField(max_length=40, verbose_name="system")),
                ("value", models.CharField(max_length=120, verbose_name="buyer id")),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["customer", "-pgh_created_at", "-pgh_id"], name="externalidentityevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="externalidentityevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomFieldEvent",
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
                        to="customers.customfield",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("money", "Money"),
                            ("day", "Date"),
                            ("yes_no", "Yes or no"),
                            ("choice", "Choice"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "options",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("place", models.PositiveIntegerField(default=0)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="customfieldevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="customfieldevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TagEvent",
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
                        to="customers.tag",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("grey", "Grey"),
                            ("blue", "Blue"),
                            ("teal", "Teal"),
                            ("ochre", "Ochre"),
                            ("plum", "Plum"),
                        ],
                        default="grey",
                        max_length=10,
                        verbose_name="colour",
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="tagevent_read"),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="tagevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.SlugField(
                        help_text="Also the name of its folder: letters, digits, - and _.",
                        max_length=40,
                        unique=True,
                        verbose_name="source",
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="what is in it")),
                (
                    "create_customers",
                    models.BooleanField(default=False, verbose_name="create customers that we do not know"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="watched")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("seen", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=200)),
                ("size", models.BigIntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("source", models.CharField(blank=True, max_length=40, verbose_name="source")),
                ("encoding", models.CharField(blank=True, max_length=20, verbose_name="encoding")),
                ("delimiter", models.CharField(blank=True, max_length=1, verbose_name="separator")),
                ("header_row", models.PositiveIntegerField(default=0, verbose_name="header in row")),
                ("sheet", models.CharField(blank=True, max_length=100, verbose_name="sheet")),
                (
                    "dates",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Find out"),
                            ("dmy", "Day first: 31/1/2026"),
                            ("mdy", "Month first: 1/31/2026"),
                        ],
                        default="",
                        max_length=3,
                        verbose_name="dates",
                    ),
                ),
                ("found", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("people", models.JSONField(default=dict)),
                ("create_customers", models.BooleanField(default=False)),
                ("automations", models.BooleanField(default=False)),
                ("overwrite", models.BooleanField(default=False)),
                ("whole", models.BooleanField(db_default=True, default=True)),
                ("remember", models.BooleanField(default=True)),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "record",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="draft",
                        to="customers.import",
                    ),
                ),
                (
                    "mends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="mended",
                        to="customers.import",
                    ),
                ),
                ("mended_lines", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("source", models.CharField(blank=True, max_length=40)),
                ("header", models.JSONField()),
                ("header_hash", models.CharField(max_length=64)),
                ("mapping", models.JSONField()),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "source", "header_hash"), name="one_mapping_per_header"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="customers.import",
                    ),
                ),
                ("table_name", models.CharField(blank=True, max_length=63)),
                ("row", models.BigIntegerField(default=0)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(fields=["record"], name="import_change_record")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportKept",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept",
                        to="customers.import",
                    ),
                ),
                ("table_name", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                ("what", models.CharField(max_length=200)),
                (
                    "reason",
                    models.CharField(
                        choices=[("edited", "changed since"), ("referred", "something later refers to it")],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Inquiry",
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
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("day", models.DateField(verbose_name="asked on")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("wechat", "WeChat"),
                            ("web", "Web"),
                            ("email", "E-mail"),
                            ("visit", "In person"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("topic", models.CharField(max_length=120, verbose_name="topic")),
                ("wanted", models.TextField(blank=True, max_length=2000, verbose_name="what was asked for")),
                ("offered", models.TextField(blank=True, max_length=2000, verbose_name="what was offered")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("ordered", "Order followed"), ("none", "No order")],
                        default="open",
                        max_length=10,
                    ),
                ),
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
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.visit",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="inquiry_came_from",
                    ),
                    models.Index(fields=["customer", "-day"], name="inquiry_customer_day"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["day", "id"], name="inquiry_open"
                    ),
                    models.Index(
                        condition=models.Q(("visit__isnull", False)), fields=["visit"], name="inquiry_visit"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="inquiry_number_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_on", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="inquiry_settled_with_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListColumns",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("columns", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("own", "Only I"),
                            ("shared", "Everybody"),
                            ("preset", "Everybody, standing first"),
                        ],
                        default="own",
                        max_length=10,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=2)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("by", "name"),
                        name="one_view_of_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("vip", "VIP"),
                            ("tag_on", "tag put on"),
                            ("tag_off", "tag taken off"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("after", models.BigIntegerField()),
                ("before", models.JSONField(default=list)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=10)),
                ("query", models.TextField(blank=True)),
                ("with_phones", models.BooleanField()),
                ("rows", models.PositiveIntegerField(default=0)),
                ("finished", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="customers.customer",
                    ),
                ),
                ("into_id", models.BigIntegerField()),
                ("gone_id", models.BigIntegerField()),
                ("gone_code", models.CharField(max_length=60)),
                ("gone_name", models.CharField(max_length=160)),
                ("gone", models.JSONField(default=dict)),
                ("survivor_before", models.JSONField(default=dict)),
                ("survivor_after", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("left", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["survivor", "-at"], name="merge_survivor"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["gone_code"], name="merge_code_words", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("gone_id",), name="merged_away_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("gone_code",),
                        name="one_stone_per_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gone_id", models.F("into_id")), _negated=True),
                        name="merge_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="merge_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MovedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.merge"
                    ),
                ),
                ("table", models.CharField(max_length=63)),
                ("moved", models.BooleanField(default=True)),
                ("before", models.JSONField()),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["merge", "table"], name="moved_row_of_merge")],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="account",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("monthly", models.BooleanField(default=False, verbose_name="billed monthly")),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="customers.customer",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="sent on")),
                (
                    "sent_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(editable=False, unique=True)),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "sent_on"], name="statement_customer_day")],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invoices",
                        to="customers.customer",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.visit",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount")),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.import",
                    ),
                ),
                ("paid_by_payments", models.BooleanField(db_default=False, default=False)),
                ("monthly", models.BooleanField(db_default=False, default=False)),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.statement",
                    ),
                ),
                (
                    "statement_sent_on",
                    models.DateField(blank=True, null=True, verbose_name="statement sent on"),
                ),
                ("statement_month", models.DateField(blank=True, null=True, verbose_name="statement month")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(editable=False, null=True)),
                ("voided_on", models.DateField(blank=True, null=True, verbose_name="voided on")),
                (
                    "voided_by",
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
                    "void_reason",
                    models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="why it is void"
                    ),
                ),
                (
                    "late_from",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(then=None, voided_on__isnull=False),
                            models.When(monthly=True, statement_sent_on=None, then=None),
                            default=django.db.models.functions.comparison.Greatest(
                                "due_on", "statement_sent_on"
                            ),
                        ),
                        output_field=models.DateField(),
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["customer", "issued_on"],
                        include=("late_from", "paid_on", "amount", "voided_on"),
                        name="invoice_customer_late",
                    ),
                    models.Index(
                        condition=models.Q(("statement__isnull", False)),
                        fields=["statement"],
                        name="invoice_statement",
                    ),
                    models.Index(
                        condition=models.Q(("paid_on", None)),
                        fields=["due_on"],
                        name="invoice_unpaid_by_due_day",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "number"), name="invoice_number_once_per_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("issued_on"))),
                        name="invoice_due_after_issue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voided_on", None), models.Q(("void_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="void_invoice_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("token__isnull", False)),
                        fields=("token",),
                        name="invoice_entered_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="payments",
                        to="customers.invoice",
                    ),
                ),
                ("paid_on", models.DateField(verbose_name="paid on")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount")),
                (
                    "reference",
                    models.CharField(blank=True, db_default="", max_length=60, verbose_name="reference"),
                ),
                ("nth", models.PositiveSmallIntegerField(db_default=1, default=1)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.import",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="payment_came_from",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("invoice", "reference"),
                        name="payment_reference_once_per_invoice",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", "")),
                        fields=("invoice", "paid_on", "amount", "nth"),
                        name="payment_without_reference_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArrearsMark",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrears_marks",
                        to="customers.customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="customers.invoice",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("deliberate", "Deliberate arrears"), ("bad_debt", "Bad debt")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("day", models.DateField(verbose_name="since")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_on", models.DateField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "day"], name="arrears_mark_customer_day"),
                    models.Index(
                        condition=models.Q(("invoice__isnull", False)),
                        fields=["invoice"],
                        name="arrears_mark_invoice",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_on", None)),
                        fields=("customer", "invoice"),
                        name="one_open_mark_per_debt",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="arrears_mark_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Package",
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
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("units", "Package"), ("value", "Stored value")],
                        default="units",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.asset",
                    ),
                ),
                ("bought_on", models.DateField(verbose_name="bought on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
                (
                    "price",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="price paid"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "total",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="units or amount"),
                ),
                ("left", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="left")),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="package_came_from",
                    ),
                    models.Index(fields=["customer", "expires_on"], name="package_customer_expiry"),
                    models.Index(
                        condition=models.Q(("expires_on__isnull", False), ("left__gt", 0)),
                        fields=["expires_on", "id"],
                        name="package_expiring",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="package_number_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left__gte", 0), ("left__lte", models.F("total"))),
                        name="package_left_within_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on", None), ("expires_on__gte", models.F("bought_on")), _connector="OR"
                        ),
                        name="package_expires_after_bought",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackageMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="movements",
                        to="customers.package",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bought", "Bought"),
                            ("top_up", "Topped up"),
                            ("use", "Used"),
                            ("undone", "Taken back"),
                            ("imported", "From the import"),
                        ],
                        max_length=10,
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="units or amount"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undone_by",
                        to="customers.packagemovement",
                    ),
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
                ("entered_at", models.DateTimeField()),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["package", "-day", "-id"], include=("amount",), name="movement_package_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("kind__in", ["bought", "top_up"])),
                            models.Q(("amount__lt", 0), ("kind", "use")),
                            models.Q(
                                ("kind__in", ["undone", "imported"]), models.Q(("amount", 0), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="movement_has_its_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "undone"), ("undoes__isnull", False)),
                            models.Q(models.Q(("kind", "undone"), _negated=True), ("undoes", None)),
                            _connector="OR",
                        ),
                        name="only_undone_undoes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("market_item", models.CharField(blank=True, db_default="", max_length=120)),
                ("market_low", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("market_high", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("market_source", models.CharField(blank=True, db_default="", max_length=160)),
                ("market_on", models.DateField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.customer"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("subject", models.CharField(max_length=160, verbose_name="what for")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "market_units",
                    models.DecimalField(db_default=1, decimal_places=3, default=1, max_digits=12),
                ),
                ("made_on", models.DateField(verbose_name="made on")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
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
                ("settled_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="quote_came_from",
                    ),
                    models.Index(fields=["customer", "-made_on"], name="quote_customer_day"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["valid_until", "id"], name="quote_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="quote_number_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("market_high", None), ("market_low", None), ("market_on", None)),
                            models.Q(
                                ("market_high__gte", models.F("market_low")),
                                ("market_low__gt", 0),
                                ("market_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="quote_market_is_a_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("market_units__gt", 0)), name="quote_of_some_units"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("made_on")), ("amount__gte", 0)),
                        name="quote_has_a_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_on", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="quote_settled_with_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "refund_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="a refund is due after days",
                    ),
                ),
                (
                    "follow_up_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="declined work is asked about again after days",
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("only",), name="one_record_policy"),
                    models.CheckConstraint(
                        condition=models.Q(("only", True)), name="record_policy_is_the_only_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RemovedAgreement",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("record", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("content", models.JSONField()),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "restored_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("restored_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-at", "-id"], name="removed_customer_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="removed_with_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("restored_at", None), ("restored_by", None)),
                            models.Q(("restored_at__isnull", False), ("restored_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="restored_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("restored_at", None)),
                        fields=("kind", "record"),
                        name="removed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerStanding",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("day", models.DateField()),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Prospect"),
                            (1, "Current"),
                            (2, "3–6 months"),
                            (3, "6–12 months"),
                            (4, "12+ months"),
                        ],
                        default=0,
                    ),
                ),
                ("tier_since", models.DateField(null=True)),
                ("next_tier_on", models.DateField(null=True)),
                ("last_visit_on", models.DateField(null=True)),
                ("silent_days", models.PositiveIntegerField(null=True)),
                ("visit_days", models.PositiveIntegerField(default=0)),
                ("gap_median", models.FloatField(null=True)),
                ("gap_mad", models.FloatField(null=True)),
                ("echelon", models.PositiveSmallIntegerField(null=True)),
                ("yearly_spend", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("probability", models.FloatField(null=True)),
                ("probability_from", models.CharField(default="prior", max_length=20)),
                ("value_at_risk", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("score", models.PositiveSmallIntegerField(default=0)),
                ("urgency", models.FloatField(default=1)),
                ("rank", models.FloatField(default=0)),
                ("open_signals", models.PositiveSmallIntegerField(default=0)),
                ("reason_kind", models.CharField(blank=True, max_length=40)),
                ("reason", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-rank", "customer"], name="standing_rank"),
                    models.Index(fields=["tier"], name="standing_tier"),
                    models.Index(fields=["value_at_risk", "customer"], name="standing_value"),
                    models.Index(fields=["last_visit_on", "customer"], name="standing_last_visit"),
                    models.Index(
                        fields=["echelon", "value_at_risk", "customer"], name="standing_echelon_value"
                    ),
                    models.Index(fields=["yearly_spend", "customer"], name="standing_spend"),
                    models.Index(fields=["open_signals", "customer"], name="standing_signals"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tier__gte", 0), ("tier__lte", 4), ("urgency__gte", 1), ("urgency__lte", 2)
                        ),
                        name="standing_in_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitDetail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="detail",
                        to="customers.visit",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "estimate",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="estimate"
                    ),
                ),
                (
                    "standard_hours",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="standard hours"
                    ),
                ),
                (
                    "actual_hours",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="actual hours"
                    ),
                ),
                (
                    "part_grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("original", "Original parts"),
                            ("brand", "Brand parts"),
                            ("aftermarket", "Aftermarket parts"),
                            ("used", "Used parts"),
                        ],
                        max_length=12,
                        verbose_name="part grade",
                    ),
                ),
                (
                    "grade_agreed",
                    models.BooleanField(default=False, verbose_name="the customer agreed to the part grade"),
                ),
                ("inspected", models.BooleanField(default=False, verbose_name="final inspection done")),
                (
                    "comeback_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.visit",
                    ),
                ),
                (
                    "payment",
                    models.CharField(
                        blank=True,
                        choices=[("unpaid", "Unpaid"), ("paid", "Paid")],
                        max_length=8,
                        verbose_name="payment",
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="customers.import",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("payment", "unpaid")), fields=["customer"], name="order_unpaid"
                    ),
                    models.Index(fields=["customer", "paid_on"], name="order_paid"),
                    models.Index(
                        condition=models.Q(("comeback_of__isnull", False)),
                        fields=["comeback_of"],
                        name="visit_comeback_of",
                    ),
                    models.Index(
                        condition=models.Q(("came_from__isnull", False)),
                        fields=["came_from"],
                        name="visit_detail_came_from",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payment", "unpaid"), _negated=True), ("paid_on", None), _connector="OR"
                        ),
                        name="unpaid_order_has_no_day_of_payment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("comeback_of", None),
                            models.Q(("comeback_of", models.F("visit")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_comeback_of_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Return",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                        related_name="+",
                        to="customers.visit",
                    ),
                ),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="amount"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("due_on", models.DateField(verbose_name="refund due")),
                ("refunded_on", models.DateField(blank=True, null=True, verbose_name="refunded on")),
                ("refused_on", models.DateField(blank=True, null=True, verbose_name="refused on")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "asked_on"], name="return_customer_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="return_number_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("asked_on"))),
                        name="refund_due_after_it_was_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refunded_on", None), ("refused_on", None), _connector="OR"),
                        name="refunded_or_refused",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarrantyClaim",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                        related_name="+",
                        to="customers.visit",
                    ),
                ),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="amount"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.asset",
                    ),
                ),
                ("claimed_on", models.DateField(verbose_name="claimed on")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("partly", "Accepted in part"),
                            ("refused", "Refused"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "claimed_on"], name="claim_customer_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="claim_number_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on", None), ("outcome", "open")),
                            models.Q(
                                models.Q(("outcome", "open"), _negated=True), ("decided_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_claim_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclinedWork",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                        related_name="+",
                        to="customers.visit",
                    ),
                ),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="amount"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.import",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.asset",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.category",
                    ),
                ),
                ("recommended_on", models.DateField(verbose_name="recommended on")),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="ask again on")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done after all on")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "recommended_on"], name="declined_customer_day"),
                    models.Index(
                        condition=models.Q(("done_on", None)),
                        fields=["follow_up_on"],
                        name="declined_to_be_asked_again",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("source", "number"),
                        name="declined_number_once_per_source",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfield",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_customfieldevent" ("id", "kind", "name", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "retired_at") VALUES (OLD."id", OLD."kind", OLD."name", OLD."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."place", OLD."retired_at"); RETURN NULL;',
                    hash="b27a5c084f6cdb1c5350443dd005ac98d27b93ca",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9d9d0",
                    table="customers_customfield",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfield",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_customfieldevent" ("id", "kind", "name", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "retired_at") VALUES (OLD."id", OLD."kind", OLD."name", OLD."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."place", OLD."retired_at"); RETURN NULL;',
                    hash="23ac635679c6e1025013de8e73adc43df0a005a5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_79dbd",
                    table="customers_customfield",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfield",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_customfieldevent" ("id", "kind", "name", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "retired_at") VALUES (NEW."id", NEW."kind", NEW."name", NEW."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."place", NEW."retired_at"); RETURN NULL;',
                    hash="5340eea837b513d5b323a1f65d831b1e49450b08",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cb28a",
                    table="customers_customfield",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_tagevent" ("colour", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at") VALUES (OLD."colour", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."retired_at"); RETURN NULL;',
                    hash="722544fe933fd2630590f53e5265a3eb0a08b437",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e5b3c",
                    table="customers_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_tagevent" ("colour", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at") VALUES (OLD."colour", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."retired_at"); RETURN NULL;',
                    hash="d16b8056e22e77489f0b76caffa165f97f42b547",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_247cd",
                    table="customers_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_tagevent" ("colour", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at") VALUES (NEW."colour", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."retired_at"); RETURN NULL;',
                    hash="c2aa1508a3718d5b8dd752bee09f8966eb5a9fcf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2cefe",
                    table="customers_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="asset",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_assetevent" ("customer_id", "id", "kind", "mileage", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plate", "retired_on", "since", "token", "version", "vin") VALUES (OLD."customer_id", OLD."id", OLD."kind", OLD."mileage", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."plate", OLD."retired_on", OLD."since", OLD."token", OLD."version", OLD."vin"); RETURN NULL;',
                    hash="5241b07da9ad38b4e6142ebdbefea7f5c51f8277",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_60a9f",
                    table="customers_asset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="asset",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_assetevent" ("customer_id", "id", "kind", "mileage", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plate", "retired_on", "since", "token", "version", "vin") VALUES (OLD."customer_id", OLD."id", OLD."kind", OLD."mileage", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."plate", OLD."retired_on", OLD."since", OLD."token", OLD."version", OLD."vin"); RETURN NULL;',
                    hash="0e3671f313116740ee6725b3684f479832a4a83d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_52840",
                    table="customers_asset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="asset",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'way' IN ('screen', 'api'))",
                    func='INSERT INTO "customers_assetevent" ("customer_id", "id", "kind", "mileage", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plate", "retired_on", "since", "token", "version", "vin") VALUES (NEW."customer_id", NEW."id", NEW."kind", NEW."mileage", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."plate", NEW."retired_on", NEW."since", NEW."token", NEW."version", NEW."vin"); RETURN NULL;',
                    hash="5a21fdae8e9b8f4698de3060ba8cc9043f52f82f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7754f",
                    table="customers_asset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="eee433e343995f873c2316f59e873bcf4dd07afc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_b671d",
                    table="customers_assetevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="18344ab6e8f31beb54ccb3fae216e4bfb954967c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_91be1",
                    table="customers_assetevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_contactevent" ("bond", "customer_id", "decides", "email", "id", "left_on", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "role", "version") VALUES (OLD."bond", OLD."customer_id", OLD."decides", OLD."email", OLD."id", OLD."left_on", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."phone", OLD."role", OLD."version"); RETURN NULL;',
                    hash="68d28fb4015ff4fdfe8f461f6aa3471fa9d5e910",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_760d1",
                    table="customers_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_contactevent" ("bond", "customer_id", "decides", "email", "id", "left_on", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "role", "version") VALUES (OLD."bond", OLD."customer_id", OLD."decides", OLD."email", OLD."id", OLD."left_on", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."phone", OLD."role", OLD."version"); RETURN NULL;',
                    hash="5a555dd1eb4b307b1f1538aca4bba44264ee0df9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2a63b",
                    table="customers_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'way' IN ('screen', 'api'))",
                    func='INSERT INTO "customers_contactevent" ("bond", "customer_id", "decides", "email", "id", "left_on", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "role", "version") VALUES (NEW."bond", NEW."customer_id", NEW."decides", NEW."email", NEW."id", NEW."left_on", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."phone", NEW."role", NEW."version"); RETURN NULL;',
                    hash="eb2fc9866ceb097f88455720d46e21ba2dbf3262",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_84620",
                    table="customers_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="fed9dc08799ab7220c4141cae888f102f2d9047f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_cdae7",
                    table="customers_contactevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="148e5d94a0b9a7b4c299fcf9d6ddcbb2c9c45508",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a1838",
                    table="customers_contactevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="0756c11176f66a524ea3d6f2f0bebbe5dcdacedd",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_585a5",
                    table="customers_customerevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="67bbcdaa8b0ad9058ebdd1abf75818e71639ffeb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_92226",
                    table="customers_customerevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfieldevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="ef4dd6682fbb1830fa3ee7be61afa241ded586ed",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_fadda",
                    table="customers_customfieldevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfieldevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1f492808397a00728e6751d2bf1892682b072924",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0ad20",
                    table="customers_customfieldevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_externalidentityevent" ("customer_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "value") VALUES (OLD."customer_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."source", OLD."value"); RETURN NULL;',
                    hash="213099cef855ec5076413647f0b594bd5e32d699",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5a3a0",
                    table="customers_externalidentity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_externalidentityevent" ("customer_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "value") VALUES (OLD."customer_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."source", OLD."value"); RETURN NULL;',
                    hash="9ce743c8950132a5fd9a78e666162f48c5ae65e6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e8a0f",
                    table="customers_externalidentity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'way' IN ('screen', 'api'))",
                    func='INSERT INTO "customers_externalidentityevent" ("customer_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "value") VALUES (NEW."customer_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."source", NEW."value"); RETURN NULL;',
                    hash="7f73fdb4bd0fb63ee7edd12e509a7080afcb3620",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5bf43",
                    table="customers_externalidentity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalidentityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="c0dd22e5e611fd3b1f0f6d4c0a7af53d523a5cd0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_42aec",
                    table="customers_externalidentityevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalidentityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c37d1be23feaa2b72df18ba9450e90e5c198bb7e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3417d",
                    table="customers_externalidentityevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."born_on" IS DISTINCT FROM (NEW."born_on") OR OLD."branch_id" IS DISTINCT FROM (NEW."branch_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."custom" IS DISTINCT FROM (NEW."custom") OR OLD."drivers" IS DISTINCT FROM (NEW."drivers") OR OLD."education" IS DISTINCT FROM (NEW."education") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."expectations" IS DISTINCT FROM (NEW."expectations") OR OLD."family" IS DISTINCT FROM (NEW."family") OR OLD."gender" IS DISTINCT FROM (NEW."gender") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."industry" IS DISTINCT FROM (NEW."industry") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."latin_name" IS DISTINCT FROM (NEW."latin_name") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."occupation" IS DISTINCT FROM (NEW."occupation") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."preferences" IS DISTINCT FROM (NEW."preferences") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."sensitivity" IS DISTINCT FROM (NEW."sensitivity") OR OLD."sensitivity_at" IS DISTINCT FROM (NEW."sensitivity_at") OR OLD."sensitivity_by_id" IS DISTINCT FROM (NEW."sensitivity_by_id") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."vip" IS DISTINCT FROM (NEW."vip") OR OLD."wechat" IS DISTINCT FROM (NEW."wechat"))',
                    func='INSERT INTO "customers_customerevent" ("born_on", "branch_id", "code", "custom", "drivers", "education", "email", "expectations", "family", "gender", "id", "industry", "kind", "latin_name", "name", "note", "occupation", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferences", "region", "sensitivity", "sensitivity_at", "sensitivity_by_id", "since", "source", "version", "vip", "wechat") VALUES (OLD."born_on", OLD."branch_id", OLD."code", OLD."custom", OLD."drivers", OLD."education", OLD."email", OLD."expectations", OLD."family", OLD."gender", OLD."id", OLD."industry", OLD."kind", OLD."latin_name", OLD."name", OLD."note", OLD."occupation", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."phone", OLD."preferences", OLD."region", OLD."sensitivity", OLD."sensitivity_at", OLD."sensitivity_by_id", OLD."since", OLD."source", OLD."version", OLD."vip", OLD."wechat"); RETURN NULL;',
                    hash="75a1b9a039986cbce919f18e9ac6e83fbb52e90b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ca86d",
                    table="customers_customer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_customerevent" ("born_on", "branch_id", "code", "custom", "drivers", "education", "email", "expectations", "family", "gender", "id", "industry", "kind", "latin_name", "name", "note", "occupation", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferences", "region", "sensitivity", "sensitivity_at", "sensitivity_by_id", "since", "source", "version", "vip", "wechat") VALUES (OLD."born_on", OLD."branch_id", OLD."code", OLD."custom", OLD."drivers", OLD."education", OLD."email", OLD."expectations", OLD."family", OLD."gender", OLD."id", OLD."industry", OLD."kind", OLD."latin_name", OLD."name", OLD."note", OLD."occupation", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."phone", OLD."preferences", OLD."region", OLD."sensitivity", OLD."sensitivity_at", OLD."sensitivity_by_id", OLD."since", OLD."source", OLD."version", OLD."vip", OLD."wechat"); RETURN NULL;',
                    hash="772da12d2b8cfb8841234f392d82f75fb3c7932a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_939ca",
                    table="customers_customer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staffline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_stafflineevent" ("customer_id", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."customer_id", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;',
                    hash="0d543944345e1ef2d2656cef4369a946081713b9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f5c5a",
                    table="customers_staffline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staffline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_stafflineevent" ("customer_id", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."customer_id", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;',
                    hash="c1682cc7e72b549dc0d3fadd4b4c76975f858025",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3d595",
                    table="customers_staffline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staffline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_stafflineevent" ("customer_id", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."customer_id", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;',
                    hash="efd7cb3a2baec0aabd94ad89c8deb62ca1a5715b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9d265",
                    table="customers_staffline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stafflineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="d29c8c8804f34a7650927816fce5a7452eeaaada",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_25c4c",
                    table="customers_stafflineevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stafflineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7ccfe2e3c80ec2edae3af566ff0ad7f33c52e3c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8edcf",
                    table="customers_stafflineevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customertagevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="a330e68dad51d262dd568335b0a0f06db611db92",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_1cadb",
                    table="customers_customertagevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customertagevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ffb65139d437f4651d4f63f866a8939a2c32b359",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3ac29",
                    table="customers_customertagevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customertag",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_customertagevent" ("customer_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag_id") VALUES (OLD."customer_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."tag_id"); RETURN NULL;',
                    hash="6d5079dfc0385195c118cb6132047d82e5ad67d6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6ce39",
                    table="customers_customertag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customertag",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_customertagevent" ("customer_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag_id") VALUES (OLD."customer_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."tag_id"); RETURN NULL;',
                    hash="984ef119a418e68104af33fef3e09e6baa164375",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5b5ab",
                    table="customers_customertag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customertag",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_customertagevent" ("customer_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag_id") VALUES (NEW."customer_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."tag_id"); RETURN NULL;',
                    hash="70a05ed3486316372a22af370cd39dd24da370fb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a4327",
                    table="customers_customertag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="048882774ccfb20d6feb5395fdd6de729cb0d309",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_6312f",
                    table="customers_tagevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="66a3b0eefac7da92baf648527c63001fd1f16849",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6a848",
                    table="customers_tagevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
