"""Who stands behind a number of a back-test, over HTTP."""

import pytest

from customers.models import Customer
from signals.models import BackTest
from tests.factories import CustomerFactory
from tests.retention.factories import stands
from tests.signals.tried import done_test

pytestmark = pytest.mark.django_db


@pytest.fixture
def six(lin, gaoxin):
    return [CustomerFactory(owner=lin, branch=gaoxin, name=f"Customer {n}") for n in range(6)]


def told(client, test: BackTest, **asked) -> dict:
    return client.get(f"/api/v1/back-tests/{test.pk}/customers/", asked).json()


def names(page: dict) -> list[str]:
    return [one["name"] for one in page["results"]]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("caught", ["Customer 0", "Customer 2"]),
        ("missed", ["Customer 4"]),
        ("false", ["Customer 1"]),
    ],
)
def test_each_number_tells_its_customers_most_at_risk_first(as_sun, six, group, expected):
    page = told(as_sun, done_test(six), group=group, n=3)

    assert (page["count"], names(page), page["next"]) == (len(expected), expected, None)


def test_a_chance_may_decide_and_another_method_may_be_asked(as_sun, six):
    test = done_test(six)

    assert told(as_sun, test, by="chance", n=50, group="false")["count"] == 2
    rules = told(as_sun, test, method="rules", n=1)["results"]
    assert [(one["name"], one["chance"]) for one in rules] == [("Customer 0", 1)]


def test_a_row_says_where_the_customer_stands_now(as_sun, six):
    stands(six[0])
    first, second = told(as_sun, done_test(six), n=3)["results"]

    assert (first["customer"], first["branch"], first["tier"]) == (six[0].pk, "gaoxin", 3)
    assert (second["tier"], second["last_visit_on"]) == (None, None)


def test_pages_follow_one_another_and_cost_the_same(as_sun, lin, gaoxin, django_assert_max_num_queries):
    many = [CustomerFactory(owner=lin, branch=gaoxin, name=f"Customer {n}") for n in range(30)]
    test = done_test(many, left=[True] * 29 + [False])
    with django_assert_max_num_queries(7):
        page = as_sun.get(f"/api/v1/back-tests/{test.pk}/customers/?n=30&page_size=20").json()
    rest = as_sun.get(page["next"]).json()

    assert (page["count"], names(page) + names(rest)) == (29, [f"Customer {n}" for n in range(29)])
    assert rest["next"] is None


def test_who_is_here_no_longer_is_counted(as_sun, six):
    test = done_test(six)
    Customer.objects.filter(pk=six[0].pk).delete()
    page = told(as_sun, test, n=3)

    assert (page["count"], page["gone"], names(page)) == (2, 1, ["Customer 2"])


@pytest.mark.parametrize(
    "wrong", [{"group": "all"}, {"method": "guess"}, {"day": "2026-01-01"}, {"day": "never"}, {"n": 0}]
)
def test_what_there_is_no_list_of_is_refused(as_sun, six, wrong):
    test = done_test(six)

    assert as_sun.get(f"/api/v1/back-tests/{test.pk}/customers/", wrong).status_code == 400


def test_before_it_is_done_there_are_none(as_sun, six):
    test = done_test(six)
    BackTest.objects.update(state="running", finished_at=None)

    assert as_sun.get(f"/api/v1/back-tests/{test.pk}/customers/").status_code == 404
