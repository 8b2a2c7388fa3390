import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("retention", "0001_initial"),
        ("retention", "0002_event_channel_and_after"),
        ("retention", "0003_sensitivity_suggestions"),
    ]

    initial = True

    dependencies = [
        ("customers", "0001_tables"),
        ("signals", "0001_tables"),
        ("staff", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("call", "Call"),
                            ("recall", "Recall offer"),
                            ("visit", "Visit"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("cause", models.CharField(max_length=60)),
                ("occasion", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "due"),
                            ("snoozed", "snoozed"),
                            ("done", "done"),
                            ("cancelled", "cancelled"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("planned_on", models.DateField()),
                ("due_on", models.DateField()),
                ("deadline", models.DateField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("snooze_reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sent", "Sent by hand"),
                            ("booked", "Booked a visit"),
                            ("thinks", "Will think about it"),
                            ("not_interested", "Not interested"),
                            ("complained", "Complained"),
                            ("left", "Has left us"),
                            ("wrong_number", "Wrong number"),
                            ("not_reached", "Not reached"),
                            ("other", "Done otherwise"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cancelled_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("returned", "the customer returned"),
                            ("next_tier", "a later step took its place"),
                            ("signal_gone", "its signal is resolved"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("promised", models.CharField(blank=True, max_length=200, verbose_name="we promised")),
                ("booked_for", models.DateField(blank=True, null=True, verbose_name="booked for")),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="signals.nightlyrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("due", "snoozed"))),
                        fields=["assignee", "due_on"],
                        name="action_pending",
                    ),
                    models.Index(fields=["customer", "-planned_on"], name="action_customer_day"),
                    models.Index(
                        condition=models.Q(("state", "done")),
                        fields=["closed_by", "closed_on"],
                        name="action_done_by",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "cause", "occasion"), name="action_once_per_occasion"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("state__in", ("due", "snoozed"))),
                            models.Q(("closed_on__isnull", False), ("state__in", ("done", "cancelled"))),
                            _connector="OR",
                        ),
                        name="action_closed_with_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deadline__gte", models.F("planned_on"))),
                        name="deadline_after_planning",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SensitivitySuggestion",
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
                ("day", models.DateField()),
                (
                    "cares",
                    models.CharField(
                        choices=[
                            ("price", "Price"),
                            ("quality", "Quality"),
                            ("service", "Service"),
                            ("relationship", "Relationship"),
                            ("unknown", "Not known"),
                        ],
                        max_length=12,
                    ),
                ),
                ("share", models.DecimalField(decimal_places=3, max_digits=4)),
                ("evidence", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 1)),
                        name="suggestion_share_of_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cares__in", ("price", "quality", "service", "relationship"))),
                        name="suggestion_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="retention.action",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.customer"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_answer", "No answer"),
                            ("done", "Done"),
                            ("snoozed", "Snoozed"),
                            ("reassigned", "Reassigned"),
                            ("undone", "Undone"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
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
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[("call", "Call"), ("sms", "SMS"), ("visit", "Visit")],
                        max_length=10,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("batch", models.UUIDField()),
                ("undone", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-at"], name="action_event_customer"),
                    models.Index(fields=["batch"], name="action_event_batch"),
                    models.Index(fields=["by", "day"], name="action_event_by_day"),
                ],
            },
        ),
    ]
