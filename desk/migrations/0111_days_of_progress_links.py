import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0110_promises_handed_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="complaintpolicy",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="complaintpolicy",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="complaintpolicy",
            name="complaint_policy_in_range",
        ),
        migrations.AddField(
            model_name="complaintpolicy",
            name="link_days",
            field=models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                help_text="Links that are sent from now on. Long enough for a complaint that waits for a part.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="a link to the progress is good for, days",
            ),
        ),
        migrations.AddField(
            model_name="complaintpolicyevent",
            name="link_days",
            field=models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                help_text="Links that are sent from now on. Long enough for a complaint that waits for a part.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="a link to the progress is good for, days",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."again_hours" IS DISTINCT FROM (NEW."again_hours") OR OLD."alike_days" IS DISTINCT FROM (NEW."alike_days") OR OLD."always_high" IS DISTINCT FROM (NEW."always_high") OR OLD."always_low" IS DISTINCT FROM (NEW."always_low") OR OLD."always_medium" IS DISTINCT FROM (NEW."always_medium") OR OLD."always_safety" IS DISTINCT FROM (NEW."always_safety") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."give_account_manager" IS DISTINCT FROM (NEW."give_account_manager") OR OLD."give_agent" IS DISTINCT FROM (NEW."give_agent") OR OLD."give_manager" IS DISTINCT FROM (NEW."give_manager") OR OLD."give_team_lead" IS DISTINCT FROM (NEW."give_team_lead") OR OLD."give_year_account_manager" IS DISTINCT FROM (NEW."give_year_account_manager") OR OLD."give_year_agent" IS DISTINCT FROM (NEW."give_year_agent") OR OLD."give_year_manager" IS DISTINCT FROM (NEW."give_year_manager") OR OLD."give_year_team_lead" IS DISTINCT FROM (NEW."give_year_team_lead") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."link_days" IS DISTINCT FROM (NEW."link_days") OR OLD."pause_days" IS DISTINCT FROM (NEW."pause_days") OR OLD."remind_days" IS DISTINCT FROM (NEW."remind_days") OR OLD."respond_high" IS DISTINCT FROM (NEW."respond_high") OR OLD."respond_low" IS DISTINCT FROM (NEW."respond_low") OR OLD."respond_medium" IS DISTINCT FROM (NEW."respond_medium") OR OLD."respond_safety" IS DISTINCT FROM (NEW."respond_safety") OR OLD."senders" IS DISTINCT FROM (NEW."senders") OR OLD."share_1" IS DISTINCT FROM (NEW."share_1") OR OLD."share_2" IS DISTINCT FROM (NEW."share_2") OR OLD."share_3" IS DISTINCT FROM (NEW."share_3") OR OLD."share_key" IS DISTINCT FROM (NEW."share_key") OR OLD."solve_high" IS DISTINCT FROM (NEW."solve_high") OR OLD."solve_low" IS DISTINCT FROM (NEW."solve_low") OR OLD."solve_medium" IS DISTINCT FROM (NEW."solve_medium") OR OLD."solve_safety" IS DISTINCT FROM (NEW."solve_safety") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."warn_share" IS DISTINCT FROM (NEW."warn_share"))',
                    func='INSERT INTO "desk_complaintpolicyevent" ("again_hours", "alike_days", "always_high", "always_low", "always_medium", "always_safety", "changed_at", "changed_by_id", "give_account_manager", "give_agent", "give_manager", "give_team_lead", "give_year_account_manager", "give_year_agent", "give_year_manager", "give_year_team_lead", "id", "link_days", "pause_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "respond_high", "respond_low", "respond_medium", "respond_safety", "senders", "share_1", "share_2", "share_3", "share_key", "solve_high", "solve_low", "solve_medium", "solve_safety", "version", "warn_share") VALUES (OLD."again_hours", OLD."alike_days", OLD."always_high", OLD."always_low", OLD."always_medium", OLD."always_safety", OLD."changed_at", OLD."changed_by_id", OLD."give_account_manager", OLD."give_agent", OLD."give_manager", OLD."give_team_lead", OLD."give_year_account_manager", OLD."give_year_agent", OLD."give_year_manager", OLD."give_year_team_lead", OLD."id", OLD."link_days", OLD."pause_days", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."remind_days", OLD."respond_high", OLD."respond_low", OLD."respond_medium", OLD."respond_safety", OLD."senders", OLD."share_1", OLD."share_2", OLD."share_3", OLD."share_key", OLD."solve_high", OLD."solve_low", OLD."solve_medium", OLD."solve_safety", OLD."version", OLD."warn_share"); RETURN NULL;',
                    hash="8aaf4de34f2b76959a99e0bdc0758186f41a7ca0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ee828",
                    table="desk_complaintpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "desk_complaintpolicyevent" ("again_hours", "alike_days", "always_high", "always_low", "always_medium", "always_safety", "changed_at", "changed_by_id", "give_account_manager", "give_agent", "give_manager", "give_team_lead", "give_year_account_manager", "give_year_agent", "give_year_manager", "give_year_team_lead", "id", "link_days", "pause_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "respond_high", "respond_low", "respond_medium", "respond_safety", "senders", "share_1", "share_2", "share_3", "share_key", "solve_high", "solve_low", "solve_medium", "solve_safety", "version", "warn_share") VALUES (OLD."again_hours", OLD."alike_days", OLD."always_high", OLD."always_low", OLD."always_medium", OLD."always_safety", OLD."changed_at", OLD."changed_by_id", OLD."give_account_manager", OLD."give_agent", OLD."give_manager", OLD."give_team_lead", OLD."give_year_account_manager", OLD."give_year_agent", OLD."give_year_manager", OLD."give_year_team_lead", OLD."id", OLD."link_days", OLD."pause_days", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."remind_days", OLD."respond_high", OLD."respond_low", OLD."respond_medium", OLD."respond_safety", OLD."senders", OLD."share_1", OLD."share_2", OLD."share_3", OLD."share_key", OLD."solve_high", OLD."solve_low", OLD."solve_medium", OLD."solve_safety", OLD."version", OLD."warn_share"); RETURN NULL;',
                    hash="8d135f7794f4c00604a28d5d2e81fe0b538e33a4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8ecf6",
                    table="desk_complaintpolicy",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("only", True),
                    ("pause_days__gte", 1),
                    ("pause_days__lte", 3),
                    ("remind_days__gte", 1),
                    ("remind_days__lte", models.F("pause_days")),
                    ("respond_high__lte", models.F("solve_high")),
                    ("respond_safety__lte", models.F("solve_safety")),
                    ("respond_low__lte", models.F("solve_low")),
                    ("respond_medium__lte", models.F("solve_medium")),
                    ("link_days__gte", 1),
                    ("link_days__lte", 365),
                    ("warn_share__lt", 1),
                    ("give_agent__lte", models.F("give_team_lead")),
                    ("give_team_lead__lte", models.F("give_manager")),
                    ("give_account_manager__lte", models.F("give_team_lead")),
                ),
                name="complaint_policy_in_range",
            ),
        ),
    ]
