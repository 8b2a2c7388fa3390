from django.db import migrations, models

UNSIGNED = ("aliyun", "tencent")
PROOFS = [
    ("signed", "signed by the gateway"),
    ("unproven", "not signed: the gateway is being asked"),
    ("confirmed", "not signed, confirmed by the gateway"),
    ("contradicted", "not signed, and the gateway says otherwise"),
    ("denied", "not signed, and the gateway does not know the message"),
    ("unconfirmed", "not signed, and the gateway could not confirm it"),
]


def mark_what_nobody_signed(apps, schema_editor):
    """What came before receipts were confirmed was believed, and is not asked about any more."""
    of_them = {"gateway__in": UNSIGNED}
    apps.get_model("outbox", "Receipt").objects.filter(**of_them).update(proof="unconfirmed")
    apps.get_model("outbox", "Reply").objects.filter(**of_them).update(unconfirmed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_words_and_histories"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="answer",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="receipt",
            name="ask_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # Those that are here already were signed; all but these:
        migrations.AddField(
            model_name="receipt",
            name="proof",
            field=models.CharField(choices=PROOFS, default="signed", max_length=12),
        ),
        migrations.AddField(
            model_name="reply",
            name="unconfirmed",
            field=models.BooleanField(db_default=False, default=False, verbose_name="unconfirmed"),
        ),
        migrations.RunPython(mark_what_nobody_signed, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="receipt",
            name="proof",
            field=models.CharField(choices=PROOFS, default="unproven", max_length=12),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("proof", "unproven")), fields=["ask_at"], name="receipt_unproven"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ask_at__isnull", False), ("proof", "unproven")),
                    models.Q(models.Q(("proof", "unproven"), _negated=True), ("ask_at__isnull", True)),
                    _connector="OR",
                ),
                name="receipt_unproven_is_asked_about",
            ),
        ),
    ]
