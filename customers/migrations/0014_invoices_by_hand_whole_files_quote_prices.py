import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0013_tags_in_bulk_discounts_identity_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="invoice",
            name="invoice_customer_late",
        ),
        migrations.AddField(
            model_name="import",
            name="rows_removed",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="importdraft",
            name="whole",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="invoice",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="statement_month",
            field=models.DateField(blank=True, null=True, verbose_name="statement month"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="token",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="invoice",
            name="void_reason",
            field=models.CharField(blank=True, db_default="", max_length=300, verbose_name="why it is void"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="voided_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="voided_on",
            field=models.DateField(blank=True, null=True, verbose_name="voided on"),
        ),
        migrations.AddField(
            model_name="quote",
            name="market_high",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name="quote",
            name="market_item",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="quote",
            name="market_low",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name="quote",
            name="market_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="quote",
            name="market_source",
            field=models.CharField(blank=True, db_default="", max_length=160),
        ),
        migrations.AddField(
            model_name="quote",
            name="market_units",
            field=models.DecimalField(db_default=1, decimal_places=3, default=1, max_digits=12),
        ),
        migrations.AlterField(
            model_name="contract",
            name="market_item",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AlterField(
            model_name="contract",
            name="market_source",
            field=models.CharField(blank=True, db_default="", max_length=160),
        ),
        # A generated column cannot be altered: it is made anew, which rewrites the table once.
        migrations.RemoveField(model_name="invoice", name="late_from"),
        migrations.AddField(
            model_name="invoice",
            name="late_from",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(then=None, voided_on__isnull=False),
                    models.When(monthly=True, statement_sent_on=None, then=None),
                    default=django.db.models.functions.comparison.Greatest("due_on", "statement_sent_on"),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["customer", "issued_on"],
                include=("late_from", "paid_on", "amount", "voided_on"),
                name="invoice_customer_late",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("voided_on", None), models.Q(("void_reason", ""), _negated=True), _connector="OR"
                ),
                name="void_invoice_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token__isnull", False)), fields=("token",), name="invoice_entered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("market_units__gt", 0)), name="quote_of_some_units"
            ),
        ),
    ]
