"""A code may be what a shop system calls its customers: a hash of 64 characters, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0105_kinds_of_visits_have_a_history")]

    operations = [
        migrations.AlterField(
            "customer", "code", models.CharField(max_length=100, unique=True, verbose_name="code")
        ),
        migrations.AlterField("customerevent", "code", models.CharField(max_length=100, verbose_name="code")),
        migrations.AlterField("merge", "gone_code", models.CharField(max_length=100)),
    ]
