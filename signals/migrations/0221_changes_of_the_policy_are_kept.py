"""Who changed the policy of the night, and from what: nobody could see what a mistaken number had been before."""

from decimal import Decimal

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0220_the_season_of_spend"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScoringPolicyEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("months_sms", models.PositiveSmallIntegerField(default=3, verbose_name="months until SMS")),
                (
                    "months_call",
                    models.PositiveSmallIntegerField(default=6, verbose_name="months until call"),
                ),
                (
                    "months_recall",
                    models.PositiveSmallIntegerField(default=12, verbose_name="months until recall"),
                ),
                ("prior_current", models.FloatField(default=0.15, verbose_name="prior, current")),
                ("prior_sms", models.FloatField(default=0.5, verbose_name="prior, SMS tier")),
                ("prior_call", models.FloatField(default=0.75, verbose_name="prior, call tier")),
                ("prior_recall", models.FloatField(default=0.92, verbose_name="prior, recall tier")),
                (
                    "prior_days",
                    models.PositiveSmallIntegerField(default=180, verbose_name="priors are for so many days"),
                ),
                (
                    "horizon_days",
                    models.PositiveSmallIntegerField(default=180, verbose_name="horizon in days"),
                ),
                (
                    "attrition_months",
                    models.PositiveSmallIntegerField(
                        default=36, verbose_name="natural attrition after months"
                    ),
                ),
                (
                    "share_first",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.150"),
                        max_digits=4,
                        verbose_name="share of customers in echelon 1",
                    ),
                ),
                (
                    "share_second",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0.300"),
                        max_digits=4,
                        verbose_name="share of customers in echelon 2",
                    ),
                ),
                (
                    "echelon_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="echelons look back, months"),
                ),
                (
                    "frequency_share",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.20"),
                        max_digits=3,
                        verbose_name="weight of frequency in the echelon",
                    ),
                ),
                (
                    "call_at_strength",
                    models.FloatField(default=0.5, verbose_name="call a current customer from strength"),
                ),
                ("at_risk_below", models.PositiveSmallIntegerField(default=40, verbose_name="at risk below")),
                ("well_from", models.PositiveSmallIntegerField(default=70, verbose_name="well from")),
                (
                    "border_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="urgency rises before a tier border, days"
                    ),
                ),
                ("learns", models.BooleanField(default=True, verbose_name="learn from own history")),
                (
                    "learn_every_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="learn anew every, days"),
                ),
                (
                    "keep_nights_months",
                    models.PositiveSmallIntegerField(
                        default=13, verbose_name="every night is kept for, months"
                    ),
                ),
                (
                    "keep_ends_months",
                    models.PositiveSmallIntegerField(
                        default=60, verbose_name="the last night of each month is kept for, months"
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoringpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."at_risk_below" IS DISTINCT FROM (NEW."at_risk_below") OR OLD."attrition_months" IS DISTINCT FROM (NEW."attrition_months") OR OLD."border_days" IS DISTINCT FROM (NEW."border_days") OR OLD."call_at_strength" IS DISTINCT FROM (NEW."call_at_strength") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."echelon_months" IS DISTINCT FROM (NEW."echelon_months") OR OLD."frequency_share" IS DISTINCT FROM (NEW."frequency_share") OR OLD."horizon_days" IS DISTINCT FROM (NEW."horizon_days") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."keep_ends_months" IS DISTINCT FROM (NEW."keep_ends_months") OR OLD."keep_nights_months" IS DISTINCT FROM (NEW."keep_nights_months") OR OLD."learn_every_days" IS DISTINCT FROM (NEW."learn_every_days") OR OLD."learns" IS DISTINCT FROM (NEW."learns") OR OLD."months_call" IS DISTINCT FROM (NEW."months_call") OR OLD."months_recall" IS DISTINCT FROM (NEW."months_recall") OR OLD."months_sms" IS DISTINCT FROM (NEW."months_sms") OR OLD."prior_call" IS DISTINCT FROM (NEW."prior_call") OR OLD."prior_current" IS DISTINCT FROM (NEW."prior_current") OR OLD."prior_days" IS DISTINCT FROM (NEW."prior_days") OR OLD."prior_recall" IS DISTINCT FROM (NEW."prior_recall") OR OLD."prior_sms" IS DISTINCT FROM (NEW."prior_sms") OR OLD."share_first" IS DISTINCT FROM (NEW."share_first") OR OLD."share_second" IS DISTINCT FROM (NEW."share_second") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."well_from" IS DISTINCT FROM (NEW."well_from"))',
                    func='INSERT INTO "signals_scoringpolicyevent" ("at_risk_below", "attrition_months", "border_days", "call_at_strength", "changed_at", "changed_by_id", "echelon_months", "frequency_share", "horizon_days", "id", "keep_ends_months", "keep_nights_months", "learn_every_days", "learns", "months_call", "months_recall", "months_sms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prior_call", "prior_current", "prior_days", "prior_recall", "prior_sms", "share_first", "share_second", "version", "well_from") VALUES (OLD."at_risk_below", OLD."attrition_months", OLD."border_days", OLD."call_at_strength", OLD."changed_at", OLD."changed_by_id", OLD."echelon_months", OLD."frequency_share", OLD."horizon_days", OLD."id", OLD."keep_ends_months", OLD."keep_nights_months", OLD."learn_every_days", OLD."learns", OLD."months_call", OLD."months_recall", OLD."months_sms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."prior_call", OLD."prior_current", OLD."prior_days", OLD."prior_recall", OLD."prior_sms", OLD."share_first", OLD."share_second", OLD."version", OLD."well_from"); RETURN NULL;',
                    hash="ae00db4730802ac83ff3dcabd91d5563741bad5c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fa89c",
                    table="signals_scoringpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoringpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_scoringpolicyevent" ("at_risk_below", "attrition_months", "border_days", "call_at_strength", "changed_at", "changed_by_id", "echelon_months", "frequency_share", "horizon_days", "id", "keep_ends_months", "keep_nights_months", "learn_every_days", "learns", "months_call", "months_recall", "months_sms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prior_call", "prior_current", "prior_days", "prior_recall", "prior_sms", "share_first", "share_second", "version", "well_from") VALUES (OLD."at_risk_below", OLD."attrition_months", OLD."border_days", OLD."call_at_strength", OLD."changed_at", OLD."changed_by_id", OLD."echelon_months", OLD."frequency_share", OLD."horizon_days", OLD."id", OLD."keep_ends_months", OLD."keep_nights_months", OLD."learn_every_days", OLD."learns", OLD."months_call", OLD."months_recall", OLD."months_sms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."prior_call", OLD."prior_current", OLD."prior_days", OLD."prior_recall", OLD."prior_sms", OLD."share_first", OLD."share_second", OLD."version", OLD."well_from"); RETURN NULL;',
                    hash="2a85ddbdef16732d0a902a9518c29a63511ea1c6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_90f3e",
                    table="signals_scoringpolicy",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="scoringpolicyevent",
            name="changed_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="scoringpolicyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="signals.scoringpolicy",
            ),
        ),
        migrations.AddIndex(
            model_name="scoringpolicyevent",
            index=models.Index(
                fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="scoringpolicyevent_read"
            ),
        ),
        migrations.AddIndex(
            model_name="scoringpolicyevent",
            index=models.Index(fields=["pgh_obj", "pgh_id"], name="scoringpolicyevent_next"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoringpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="196df301825f84965ed7990b75ff97fbf1832d8d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_2fe02",
                    table="signals_scoringpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoringpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d8fd946f9e3379b20159f6bce4965c2284f4f815",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_02421",
                    table="signals_scoringpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
