"""Between tests that commit nothing stays but what Django knows of the models themselves."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection

from customers.models import Customer, CustomerEvent
from tests.conftest import customer_of
from tests.emptying import KEPT, MANY
from tests.factories import CustomerFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [2, MANY])
def test_however_many_rows_there_are_none_is_left(gaoxin, lin, size):
    customer_of(lin).delete()
    Customer.objects.bulk_create(CustomerFactory.build_batch(size, branch=gaoxin, owner=lin))
    assert CustomerEvent.objects.exists()
    known = Permission.objects.count()

    call_command("flush", interactive=False, verbosity=0)

    assert filled() == KEPT
    assert Permission.objects.count() == known > 0


def filled() -> set[str]:
    """The tables of models that have rows."""
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in tables))
        return {table for (table,) in cursor.fetchall()}
