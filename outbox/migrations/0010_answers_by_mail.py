"""The mailbox of customers' answers, and answers that a program wrote."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=300, unique=True)),
                ("validity", models.BigIntegerField(default=0)),
                ("read_to", models.BigIntegerField(default=0)),
                (
                    "missed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("reading_until", models.DateTimeField(blank=True, null=True)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AlterField(
            model_name="reply",
            name="meaning",
            field=models.CharField(
                choices=[
                    ("text", "an answer"),
                    ("opt_out", "opt-out"),
                    ("opt_in", "opt-in"),
                    ("auto", "automatic answer"),
                ],
                default="text",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(
                condition=models.Q(("channel", "email")),
                fields=["address", "received_at"],
                name="reply_mail_from",
            ),
        ),
    ]
