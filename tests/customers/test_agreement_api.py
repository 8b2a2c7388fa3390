"""Agreements over HTTP: read in the asker's scope, at a cost that does not grow."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.agreements import packages
from tests.conftest import TODAY
from tests.customers.agreeing import asked, booked, quoted, signed, sold

pytestmark = pytest.mark.django_db
MAKERS = {"contracts": signed, "quotes": quoted, "bookings": booked, "packages": sold, "inquiries": asked}


def told(client, name, customer):
    return client.get(reverse(f"api:{name}", args=[customer.pk])).json()["results"]


@pytest.mark.parametrize("name", MAKERS)
def test_a_list_costs_the_same_for_many_rows_as_for_few(as_lin, customer_of_lin, name):
    def cost():
        with CaptureQueriesContext(connection) as asked_for:
            told(as_lin, name, customer_of_lin)
        return len(asked_for)

    MAKERS[name](customer_of_lin)
    few = cost()
    for _one in range(5):
        MAKERS[name](customer_of_lin)
    assert cost() == few
    assert len(told(as_lin, name, customer_of_lin)) == 6


def test_a_contract_tells_its_price_and_the_market(as_lin, customer_of_lin):
    signed(customer_of_lin)
    (contract,) = told(as_lin, "contracts", customer_of_lin)
    assert (contract["price"], contract["market_high"], contract["currency"]) == ("168.00", "162.00", "CNY")
    assert (contract["state"], contract["signed_on"]) == ("signed", TODAY.isoformat())


def test_a_package_tells_what_was_moved(as_lin, customer_of_lin, lin):
    package = sold(customer_of_lin)
    token = package.token
    packages.use(package=package, by=lin, amount=Decimal(4), day=TODAY, token=token)
    (shown,) = told(as_lin, "packages", customer_of_lin)
    assert shown["left"] == "6.00"
    assert [movement["amount"] for movement in shown["movements"]] == ["10.00", "-4.00"]
    assert shown["expires_on"] == (TODAY + timedelta(days=30)).isoformat()
