import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0014_invoices_by_hand_whole_files_quote_prices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RemovedAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("record", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("content", models.JSONField()),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("restored_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="removedagreement",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="removedagreement",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="removedagreement",
            name="restored_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="removedagreement",
            index=models.Index(fields=["customer", "-at", "-id"], name="removed_customer_time"),
        ),
        migrations.AddConstraint(
            model_name="removedagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="removed_with_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="removedagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("restored_at", None), ("restored_by", None)),
                    models.Q(("restored_at__isnull", False), ("restored_by__isnull", False)),
                    _connector="OR",
                ),
                name="restored_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="removedagreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("restored_at", None)), fields=("kind", "record"), name="removed_once"
            ),
        ),
    ]
