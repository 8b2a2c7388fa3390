"""How long snapshots are kept, and which nights' have gone."""

from django.db import migrations, models

# What stays of a month is one night of thirty: written anew it takes its room alone, and nothing is left to
# be cleaned up. Only the month's own table is locked, but for the moment in which it is dropped.
FUNCTION = """
CREATE FUNCTION signals_let_go(month date, kept date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    part text := 'signals_snapshot_' || to_char(month, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('signals_snapshot'));
    IF to_regclass(part) IS NULL THEN
        RETURN;
    ELSIF kept IS NULL THEN
        EXECUTE format('DROP TABLE %I', part);
    ELSE
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part);
        EXECUTE format(
            'CREATE TEMPORARY TABLE kept_snapshots ON COMMIT DROP AS SELECT * FROM %I WHERE day = %L',
            part, kept);
        EXECUTE format('TRUNCATE %I', part);
        EXECUTE format('INSERT INTO %I SELECT * FROM pg_temp.kept_snapshots', part);
        DROP TABLE pg_temp.kept_snapshots;
        EXECUTE format('ANALYZE %I', part);
    END IF;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0142_branches_have_no_tiers_apart")]

    operations = [
        migrations.AddField(
            "scoringpolicy",
            "keep_nights_months",
            models.PositiveSmallIntegerField(default=13, verbose_name="every night is kept for, months"),
        ),
        migrations.AddField(
            "scoringpolicy",
            "keep_ends_months",
            models.PositiveSmallIntegerField(
                default=60, verbose_name="the last night of each month is kept for, months"
            ),
        ),
        migrations.AddConstraint(
            "scoringpolicy",
            models.CheckConstraint(
                condition=models.Q(
                    ("keep_nights_months__gte", 13),
                    ("keep_ends_months__gte", models.F("keep_nights_months")),
                ),
                name="snapshots_are_kept",
            ),
        ),
        migrations.AddField("nightlyrun", "let_go_on", models.DateField(blank=True, null=True)),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION signals_let_go(date, date)"),
    ]
