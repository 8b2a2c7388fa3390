"""Customers are found by beginnings of names, in signs and in letters; people keep views of the list."""

import io

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customers.migrations import _search_keys as keys
from customers.pinyin import readings

BLOCK = 20_000


def write_readings(apps, schema_editor):
    rows = "".join("\t".join(map(str, row)) + "\n" for row in readings())
    with schema_editor.connection.cursor() as cursor:
        cursor.copy_expert("COPY customers_signreading FROM STDIN", io.StringIO(rows))


def find_everybody(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_signreading")
        cursor.execute("SELECT coalesce(max(id), 0) FROM customers_customer")
        for first in range(1, cursor.fetchone()[0] + 1, BLOCK):
            cursor.execute(
                "SELECT customers_refresh_keys(array_agg(id)) FROM customers_customer "
                "WHERE id >= %s AND id < %s HAVING count(*) > 0",
                [first, first + BLOCK],
            )


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0010_import_wizard"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "indexes": [models.Index(fields=["kind", "key", "customer"], name="searchkey_beginning")],
            },
        ),
        migrations.RunSQL(keys.TABLES, keys.DROP_TABLES),
        migrations.RunPython(write_readings, migrations.RunPython.noop),
        migrations.RunSQL(keys.FUNCTIONS, keys.DROP_FUNCTIONS),
        migrations.RunPython(find_everybody, migrations.RunPython.noop),
        migrations.RunSQL(keys.TRIGGERS + keys.BESIDE, keys.DROP_TRIGGERS),
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("owner", "owner"), ("vip", "VIP")], max_length=10)),
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
        ),
        migrations.AddIndex(
            model_name="customerstanding",
            index=models.Index(
                fields=["echelon", "value_at_risk", "customer"], name="standing_echelon_value"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["owner", "branch"], name="customer_owner_branch"),
        ),
        migrations.AddIndex(
            model_name="customerstanding",
            index=models.Index(fields=["yearly_spend", "customer"], name="standing_spend"),
        ),
        migrations.AddIndex(
            model_name="customerstanding",
            index=models.Index(fields=["open_signals", "customer"], name="standing_signals"),
        ),
        migrations.AddField(
            model_name="bulkchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)), fields=("by", "name"), name="one_view_of_a_name"
            ),
        ),
    ]
