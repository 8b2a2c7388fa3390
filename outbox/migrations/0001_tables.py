import datetime
import uuid
from decimal import Decimal

import django.db.models.deletion
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("outbox", "0001_what_we_send"),
        ("outbox", "0002_what_people_decide"),
        ("outbox", "0003_history_of_templates"),
        ("outbox", "0004_words_and_histories"),
        ("outbox", "0005_receipts_are_confirmed"),
        ("outbox", "0006_missing_since"),
    ]

    initial = True

    dependencies = [
        ("customers", "0001_tables"),
        ("staff", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
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
                        related_name="consents",
                        to="customers.customer",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("wechat", "WeChat"), ("call", "Call")],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("service", "Service"), ("marketing", "Marketing")],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("given", models.BooleanField(null=True, verbose_name="given")),
                ("at", models.DateTimeField(verbose_name="since")),
                (
                    "written_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("person", "told a person here"),
                            ("form", "signed form"),
                            ("reply", "answered a message"),
                            ("page", "chose it on our page"),
                            ("import", "import"),
                            ("api", "came by the API"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="note"
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
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outbox.consent",
                    ),
                ),
                ("token", models.UUIDField(blank=True, null=True, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["customer", "channel", "purpose", "-at", "-id"], name="consent_standing"
                    ),
                    models.Index(fields=["customer", "-at"], name="consent_customer_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("wechat", "WeChat"), ("call", "Call")],
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("channel", "digest"),
                        name="one_opt_out_per_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "promotions_from",
                    models.TimeField(default=datetime.time(9, 0), verbose_name="promotions from"),
                ),
                (
                    "promotions_until",
                    models.TimeField(default=datetime.time(20, 0), verbose_name="promotions until"),
                ),
                (
                    "promotion_days",
                    models.CharField(
                        choices=[
                            ("all", "every day"),
                            ("no_holidays", "not on public holidays"),
                            ("workdays", "on workdays, make-up workdays among them"),
                        ],
                        default="no_holidays",
                        max_length=12,
                        verbose_name="promotions go out",
                    ),
                ),
                (
                    "service_from",
                    models.TimeField(default=datetime.time(8, 0), verbose_name="service messages from"),
                ),
                (
                    "service_until",
                    models.TimeField(default=datetime.time(21, 0), verbose_name="service messages until"),
                ),
                (
                    "cap_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="days of the short cap"),
                ),
                ("cap", models.PositiveSmallIntegerField(default=1, verbose_name="promotions in these days")),
                (
                    "long_cap_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="days of the long cap"),
                ),
                (
                    "long_cap",
                    models.PositiveSmallIntegerField(default=3, verbose_name="promotions in those days"),
                ),
                (
                    "day_cap",
                    models.PositiveSmallIntegerField(
                        default=5, verbose_name="messages of any kind in 24 hours"
                    ),
                ),
                (
                    "sms_price",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0.0450"),
                        max_digits=8,
                        verbose_name="price of one part of an SMS",
                    ),
                ),
                (
                    "sms_budget",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="SMS budget a month",
                    ),
                ),
                (
                    "service_without_consent",
                    models.BooleanField(
                        default=True, verbose_name="service messages without a recorded consent"
                    ),
                ),
                (
                    "marketing_without_consent",
                    models.BooleanField(default=False, verbose_name="promotions without a recorded consent"),
                ),
                (
                    "opt_out_words",
                    models.CharField(
                        default="退订,退訂,拒收,TD,T,R,STOP,STOPALL,UNSUBSCRIBE,CANCEL,END,QUIT",
                        max_length=300,
                        verbose_name="opt-out words",
                    ),
                ),
                (
                    "opt_in_words",
                    models.CharField(
                        default="订阅,訂閱,START,UNSTOP,SUBSCRIBE",
                        max_length=300,
                        verbose_name="opt-in words",
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
                    models.UniqueConstraint(fields=("only",), name="one_sending_policy"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("only", True),
                            ("promotions_from__lt", models.F("promotions_until")),
                            ("service_from__lt", models.F("service_until")),
                            ("cap_days__gte", 1),
                            ("long_cap__gte", models.F("cap")),
                            ("long_cap_days__gte", models.F("cap_days")),
                        ),
                        name="sending_policy_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False)),
                ("on", models.BooleanField(default=True)),
                (
                    "off_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "switched off by a person"),
                            ("restored", "the database was restored or moved"),
                        ],
                        max_length=10,
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
                (
                    "note",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="why"
                    ),
                ),
                ("fingerprint", models.CharField(blank=True, max_length=100)),
                ("salt", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("only",), name="one_sending_switch"),
                    models.CheckConstraint(
                        condition=models.Q(("only", True)), name="sending_switch_is_the_only_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("wechat", "WeChat"), ("call", "Call")],
                        max_length=10,
                    ),
                ),
                ("spent", models.DecimalField(decimal_places=4, default=0, max_digits=14)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("month", "channel"), name="one_spending_per_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingPolicyEvent",
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
                        to="outbox.sendingpolicy",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "promotions_from",
                    models.TimeField(default=datetime.time(9, 0), verbose_name="promotions from"),
                ),
                (
                    "promotions_until",
                    models.TimeField(default=datetime.time(20, 0), verbose_name="promotions until"),
                ),
                (
                    "promotion_days",
                    models.CharField(
                        choices=[
                            ("all", "every day"),
                            ("no_holidays", "not on public holidays"),
                            ("workdays", "on workdays, make-up workdays among them"),
                        ],
                        default="no_holidays",
                        max_length=12,
                        verbose_name="promotions go out",
                    ),
                ),
                (
                    "service_from",
                    models.TimeField(default=datetime.time(8, 0), verbose_name="service messages from"),
                ),
                (
                    "service_until",
                    models.TimeField(default=datetime.time(21, 0), verbose_name="service messages until"),
                ),
                (
                    "cap_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="days of the short cap"),
                ),
                ("cap", models.PositiveSmallIntegerField(default=1, verbose_name="promotions in these days")),
                (
                    "long_cap_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="days of the long cap"),
                ),
                (
                    "long_cap",
                    models.PositiveSmallIntegerField(default=3, verbose_name="promotions in those days"),
                ),
                (
                    "day_cap",
                    models.PositiveSmallIntegerField(
                        default=5, verbose_name="messages of any kind in 24 hours"
                    ),
                ),
                (
                    "sms_price",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0.0450"),
                        max_digits=8,
                        verbose_name="price of one part of an SMS",
                    ),
                ),
                (
                    "sms_budget",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="SMS budget a month",
                    ),
                ),
                (
                    "service_without_consent",
                    models.BooleanField(
                        default=True, verbose_name="service messages without a recorded consent"
                    ),
                ),
                (
                    "marketing_without_consent",
                    models.BooleanField(default=False, verbose_name="promotions without a recorded consent"),
                ),
                (
                    "opt_out_words",
                    models.CharField(
                        default="退订,退訂,拒收,TD,T,R,STOP,STOPALL,UNSUBSCRIBE,CANCEL,END,QUIT",
                        max_length=300,
                        verbose_name="opt-out words",
                    ),
                ),
                (
                    "opt_in_words",
                    models.CharField(
                        default="订阅,訂閱,START,UNSTOP,SUBSCRIBE",
                        max_length=300,
                        verbose_name="opt-in words",
                    ),
                ),
                (
                    "changed_by",
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
                ("changed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="sendingpolicyevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="sendingpolicyevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingSwitchEvent",
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
                        to="outbox.sendingswitch",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("on", models.BooleanField(default=True)),
                (
                    "off_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "switched off by a person"),
                            ("restored", "the database was restored or moved"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "changed_by",
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
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "note",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="why"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="sendingswitchevent_read"
                    ),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="sendingswitchevent_next"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("wechat", "WeChat"), ("call", "Call")],
                        default="sms",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("service", "Service"), ("marketing", "Marketing")],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("language", models.CharField(default="zh-hans", max_length=10, verbose_name="language")),
                ("subject", models.CharField(blank=True, max_length=160, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("signature", models.CharField(blank=True, max_length=40, verbose_name="signature")),
                (
                    "gateway_code",
                    models.CharField(blank=True, max_length=60, verbose_name="code at the gateway"),
                ),
                (
                    "approval",
                    models.CharField(
                        choices=[
                            ("not_needed", "no approval needed"),
                            ("draft", "draft"),
                            ("submitted", "with the gateway"),
                            ("approved", "approved"),
                            ("refused", "refused by the gateway"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="approval",
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="why it was refused")),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
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
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("name", "language"),
                        name="one_template_per_name_and_language",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose_key", models.CharField(max_length=200, unique=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="customers.customer",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("wechat", "WeChat"), ("call", "Call")],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("service", "Service"), ("marketing", "Marketing")],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("by_hand", "Written by hand"),
                            ("lapsed", "Away for a while"),
                            ("recall", "Recall promotion"),
                            ("due", "Something falls due"),
                            ("survey", "Survey"),
                            ("complaint", "Complaint"),
                            ("booking", "Booking"),
                            ("test", "Test of a template"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("link", models.CharField(blank=True, max_length=200)),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="outbox.template",
                    ),
                ),
                ("variables", models.JSONField(default=dict)),
                ("subject", models.CharField(blank=True, max_length=160, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("address", models.CharField(max_length=254, verbose_name="to")),
                ("segments", models.PositiveSmallIntegerField(default=1, verbose_name="parts")),
                (
                    "price",
                    models.DecimalField(decimal_places=4, default=0, max_digits=10, verbose_name="price"),
                ),
                ("silent_since", models.DateField(blank=True, null=True)),
                ("reference", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("gateway", models.CharField(blank=True, max_length=20, verbose_name="gateway")),
                ("sid", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("ready", "ready"),
                            ("sending", "being sent"),
                            ("unknown", "asking the gateway"),
                            ("review", "to be looked into"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("failed", "not delivered"),
                            ("skipped", "not sent"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hours", "outside the hours for messages"),
                            ("holiday", "public holiday"),
                            ("cap", "had enough messages lately"),
                            ("budget", "the month's budget is used up"),
                            ("busy", "the gateway was busy"),
                            ("switched_off", "sending is switched off"),
                            ("opted_out", "the customer opted out"),
                            ("no_consent", "no consent for this"),
                            ("returned", "the customer returned"),
                            ("erased", "the customer was erased"),
                            ("no_address", "no number or address"),
                            ("expired", "its time ran out while it waited"),
                            ("cancelled", "taken back by a person"),
                            ("unapproved", "its template is not approved"),
                        ],
                        max_length=12,
                        verbose_name="why",
                    ),
                ),
                (
                    "waited_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hours", "outside the hours for messages"),
                            ("holiday", "public holiday"),
                            ("cap", "had enough messages lately"),
                            ("budget", "the month's budget is used up"),
                            ("busy", "the gateway was busy"),
                            ("switched_off", "sending is switched off"),
                            ("opted_out", "the customer opted out"),
                            ("no_consent", "no consent for this"),
                            ("returned", "the customer returned"),
                            ("erased", "the customer was erased"),
                            ("no_address", "no number or address"),
                            ("expired", "its time ran out while it waited"),
                            ("cancelled", "taken back by a person"),
                            ("unapproved", "its template is not approved"),
                        ],
                        max_length=12,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="the gateway's words")),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("first_tried_at", models.DateTimeField(blank=True, null=True)),
                ("unknown_since", models.DateTimeField(blank=True, null=True)),
                ("ask_at", models.DateTimeField(blank=True, null=True)),
                ("missing_since", models.DateTimeField(blank=True, null=True)),
                ("planned_at", models.DateTimeField()),
                (
                    "planned_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "ready")), fields=["id"], name="message_ready"),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["not_before", "id"],
                        name="message_planned",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["lease_until"],
                        name="message_leased",
                    ),
                    models.Index(
                        condition=models.Q(("state", "unknown")), fields=["ask_at"], name="message_unknown"
                    ),
                    models.Index(
                        condition=models.Q(("state", "planned"), ("unknown_since__isnull", False)),
                        fields=["id"],
                        name="message_doubtful",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("planned", "ready"))),
                        fields=["expires_at"],
                        name="message_expiring",
                    ),
                    models.Index(fields=["customer", "-planned_at"], name="message_customer"),
                    models.Index(
                        condition=models.Q(("sent_at__isnull", False)),
                        fields=["customer", "sent_at"],
                        name="message_customer_sent",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("planned", "ready"))),
                        fields=["address"],
                        name="message_waiting_address",
                    ),
                    models.Index(
                        condition=models.Q(("sent_at__isnull", False)),
                        fields=["address", "-sent_at"],
                        name="message_sent_to",
                    ),
                    models.Index(fields=["-planned_at", "-id"], name="message_log"),
                    models.Index(fields=["state", "-planned_at", "-id"], name="message_log_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "planned",
                                    "ready",
                                    "sending",
                                    "unknown",
                                    "review",
                                    "sent",
                                    "delivered",
                                    "failed",
                                    "skipped",
                                ],
                            )
                        ),
                        name="message_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            models.Q(
                                ("lease_until__isnull", False), models.Q(("gateway", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="message_being_sent_has_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "unknown"), _negated=True),
                            models.Q(("ask_at__isnull", False), ("unknown_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_unknown_is_asked_about",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("sent", "delivered")), _negated=True),
                            models.Q(models.Q(("sid", ""), _negated=True), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_sent_has_a_sid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_skipped_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("sid", ""), _negated=True),
                        fields=("gateway", "sid"),
                        name="one_message_per_gateway_sid",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("sending", "unknown"))),
                        fields=("gateway", "address"),
                        name="one_message_in_flight_per_address",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("purpose", "marketing"), ("state__in", ("sending", "unknown"))),
                        fields=("customer",),
                        name="one_promotion_in_flight_per_customer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="outbox.message",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("gateway", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "under way"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("unknown", "no clear answer"),
                            ("not_called", "given back before the call"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("message", "number"), name="one_row_per_attempt")
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("event", models.CharField(max_length=160)),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("sid", models.CharField(blank=True, max_length=100)),
                ("delivered", models.BooleanField(null=True)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="outbox.message",
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("signed", "signed by the gateway"),
                            ("unproven", "not signed: the gateway is being asked"),
                            ("confirmed", "not signed, confirmed by the gateway"),
                            ("contradicted", "not signed, and the gateway says otherwise"),
                            ("denied", "not signed, and the gateway does not know the message"),
                            ("unconfirmed", "not signed, and the gateway could not confirm it"),
                        ],
                        default="unproven",
                        max_length=12,
                    ),
                ),
                ("ask_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, db_default="", default="", max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("proof", "unproven")), fields=["ask_at"], name="receipt_unproven"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("gateway", "event"), name="one_receipt_per_event"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ask_at__isnull", False), ("proof", "unproven")),
                            models.Q(
                                models.Q(("proof", "unproven"), _negated=True), ("ask_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="receipt_unproven_is_asked_about",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("event", models.CharField(max_length=160)),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("wechat", "WeChat"), ("call", "Call")],
                        default="sms",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="from")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                (
                    "meaning",
                    models.CharField(
                        choices=[("text", "an answer"), ("opt_out", "opt-out"), ("opt_in", "opt-in")],
                        default="text",
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "unconfirmed",
                    models.BooleanField(db_default=False, default=False, verbose_name="unconfirmed"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="customers.customer",
                    ),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replies",
                        to="outbox.message",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-at"], name="reply_customer")],
                "constraints": [
                    models.UniqueConstraint(fields=("gateway", "event"), name="one_reply_per_event")
                ],
            },
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interventions",
                        to="outbox.message",
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("take_back", "taken back"),
                            ("put_back", "planned again"),
                            ("arrived", "said to have arrived"),
                            ("again", "sent again"),
                            ("drop", "given up"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("batch", models.UUIDField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "batch"), name="one_intervention_per_message_and_batch"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateEvent",
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
                        to="outbox.template",
                    ),
                ),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("wechat", "WeChat"), ("call", "Call")],
                        default="sms",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("service", "Service"), ("marketing", "Marketing")],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("language", models.CharField(default="zh-hans", max_length=10, verbose_name="language")),
                ("subject", models.CharField(blank=True, max_length=160, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("signature", models.CharField(blank=True, max_length=40, verbose_name="signature")),
                (
                    "gateway_code",
                    models.CharField(blank=True, max_length=60, verbose_name="code at the gateway"),
                ),
                (
                    "approval",
                    models.CharField(
                        choices=[
                            ("not_needed", "no approval needed"),
                            ("draft", "draft"),
                            ("submitted", "with the gateway"),
                            ("approved", "approved"),
                            ("refused", "refused by the gateway"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="approval",
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="why it was refused")),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="templateevent_read"),
                    models.Index(fields=["pgh_obj", "pgh_id"], name="templateevent_next"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b620623e9e245c769677e436bb5d498fb4b5a9e0",
                    operation="DELETE",
                    pgid="pgtrigger_append_only_b9620",
                    table="outbox_consent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="only_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."given" IS DISTINCT FROM (NEW."given") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."undoes_id" IS DISTINCT FROM (NEW."undoes_id") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="6fe7c65329b7aed744755c14ddb527e6b914fc20",
                    operation="UPDATE",
                    pgid="pgtrigger_only_moves_90595",
                    table="outbox_consent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intervention",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="3f7a790aaa97cafca4767ab83855b55ebc8428c2",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_414f6",
                    table="outbox_intervention",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."cap" IS DISTINCT FROM (NEW."cap") OR OLD."cap_days" IS DISTINCT FROM (NEW."cap_days") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."day_cap" IS DISTINCT FROM (NEW."day_cap") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."long_cap" IS DISTINCT FROM (NEW."long_cap") OR OLD."long_cap_days" IS DISTINCT FROM (NEW."long_cap_days") OR OLD."marketing_without_consent" IS DISTINCT FROM (NEW."marketing_without_consent") OR OLD."opt_in_words" IS DISTINCT FROM (NEW."opt_in_words") OR OLD."opt_out_words" IS DISTINCT FROM (NEW."opt_out_words") OR OLD."promotion_days" IS DISTINCT FROM (NEW."promotion_days") OR OLD."promotions_from" IS DISTINCT FROM (NEW."promotions_from") OR OLD."promotions_until" IS DISTINCT FROM (NEW."promotions_until") OR OLD."service_from" IS DISTINCT FROM (NEW."service_from") OR OLD."service_until" IS DISTINCT FROM (NEW."service_until") OR OLD."service_without_consent" IS DISTINCT FROM (NEW."service_without_consent") OR OLD."sms_budget" IS DISTINCT FROM (NEW."sms_budget") OR OLD."sms_price" IS DISTINCT FROM (NEW."sms_price") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "outbox_sendingpolicyevent" ("cap", "cap_days", "changed_at", "changed_by_id", "day_cap", "id", "long_cap", "long_cap_days", "marketing_without_consent", "opt_in_words", "opt_out_words", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "promotion_days", "promotions_from", "promotions_until", "service_from", "service_until", "service_without_consent", "sms_budget", "sms_price", "version") VALUES (OLD."cap", OLD."cap_days", OLD."changed_at", OLD."changed_by_id", OLD."day_cap", OLD."id", OLD."long_cap", OLD."long_cap_days", OLD."marketing_without_consent", OLD."opt_in_words", OLD."opt_out_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."promotion_days", OLD."promotions_from", OLD."promotions_until", OLD."service_from", OLD."service_until", OLD."service_without_consent", OLD."sms_budget", OLD."sms_price", OLD."version"); RETURN NULL;',
                    hash="0d17cec43bee20be1c1097ad6261af31b9effca5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_38c11",
                    table="outbox_sendingpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "outbox_sendingpolicyevent" ("cap", "cap_days", "changed_at", "changed_by_id", "day_cap", "id", "long_cap", "long_cap_days", "marketing_without_consent", "opt_in_words", "opt_out_words", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "promotion_days", "promotions_from", "promotions_until", "service_from", "service_until", "service_without_consent", "sms_budget", "sms_price", "version") VALUES (OLD."cap", OLD."cap_days", OLD."changed_at", OLD."changed_by_id", OLD."day_cap", OLD."id", OLD."long_cap", OLD."long_cap_days", OLD."marketing_without_consent", OLD."opt_in_words", OLD."opt_out_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."promotion_days", OLD."promotions_from", OLD."promotions_until", OLD."service_from", OLD."service_until", OLD."service_without_consent", OLD."sms_budget", OLD."sms_price", OLD."version"); RETURN NULL;',
                    hash="1b5a069890385c987851e785a7f32af9923da67b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_25af5",
                    table="outbox_sendingpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="2c7d7df5a5645b81cb38d951f045c921e68d7a8b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_71c02",
                    table="outbox_sendingpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8f43265048fa1f00aaa59654852756541c365724",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_37df8",
                    table="outbox_sendingpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingswitch",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."off_for" IS DISTINCT FROM (NEW."off_for") OR OLD."on" IS DISTINCT FROM (NEW."on"))',
                    func='INSERT INTO "outbox_sendingswitchevent" ("changed_at", "changed_by_id", "id", "note", "off_for", "on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."note", OLD."off_for", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id"); RETURN NULL;',
                    hash="879baaf3c9a6c90e623bb75df6948c94c4f7eaaf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bca76",
                    table="outbox_sendingswitch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingswitch",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "outbox_sendingswitchevent" ("changed_at", "changed_by_id", "id", "note", "off_for", "on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."note", OLD."off_for", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="eec0ec1852634abc1d359f413cf9a3d1a2c1cf6e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c6a36",
                    table="outbox_sendingswitch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingswitchevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="d979733fefe2d3165b20d83524f78cbdd1e39fd8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_8e32d",
                    table="outbox_sendingswitchevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingswitchevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="51b49a4d2516f30f4718390a1759fa97bd899548",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_481b1",
                    table="outbox_sendingswitchevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="template",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."approval" IS DISTINCT FROM (NEW."approval") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."gateway_code" IS DISTINCT FROM (NEW."gateway_code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."retired_at" IS DISTINCT FROM (NEW."retired_at") OR OLD."signature" IS DISTINCT FROM (NEW."signature") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func='INSERT INTO "outbox_templateevent" ("approval", "channel", "gateway_code", "id", "language", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "refusal", "retired_at", "signature", "subject", "text") VALUES (OLD."approval", OLD."channel", OLD."gateway_code", OLD."id", OLD."language", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."purpose", OLD."refusal", OLD."retired_at", OLD."signature", OLD."subject", OLD."text"); RETURN NULL;',
                    hash="c1ef4b8af3c02d7133885fe73a3d108faa353447",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_52d9c",
                    table="outbox_template",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="template",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "outbox_templateevent" ("approval", "channel", "gateway_code", "id", "language", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "refusal", "retired_at", "signature", "subject", "text") VALUES (OLD."approval", OLD."channel", OLD."gateway_code", OLD."id", OLD."language", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."purpose", OLD."refusal", OLD."retired_at", OLD."signature", OLD."subject", OLD."text"); RETURN NULL;',
                    hash="7c92c6deaf3da04ab727021d0c716fcba400736f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a4159",
                    table="outbox_template",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="template",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "outbox_templateevent" ("approval", "channel", "gateway_code", "id", "language", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "refusal", "retired_at", "signature", "subject", "text") VALUES (NEW."approval", NEW."channel", NEW."gateway_code", NEW."id", NEW."language", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."purpose", NEW."refusal", NEW."retired_at", NEW."signature", NEW."subject", NEW."text"); RETURN NULL;',
                    hash="6b0cc645262b1115ee10890346edabaf383006a4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5dbf6",
                    table="outbox_template",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="state_never_goes_back",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{planned:delivered,planned:failed,planned:ready,planned:sent,planned:skipped,planned:unknown,ready:delivered,ready:failed,ready:planned,ready:sending,ready:sent,ready:skipped,ready:unknown,review:delivered,review:failed,review:ready,review:sent,review:skipped,sending:delivered,sending:failed,sending:planned,sending:ready,sending:sent,sending:skipped,sending:unknown,sent:delivered,sent:failed,skipped:planned,unknown:delivered,unknown:failed,unknown:ready,unknown:review,unknown:sent}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="9de2a97082e755dfcb24ff0fd05e8af95833c117",
                    operation="UPDATE",
                    pgid="pgtrigger_state_never_goes_back_b9fbb",
                    table="outbox_message",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="templateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="bd4f0f1816309c2f9a59b763b4dc2385d86d8568",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_fe042",
                    table="outbox_templateevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="templateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c8f8d114860fa8eea0f6429af40c2b7555365ed5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4a794",
                    table="outbox_templateevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
