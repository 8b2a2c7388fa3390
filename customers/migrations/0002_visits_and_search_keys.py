"""What only SQL can say: a visit's reference to its customer, and the keys by which customers are found."""

import io

from django.db import migrations

from customers.migrations import _search_keys as keys
from customers.pinyin import readings

# The reference is checked a statement at a time instead of row by row.
# The lock keeps a customer from being deleted while his visits are on their way, as a foreign key would.
VISITS = """
CREATE FUNCTION customers_visit_has_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM customers_customer c WHERE c.id IN (SELECT customer_id FROM written) FOR KEY SHARE;
    IF EXISTS (
        SELECT FROM written w WHERE NOT EXISTS (SELECT FROM customers_customer c WHERE c.id = w.customer_id)
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a visit without a customer';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_customer_has_no_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone JOIN customers_visit v ON v.customer_id = gone.id) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a customer with visits cannot be deleted before them';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER customers_visit_inserted AFTER INSERT ON customers_visit
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_visit_has_customer();
CREATE TRIGGER customers_visit_updated AFTER UPDATE ON customers_visit
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_visit_has_customer();
CREATE TRIGGER customers_customer_deleted AFTER DELETE ON customers_customer
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION customers_customer_has_no_visit();
"""
DROP_VISITS = """
DROP TRIGGER customers_visit_inserted ON customers_visit;
DROP TRIGGER customers_visit_updated ON customers_visit;
DROP TRIGGER customers_customer_deleted ON customers_customer;
DROP FUNCTION customers_visit_has_customer;
DROP FUNCTION customers_customer_has_no_visit;
"""


def write_readings(apps, schema_editor):
    rows = "".join("\t".join(map(str, row)) + "\n" for row in readings())
    with schema_editor.connection.cursor() as cursor:
        cursor.copy_expert("COPY customers_signreading FROM STDIN", io.StringIO(rows))


class Migration(migrations.Migration):
    replaces = [("customers", "0004_no_visit_without_customer"), ("customers", "0011_search_and_lists")]

    dependencies = [("customers", "0001_tables")]

    operations = [
        migrations.RunSQL(VISITS, DROP_VISITS),
        migrations.RunSQL(keys.TABLES, keys.DROP_TABLES),
        migrations.RunPython(write_readings, migrations.RunPython.noop),
        migrations.RunSQL(keys.FUNCTIONS, keys.DROP_FUNCTIONS),
        migrations.RunSQL(keys.TRIGGERS + keys.BESIDE, keys.DROP_TRIGGERS),
    ]
