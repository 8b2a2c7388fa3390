import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0140_deadlines_moved_by_pauses"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="truthpolicy",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="truthpolicy",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="truthpolicy",
            name="verify_at_once",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="The night that raises a doubt hands out the calls; else a manager does.",
                verbose_name="begin at once",
            ),
        ),
        migrations.AddField(
            model_name="truthpolicyevent",
            name="verify_at_once",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="The night that raises a doubt hands out the calls; else a manager does.",
                verbose_name="begin at once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="truthpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."burst_seconds" IS DISTINCT FROM (NEW."burst_seconds") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."false_percent" IS DISTINCT FROM (NEW."false_percent") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."left_days" IS DISTINCT FROM (NEW."left_days") OR OLD."min_observations" IS DISTINCT FROM (NEW."min_observations") OR OLD."promoter_percent" IS DISTINCT FROM (NEW."promoter_percent") OR OLD."sample_size" IS DISTINCT FROM (NEW."sample_size") OR OLD."satisfied_percent" IS DISTINCT FROM (NEW."satisfied_percent") OR OLD."source_percent" IS DISTINCT FROM (NEW."source_percent") OR OLD."verify_at_once" IS DISTINCT FROM (NEW."verify_at_once") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."window_days" IS DISTINCT FROM (NEW."window_days"))',
                    func='INSERT INTO "desk_truthpolicyevent" ("burst_seconds", "changed_at", "changed_by_id", "false_percent", "id", "left_days", "min_observations", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "promoter_percent", "sample_size", "satisfied_percent", "source_percent", "verify_at_once", "version", "window_days") VALUES (OLD."burst_seconds", OLD."changed_at", OLD."changed_by_id", OLD."false_percent", OLD."id", OLD."left_days", OLD."min_observations", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."promoter_percent", OLD."sample_size", OLD."satisfied_percent", OLD."source_percent", OLD."verify_at_once", OLD."version", OLD."window_days"); RETURN NULL;',
                    hash="f2bd25e37d23360dfd291185a63d283c065ba275",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_66a6c",
                    table="desk_truthpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="truthpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "desk_truthpolicyevent" ("burst_seconds", "changed_at", "changed_by_id", "false_percent", "id", "left_days", "min_observations", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "promoter_percent", "sample_size", "satisfied_percent", "source_percent", "verify_at_once", "version", "window_days") VALUES (OLD."burst_seconds", OLD."changed_at", OLD."changed_by_id", OLD."false_percent", OLD."id", OLD."left_days", OLD."min_observations", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."promoter_percent", OLD."sample_size", OLD."satisfied_percent", OLD."source_percent", OLD."verify_at_once", OLD."version", OLD."window_days"); RETURN NULL;',
                    hash="74067e7955c6abad2966c08352b0a9c5c9381860",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f22bd",
                    table="desk_truthpolicy",
                    when="AFTER",
                ),
            ),
        ),
    ]
