"""Snapshots grow by one row a customer and night; by month they can be dropped without a long delete."""

from django.db import migrations

PARTITION = """
ALTER TABLE signals_snapshot RENAME TO signals_snapshot_plain;
CREATE TABLE signals_snapshot (LIKE signals_snapshot_plain INCLUDING DEFAULTS, PRIMARY KEY (day, customer_id))
    PARTITION BY RANGE (day);
DROP TABLE signals_snapshot_plain;
CREATE INDEX snapshot_customer_day ON signals_snapshot (customer_id, day);
"""

# The night needs a new month's table under a role that owns no tables: a function of the owner's makes it.
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
    replaces = [("signals", "0002_partition_snapshots"), ("signals", "0005_partitions_made_by_the_owner")]

    dependencies = [("signals", "0001_tables")]

    operations = [
        migrations.RunSQL(PARTITION, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION signals_make_partition(date)"),
    ]
