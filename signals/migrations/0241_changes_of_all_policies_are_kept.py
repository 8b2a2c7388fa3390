"""Who changed months, caps, detectors and the rules of some customers, and from what; of the tiers it is known."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0240_answered_signals_are_found_at_once"),
        ("staff", "0030_who_hears_of_signals"),
    ]

    operations = [
        migrations.CreateModel(
            name="DetectorPolicyEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("enabled", models.BooleanField(default=True, verbose_name="on")),
                ("weight", models.FloatField(default=1, verbose_name="weight")),
                ("parameters", models.JSONField(default=dict)),
                ("kind", models.CharField(max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DetectorSegmentEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer_kind",
                    models.CharField(
                        blank=True,
                        choices=[("person", "Person"), ("company", "Company")],
                        max_length=10,
                        verbose_name="kind of customer",
                    ),
                ),
                (
                    "echelon",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Echelon 1"), (2, "Echelon 2"), (3, "Echelon 3")],
                        null=True,
                        verbose_name="echelon",
                    ),
                ),
                ("enabled", models.BooleanField(default=True, verbose_name="on")),
                ("weight", models.FloatField(default=1, verbose_name="weight")),
                ("parameters", models.JSONField(default=dict)),
                ("kind", models.CharField(max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HealthProfileEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer_kind",
                    models.CharField(
                        blank=True,
                        choices=[("person", "Person"), ("company", "Company")],
                        max_length=10,
                        verbose_name="kind of customer",
                    ),
                ),
                (
                    "echelon",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Echelon 1"), (2, "Echelon 2"), (3, "Echelon 3")],
                        null=True,
                        verbose_name="echelon",
                    ),
                ),
                ("visits", models.PositiveSmallIntegerField(default=70)),
                ("money", models.PositiveSmallIntegerField(default=50)),
                ("service", models.PositiveSmallIntegerField(default=60)),
                ("price", models.PositiveSmallIntegerField(default=40)),
                ("people", models.PositiveSmallIntegerField(default=30)),
                ("needs", models.PositiveSmallIntegerField(default=30)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TierSegmentEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "customer_kind",
                    models.CharField(
                        blank=True,
                        choices=[("person", "Person"), ("company", "Company")],
                        max_length=10,
                        verbose_name="kind of customer",
                    ),
                ),
                (
                    "echelon",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Echelon 1"), (2, "Echelon 2"), (3, "Echelon 3")],
                        null=True,
                        verbose_name="echelon",
                    ),
                ),
                ("months_sms", models.PositiveSmallIntegerField(verbose_name="months until SMS")),
                ("months_call", models.PositiveSmallIntegerField(verbose_name="months until call")),
                ("months_recall", models.PositiveSmallIntegerField(verbose_name="months until recall")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "signals_detectorpolicyevent" ("enabled", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (OLD."enabled", OLD."id", OLD."kind", OLD."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."weight"); RETURN NULL;',
                    hash="860930def1117a048dd7d862cccb07e4139a2cee",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_13901",
                    table="signals_detectorpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_detectorpolicyevent" ("enabled", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (OLD."enabled", OLD."id", OLD."kind", OLD."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."weight"); RETURN NULL;',
                    hash="6cb09673ed0921b48c7f86e6d7b30b0521ce0428",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2c8c4",
                    table="signals_detectorpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_detectorpolicyevent" ("enabled", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (NEW."enabled", NEW."id", NEW."kind", NEW."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."weight"); RETURN NULL;',
                    hash="07dab357b0f2c3b291cc6cce4f00afdd82d1bcf5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_de2bb",
                    table="signals_detectorpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorsegment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "signals_detectorsegmentevent" ("branch_id", "customer_kind", "echelon", "enabled", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (OLD."branch_id", OLD."customer_kind", OLD."echelon", OLD."enabled", OLD."id", OLD."kind", OLD."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."weight"); RETURN NULL;',
                    hash="f7d72bc1133ec3252e0137241d2084438f1619a3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_48dc2",
                    table="signals_detectorsegment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorsegment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_detectorsegmentevent" ("branch_id", "customer_kind", "echelon", "enabled", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (OLD."branch_id", OLD."customer_kind", OLD."echelon", OLD."enabled", OLD."id", OLD."kind", OLD."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."weight"); RETURN NULL;',
                    hash="996e4459f0d8e5cc3fe04d44e0ab529c8c7ec922",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3e907",
                    table="signals_detectorsegment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorsegment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_detectorsegmentevent" ("branch_id", "customer_kind", "echelon", "enabled", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (NEW."branch_id", NEW."customer_kind", NEW."echelon", NEW."enabled", NEW."id", NEW."kind", NEW."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."weight"); RETURN NULL;',
                    hash="de1b26f0798f94d321194a4245ba0760f389d52e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fd656",
                    table="signals_detectorsegment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "signals_healthprofileevent" ("branch_id", "customer_kind", "echelon", "id", "money", "needs", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "service", "visits") VALUES (OLD."branch_id", OLD."customer_kind", OLD."echelon", OLD."id", OLD."money", OLD."needs", OLD."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."price", OLD."service", OLD."visits"); RETURN NULL;',
                    hash="1f0fe6f08c34859f8501e8b1d62618c758ec0172",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4999f",
                    table="signals_healthprofile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_healthprofileevent" ("branch_id", "customer_kind", "echelon", "id", "money", "needs", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "service", "visits") VALUES (OLD."branch_id", OLD."customer_kind", OLD."echelon", OLD."id", OLD."money", OLD."needs", OLD."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."price", OLD."service", OLD."visits"); RETURN NULL;',
                    hash="5fd772b27cb017e0d69c8a7ffaedb4f65e9111e4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_33f97",
                    table="signals_healthprofile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_healthprofileevent" ("branch_id", "customer_kind", "echelon", "id", "money", "needs", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "service", "visits") VALUES (NEW."branch_id", NEW."customer_kind", NEW."echelon", NEW."id", NEW."money", NEW."needs", NEW."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."price", NEW."service", NEW."visits"); RETURN NULL;',
                    hash="ef9a6de8381ae596232ebddd6250bd2af68da0c5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7e597",
                    table="signals_healthprofile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tiersegment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "signals_tiersegmentevent" ("branch_id", "customer_kind", "echelon", "id", "months_call", "months_recall", "months_sms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."branch_id", OLD."customer_kind", OLD."echelon", OLD."id", OLD."months_call", OLD."months_recall", OLD."months_sms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id"); RETURN NULL;',
                    hash="89a401d9ef354a53771b5e549209cdca0e4a7df7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d0ca4",
                    table="signals_tiersegment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tiersegment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_tiersegmentevent" ("branch_id", "customer_kind", "echelon", "id", "months_call", "months_recall", "months_sms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."branch_id", OLD."customer_kind", OLD."echelon", OLD."id", OLD."months_call", OLD."months_recall", OLD."months_sms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="963e75dda1342ec007044c6ee2a12a43d45c52a1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bebd0",
                    table="signals_tiersegment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tiersegment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "signals_tiersegmentevent" ("branch_id", "customer_kind", "echelon", "id", "months_call", "months_recall", "months_sms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."branch_id", NEW."customer_kind", NEW."echelon", NEW."id", NEW."months_call", NEW."months_recall", NEW."months_sms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="a1d55eaee0159a95d827c011d7a2d7b1c1d7ebdb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8c16a",
                    table="signals_tiersegment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="detectorpolicyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="signals.detectorpolicy",
            ),
        ),
        migrations.AddField(
            model_name="detectorsegmentevent",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="staff.branch",
                verbose_name="branch",
            ),
        ),
        migrations.AddField(
            model_name="detectorsegmentevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="signals.detectorsegment",
            ),
        ),
        migrations.AddField(
            model_name="healthprofileevent",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="staff.branch",
                verbose_name="branch",
            ),
        ),
        migrations.AddField(
            model_name="healthprofileevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="signals.healthprofile",
            ),
        ),
        migrations.AddField(
            model_name="tiersegmentevent",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="staff.branch",
                verbose_name="branch",
            ),
        ),
        migrations.AddField(
            model_name="tiersegmentevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="signals.tiersegment",
            ),
        ),
        migrations.AddIndex(
            model_name="detectorpolicyevent",
            index=models.Index(
                fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="detectorpolicyevent_read"
            ),
        ),
        migrations.AddIndex(
            model_name="detectorpolicyevent",
            index=models.Index(fields=["pgh_obj", "pgh_id"], name="detectorpolicyevent_next"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="57001dec36fe206ae62f6bab121209a06f2004be",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_b9fe3",
                    table="signals_detectorpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6b7d7ab0b211ea6481efc7c682511a16017b2f7f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c3ce1",
                    table="signals_detectorpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="detectorsegmentevent",
            index=models.Index(
                fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="detectorsegmentevent_read"
            ),
        ),
        migrations.AddIndex(
            model_name="detectorsegmentevent",
            index=models.Index(fields=["pgh_obj", "pgh_id"], name="detectorsegmentevent_next"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorsegmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="ac065d30bbfb0ee7e334ba1bdec7685201541fe9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_09a02",
                    table="signals_detectorsegmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="detectorsegmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8ef2a1f0422c615c7cdadbbd3486c8a42c971055",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e02aa",
                    table="signals_detectorsegmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="healthprofileevent",
            index=models.Index(
                fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="healthprofileevent_read"
            ),
        ),
        migrations.AddIndex(
            model_name="healthprofileevent",
            index=models.Index(fields=["pgh_obj", "pgh_id"], name="healthprofileevent_next"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthprofileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="14a1d545a4bceab705f1e02c7bc185f1708f9948",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f5a00",
                    table="signals_healthprofileevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthprofileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3261f1f883c5c41eb4699bcdcb231f7299dc2b46",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_12b66",
                    table="signals_healthprofileevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="tiersegmentevent",
            index=models.Index(
                fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name="tiersegmentevent_read"
            ),
        ),
        migrations.AddIndex(
            model_name="tiersegmentevent",
            index=models.Index(fields=["pgh_obj", "pgh_id"], name="tiersegmentevent_next"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tiersegmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_database() NOT LIKE 'test\\_%' THEN\n            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="bd8b54509d8e1caaeaf8cbb3154ffcc882531c4d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_9139d",
                    table="signals_tiersegmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tiersegmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="12b91a88c9ed0479db540aa2461b5dc2a663b678",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9f6d4",
                    table="signals_tiersegmentevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
