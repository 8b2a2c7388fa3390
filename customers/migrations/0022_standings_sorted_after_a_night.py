"""A night may leave the orders of lists alone, and sort the standings once at its end.

It changes what these indexes are over for everybody; kept up row by row they cost four fifths of the writing,
and forbid PostgreSQL to leave the other indexes alone. The night works under a role that owns no tables: functions
of the owner's do it. Constraints that wait for the end of a transaction are looked at first, because an index
cannot go or come before.
"""

from django.db import migrations

LOOK_AT_CONSTRAINTS = """
    FOR waiting IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'customers_customerstanding'::regclass AND condeferred LOOP
        EXECUTE format('SET CONSTRAINTS %1$I IMMEDIATE; SET CONSTRAINTS %1$I DEFERRED', waiting);
    END LOOP;
"""

# Pages that read standings go first: the night does not make them wait behind it for long, and keeps the
# indexes where it comes in nobody's pause.
UNSORT = f"""
CREATE FUNCTION customers_unsort_standings() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    waiting name;
BEGIN
    {LOOK_AT_CONSTRAINTS}
    DROP INDEX IF EXISTS standing_rank, standing_value, standing_echelon_value;
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    RETURN false;
END
$$
"""
SORT = f"""
CREATE FUNCTION customers_sort_standings() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    waiting name;
BEGIN
    -- Two at once would both find that they are missing.
    PERFORM pg_advisory_xact_lock(hashtext('customers_sort_standings'));
    {LOOK_AT_CONSTRAINTS}
    CREATE INDEX IF NOT EXISTS standing_rank ON customers_customerstanding (rank DESC, customer_id);
    CREATE INDEX IF NOT EXISTS standing_value ON customers_customerstanding (value_at_risk, customer_id);
    CREATE INDEX IF NOT EXISTS standing_echelon_value
        ON customers_customerstanding (echelon, value_at_risk, customer_id);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0021_health_in_the_place_of_the_score")]

    operations = [
        migrations.RunSQL(UNSORT, "DROP FUNCTION customers_unsort_standings()"),
        migrations.RunSQL(SORT, "DROP FUNCTION customers_sort_standings()"),
    ]
