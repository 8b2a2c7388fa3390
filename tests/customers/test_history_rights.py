"""The role under which the program works can do its work, and cannot touch the past."""

from collections.abc import Iterator
from datetime import date

import psycopg2
import pytest
from django.db import DatabaseError, InternalError, connection
from django.db.utils import ProgrammingError
from django.test import override_settings

from customers.history import rights
from customers.imports.service import Wish, import_file
from customers.imports.staging import Stage
from customers.merging import service as merging
from customers.models import AssetEvent, Customer, CustomerEvent, Import, Visit
from retention.night import run_night
from signals.keeping.letting_go import let_go_of_old_snapshots
from signals.models import Snapshot
from tests.factories import CustomerFactory, VisitFactory
from tests.signals.health.nights import a_night

APPLICATION = {"USER": "churn_crm_app", "PASSWORD": "made-up-for-the-tests"}
ROLE = APPLICATION["USER"]
DAY = date(2026, 6, 15)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def business(gaoxin, lin):
    """A customer of whom something is in the history."""
    gaoxin.pool_owner = lin
    gaoxin.save()
    customer = CustomerFactory(code="K1", owner=lin, branch=gaoxin)
    VisitFactory(customer=customer, day=DAY)
    Customer.objects.filter(pk=customer.pk).update(region="North")
    return customer


@pytest.fixture
def real(business) -> Iterator[dict[str, str]]:
    """The test's database under a name that does not begin with test_, as a server's. Yields its owner."""
    name, tests = f"kept_{connection.settings_dict['NAME']}", connection.settings_dict["NAME"]
    owner = {key: connection.settings_dict[key] for key in APPLICATION}
    connection.close()
    on_the_side(f'DROP DATABASE IF EXISTS "{name}"')
    on_the_side(f'CREATE DATABASE "{name}" TEMPLATE "{tests}"')
    connection.settings_dict["NAME"] = name
    yield owner
    under(owner)
    connection.close()
    connection.settings_dict["NAME"] = tests
    on_the_side(f'DROP DATABASE "{name}"')


@pytest.fixture
def as_application(real) -> None:
    """Connected under the program's role from here on."""
    try:
        rights.settle(ROLE, password="" if rights.exists(ROLE) else APPLICATION["PASSWORD"])
    except rights.RoleRefused as error:
        pytest.skip(str(error))
    under(APPLICATION)


def under(role: dict[str, str]) -> None:
    connection.close()
    connection.settings_dict.update(role)


def on_the_side(statement: str) -> None:
    """Not by force: that is refused where the server is vacuuming; an ordinary DROP waits for it."""
    options = connection.get_connection_params() | {"dbname": "postgres"}
    options = {
        key: value for key, value in options.items() if key in ("host", "port", "user", "password", "dbname")
    }
    beside = psycopg2.connect(**options)
    beside.autocommit = True
    with beside.cursor() as cursor:
        cursor.execute(statement)
    beside.close()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_not_even_the_owner_truncates_the_history(real):
    for tables in [*rights.history_tables(), "customers_customer, customers_customerevent CASCADE"]:
        with pytest.raises(InternalError, match="append-only"):
            execute(f"TRUNCATE {tables}")


REFUSED = [
    "UPDATE {table} SET pgh_label = 'x'",
    "DELETE FROM {table}",
    "SET pgtrigger.ignore = '{{append_only,pgtrigger_append_only_0}}'; DELETE FROM {table}",
    "TRUNCATE {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} ADD COLUMN x integer",
    "DROP TABLE {table} CASCADE",
    "DROP FUNCTION _pgtrigger_should_ignore(name) CASCADE",
    "SET session_replication_role = replica",
    "SET ROLE churn_crm",
    "CREATE TABLE public.x ()",
    "ALTER DATABASE {database} RENAME TO test_x",
]


def test_the_application_is_refused(as_application):
    database = f'"{connection.settings_dict["NAME"]}"'
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            execute(statement.format(table="customers_customerevent", database=database))
        connection.close()  # and with it what the statement set
    assert CustomerEvent.objects.get().region == ""


def test_it_reads_and_adds_to_every_history_and_no_more(as_application):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(privilege_type::text) "
            "FROM information_schema.table_privileges WHERE grantee = current_user GROUP BY table_name"
        )
        held = {table: set(granted) for table, granted in cursor.fetchall()}
    assert all(held[table] == {"INSERT", "SELECT"} for table in rights.history_tables())
    assert held["customers_customer"] >= {"INSERT", "SELECT", "UPDATE", "DELETE"}
    assert not any("TRUNCATE" in granted or "TRIGGER" in granted for granted in held.values())


def test_it_does_its_work(as_application, business, zhou, tmp_path):
    """An import with its stage, an undo, a merge and its way back, a night with its new month."""
    people = tmp_path / "people.csv"
    people.write_text("code,name,region\nK1,Muyun,West\nK2,Muyun,\n")
    assert import_file(wish=Wish(kind="customers", path=people)).record.state == Import.State.DONE
    assert CustomerEvent.objects.filter(region="North").exists()
    other = Customer.objects.get(code="K2")
    merge = merging.merge(survivor=business.pk, gone=other.pk, by=zhou, choices={})
    merging.undo(record=merge.pk, by=zhou)
    assert Customer.objects.filter(pk=other.pk).exists()
    with override_settings(TODAY=DAY):
        run_night(day=DAY)


def test_it_thins_out_and_drops_months_of_snapshots_that_it_does_not_own(as_application, business):
    for day in (date(2020, 1, 31), date(2024, 1, 30), date(2024, 1, 31), DAY):
        a_night(business, day)
    let_go_of_old_snapshots(day=DAY)
    assert sorted(Snapshot.objects.values_list("day", flat=True)) == [date(2024, 1, 31), DAY]


def test_what_an_import_of_the_owners_left_behind_does_not_stop_the_next_one(real, as_application):
    under(real)
    execute("CREATE TABLE import_staging_7_rows (line bigint)")
    under(APPLICATION)
    execute("CREATE TABLE import_staging_7_twins (line bigint)")
    Stage(7).drop()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'import_staging_7_%'")
        assert cursor.fetchall() == [("import_staging_7_rows",)]


def test_again_after_a_migration_it_has_what_it_should(real, as_application):
    under(real)
    execute(f"GRANT ALL ON customers_customerevent TO {ROLE}; CREATE TABLE later (id int)")
    rights.settle(ROLE)
    under(APPLICATION)
    execute("INSERT INTO later VALUES (1)")
    with pytest.raises(ProgrammingError, match="permission denied"):
        CustomerEvent.objects.all().delete()


def test_a_role_that_could_give_itself_more_is_refused(real):
    with pytest.raises(rights.RoleRefused, match="every right"):
        rights.settle(connection.settings_dict["USER"])


def test_the_suite_may_empty_its_own_database(business):
    execute("TRUNCATE customers_customerevent")
    assert not CustomerEvent.objects.exists()
    assert AssetEvent._meta.db_table in rights.history_tables()
    assert Visit._meta.db_table not in rights.history_tables()
