"""What a night reads of paid invoices it still reads from the index alone, now that payments of the others count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0022_standings_sorted_after_a_night")]

    operations = [
        migrations.RemoveIndex("invoice", "invoice_customer_late"),
        migrations.AddIndex(
            "invoice",
            models.Index(
                fields=["customer", "issued_on"],
                include=("id", "late_from", "paid_on", "amount", "voided_on"),
                name="invoice_customer_late",
            ),
        ),
    ]
