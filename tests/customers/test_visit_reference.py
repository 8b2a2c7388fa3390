"""A visit has its customer, although no foreign key says so."""

import pytest
from django.db import IntegrityError, connection, transaction

from customers.models import Visit
from tests.factories import VisitFactory


def test_a_visit_of_nobody_is_refused(customer_of_lin):
    with pytest.raises(IntegrityError, match="without a customer"), transaction.atomic():
        VisitFactory.build(customer=None, customer_id=999_999).save()
    visit = VisitFactory(customer=customer_of_lin)
    with pytest.raises(IntegrityError, match="without a customer"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(customer_id=999_999)


def test_a_customer_with_visits_is_not_deleted_behind_the_program(customer_of_lin, customer_of_chen):
    VisitFactory(customer=customer_of_lin)
    with (
        pytest.raises(IntegrityError, match="with visits"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM customers_customer WHERE id = %s", [customer_of_lin.pk])
    customer_of_lin.delete()
    customer_of_chen.delete()
    assert not Visit.objects.exists()
