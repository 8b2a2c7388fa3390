"""The night needs a new month's table under a role that owns no tables: a function of the owner's makes it."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION signals_make_partition(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', day);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('signals_snapshot'));
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS %I PARTITION OF signals_snapshot FOR VALUES FROM (%L) TO (%L)',
        'signals_snapshot_' || to_char(first, 'YYYY_MM'), first, (first + interval '1 month')::date);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0004_echelons_by_worth")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION signals_make_partition(date)")]
