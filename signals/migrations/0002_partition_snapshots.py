"""Snapshots grow by one row a customer and night; by month they can be dropped without a long delete."""

from django.db import migrations

PARTITION = """
ALTER TABLE signals_snapshot RENAME TO signals_snapshot_plain;
CREATE TABLE signals_snapshot (LIKE signals_snapshot_plain INCLUDING DEFAULTS, PRIMARY KEY (day, customer_id))
    PARTITION BY RANGE (day);
DROP TABLE signals_snapshot_plain;
CREATE INDEX snapshot_customer_day ON signals_snapshot (customer_id, day);
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0001_initial")]

    operations = [migrations.RunSQL(PARTITION, migrations.RunSQL.noop)]
