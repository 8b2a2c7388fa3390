"""The customer list: scope, filters, sorting, pages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from customers import listing
from customers.models import Customer, CustomerStanding
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
LIST = "/customers/"


def stand(customer, *, tier=1, value=0, last=date(2026, 6, 1), echelon=2):
    return CustomerStanding.objects.create(
        customer=customer,
        day=date(2026, 6, 15),
        tier=tier,
        value_at_risk=Decimal(value),
        last_visit_on=last,
        echelon=echelon,
    )


@pytest.fixture
def many(lin, gaoxin, today):
    """Twelve of Lin's: four without a standing, the others two by two of equal value and day."""
    made = [CustomerFactory(name=f"N{n:02d}", owner=lin, branch=gaoxin) for n in range(12)]
    for n, customer in enumerate(made[:8]):
        stand(customer, value=n // 2 * 100, last=today - timedelta(days=n // 2 * 30) if n else None)
    return made


def offered(field):
    return {str(text) for value, text in field.choices if value}


def names(response):
    return [customer.name for customer in response.context["page"].rows]


def test_everybody_sees_the_customers_of_his_scope(
    customer_of_lin, customer_of_chen, customer_of_deng, as_lin, as_wei, as_xie, as_zhou, as_sun
):
    shown = [len(names(client.get(LIST))) for client in (as_lin, as_wei, as_xie, as_zhou, as_sun)]
    assert shown == [1, 2, 2, 3, 3]


@pytest.mark.parametrize("sort", listing.SORTS)
@pytest.mark.parametrize("size", [1, 3, 5, 50])
def test_pages_show_each_customer_once_in_the_order_of_one_long_list(many, sort, size):
    everybody = Customer.objects.select_related("standing")
    whole = [row.pk for row in listing.page(everybody, sort=sort, size=1000).rows]
    paged, cursor = [], ""
    while True:
        page = listing.page(everybody, sort=sort, cursor=cursor, size=size)
        paged += [row.pk for row in page.rows]
        cursor = page.cursor
        if not cursor:
            break
    assert paged == whole
    assert sorted(paged) == sorted(customer.pk for customer in many)


def test_sorted_by_value_those_without_one_come_last(many, as_lin):
    assert names(as_lin.get(LIST))[:2] == ["N07", "N06"]
    assert names(as_lin.get(LIST))[-4:] == ["N08", "N09", "N10", "N11"]


def test_sorted_by_time_away_the_longest_away_comes_first(many, as_lin):
    assert names(as_lin.get(LIST + "?sort=-last_visit"))[:2] == ["N06", "N07"]
    assert names(as_lin.get(LIST + "?sort=last_visit"))[0] == "N01"


@pytest.mark.parametrize("cursor", ["x", "W10=", "bm90IGpzb24=", "WyJ4IiwxXQ=="])
def test_a_cursor_that_cannot_be_read_starts_from_the_beginning(many, as_lin, cursor):
    assert len(names(as_lin.get(LIST, {"cursor": cursor}))) == 12


def test_filters_narrow_and_those_that_are_not_offered_do_nothing(many, as_lin):
    CustomerStanding.objects.filter(customer=many[0]).update(tier=4, echelon=1)
    Customer.objects.filter(pk=many[1].pk).update(vip=True)
    assert names(as_lin.get(LIST + "?tier=4")) == ["N00"]
    assert names(as_lin.get(LIST + "?echelon=1")) == ["N00"]
    assert names(as_lin.get(LIST + "?vip=1")) == ["N01"]
    assert names(as_lin.get(LIST + "?q=N05")) == ["N05"]
    for nonsense in ("?tier=99", "?echelon=x", "?sort=owner__password", "?branch=abc", "?owner=1"):
        assert len(names(as_lin.get(LIST + nonsense))) == 12


def test_only_branches_and_owners_of_ones_customers_are_offered(
    customer_of_lin, customer_of_chen, customer_of_deng, as_lin, as_wei, as_zhou
):
    assert "owner" not in as_lin.get(LIST).context["form"].fields
    team = as_wei.get(LIST).context["form"].fields
    assert "branch" not in team
    assert offered(team["owner"]) == {"Lin", "Chen"}
    everybody = as_zhou.get(LIST).context["form"].fields
    assert offered(everybody["branch"]) == {"Gaoxin", "Wuhu"}


def test_a_manager_narrows_by_branch_and_owner(customer_of_lin, customer_of_deng, as_zhou, wuhu, lin):
    assert names(as_zhou.get(f"{LIST}?branch={wuhu.pk}")) == [customer_of_deng.name]
    assert names(as_zhou.get(f"{LIST}?owner={lin.pk}")) == [customer_of_lin.name]


def test_the_count_stops_where_nobody_reads_on(many, monkeypatch, as_lin):
    assert "12 customers" in as_lin.get(LIST).content.decode()
    monkeypatch.setattr(listing, "MOST_COUNTED", 10)
    assert "10+ customers" in as_lin.get(LIST).content.decode()


def test_a_page_costs_the_same_whatever_it_shows(many, as_lin, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        as_lin.get(LIST)
    with django_assert_max_num_queries(15):
        as_lin.get(LIST + "?q=N0&sort=name")


def test_more_rows_come_as_rows_and_another_choice_as_the_table(many, as_lin, monkeypatch):
    monkeypatch.setattr(listing.page, "__kwdefaults__", {"cursor": "", "size": 5})
    first = as_lin.get(LIST + "?tier=1&sort=name")
    more = reverse("customers:list") + f"?tier=1&sort=name&cursor={first.context['page'].cursor}"
    rows = as_lin.get(more, headers={"HX-Request": "true"})
    assert next(t.name for t in rows.templates if t.name) == "customers/_customer_rows.html"
    assert names(rows) == ["N05", "N06", "N07"]
    table = as_lin.get(LIST + "?tier=1", headers={"HX-Request": "true"})
    assert next(t.name for t in table.templates if t.name) == "customers/_customers.html"


def test_an_empty_list_says_why(as_lin, customer_of_deng):
    assert "No customers yet" in as_lin.get(LIST).content.decode()
    assert "No customer matches" in as_lin.get(LIST + "?vip=1").content.decode()


def test_numbers_are_masked(as_lin, lin, gaoxin):
    CustomerFactory(owner=lin, branch=gaoxin, phone="+8613912346615")
    body = as_lin.get(LIST).content.decode()
    assert "139 **** 6615" in body
    assert "12346615" not in body
