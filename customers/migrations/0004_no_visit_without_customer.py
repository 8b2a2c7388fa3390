"""The reference of a visit to its customer, checked a statement at a time instead of row by row."""

import django.db.models.deletion
from django.db import migrations, models

# The lock keeps a customer from being deleted while his visits are on their way, as a foreign key would.
CREATE = """
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
DROP = """
DROP TRIGGER customers_visit_inserted ON customers_visit;
DROP TRIGGER customers_visit_updated ON customers_visit;
DROP TRIGGER customers_customer_deleted ON customers_customer;
DROP FUNCTION customers_visit_has_customer;
DROP FUNCTION customers_customer_has_no_visit;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_visits_import_at_speed")]

    operations = [
        migrations.AlterField(
            model_name="visit",
            name="customer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visits",
                to="customers.customer",
            ),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
