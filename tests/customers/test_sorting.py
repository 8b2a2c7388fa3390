"""Lists lose their order for the length of a night only."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from customers.models import CustomerStanding
from customers.sorting import sort_standings, unsort_standings
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
LET_GO = {"standing_rank", "standing_value", "standing_best_value"}


def indexes() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'customers_customerstanding'"
        )
        return dict(cursor.fetchall())


def test_only_the_orders_go_and_they_come_back_as_they_were():
    before = indexes()
    assert unsort_standings()
    assert set(before) - set(indexes()) == LET_GO
    sort_standings()
    assert indexes() == before


def test_twice_is_harmless():
    before = indexes()
    assert unsort_standings()
    assert unsort_standings()
    sort_standings()
    sort_standings()
    assert indexes() == before


def test_rows_written_before_in_the_same_transaction_do_not_stand_in_the_way():
    customer = CustomerFactory()
    CustomerStanding.objects.create(customer=customer, day="2026-06-15", rank=3)
    assert unsort_standings()
    CustomerStanding.objects.update(rank=4)
    sort_standings()
    assert list(CustomerStanding.objects.order_by("-rank").values_list("rank", flat=True)) == [4]


@pytest.mark.django_db(transaction=True)
def test_where_somebody_reads_for_long_they_stay():
    before, reader = indexes(), connection.copy()
    reader.set_autocommit(False)
    try:
        with reader.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customers_customerstanding")
            assert unsort_standings() is False
    finally:
        reader.close()
    assert indexes() == before


@pytest.mark.django_db(transaction=True)
def test_two_may_sort_at_once():
    def in_a_thread(_place: int) -> None:
        try:
            sort_standings()
        finally:
            connection.close()

    before = indexes()
    assert unsort_standings()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(in_a_thread, range(4)))
    assert indexes() == before
