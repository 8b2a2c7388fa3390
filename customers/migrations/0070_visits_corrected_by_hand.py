import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0050_the_best_customers_by_value"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                (
                    "way",
                    models.CharField(
                        choices=[("screen", "Screen"), ("api", "Api")], default="screen", max_length=6
                    ),
                ),
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
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.visit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-at", "-id"], name="correction_customer_time")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitcorrection",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."before" IS DISTINCT FROM (NEW."before") OR OLD."after" IS DISTINCT FROM (NEW."after") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."way" IS DISTINCT FROM (NEW."way") OR OLD."at" IS DISTINCT FROM (NEW."at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="661ffafcac49581ddf0f41785a17e9bbad2ed0bb",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_852d2",
                    table="customers_visitcorrection",
                    when="BEFORE",
                ),
            ),
        ),
    ]
