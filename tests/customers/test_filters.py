"""What the list is narrowed by, sorted by, and which columns it shows."""

from datetime import date

import pytest

from customers.columns import COLUMNS
from customers.filters import FILTERS
from customers.models import Customer, CustomerStanding, CustomerTag, Import, Tag
from tests.customers.test_directory import many, names, stand  # noqa: F401
from tests.factories import CustomerFactory, at

pytestmark = pytest.mark.django_db
LIST = "/customers/"


@pytest.fixture
def three(lin, gaoxin, today):
    """A: 300 at risk, seen in May, two signals; B: 100, seen in January, none; C: no night has seen him."""
    a, b, c = (CustomerFactory(name=name, owner=lin, branch=gaoxin) for name in "ABC")
    stand(a, value=300, last=date(2026, 5, 1), tier=1)
    stand(b, value=100, last=date(2026, 1, 1), tier=3)
    CustomerStanding.objects.filter(customer=a).update(open_signals=2)
    return a, b, c


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("value_from=200", "A"),
        ("value_to=200", "B"),
        ("value_from=100&value_to=300", "AB"),
        ("visit_from=2026-02-01", "A"),
        ("visit_to=2026-02-01", "B"),
        ("visit_from=2026-01-01&visit_to=2026-05-01", "AB"),
        ("signals_from=1", "A"),
        ("signals_to=0", "B"),
        ("tier=3&value_from=50", "B"),
        ("tier=3&value_from=150", ""),
        # What cannot be read narrows nothing.
        ("value_from=x", "ABC"),
        ("value_from=-1", "ABC"),
        ("value_from=NaN", "ABC"),
        ("value_from=1e400", "ABC"),
        ("visit_from=2026-02-30", "ABC"),
        ("signals_from=99999999999999999999", "ABC"),
        ("sensitivity=owner__password", "ABC"),
        ("kind=%00", "ABC"),
        ("came_from=abc", "ABC"),
    ],
)
def test_a_range_has_both_ends_open(three, as_lin, query, shown):
    assert sorted(names(as_lin.get(f"{LIST}?{query}"))) == list(shown)


def test_those_who_care_about_price_companies_and_an_import(three, as_lin, lin, today):
    a, b, c = three
    Customer.objects.filter(pk=a.pk).update(sensitivity="price")
    Customer.objects.filter(pk=b.pk).update(kind="company")
    record = Import.objects.create(kind="customers", file_name="till.csv", day=today, started_at=at(today))
    Customer.objects.filter(pk=c.pk).update(came_from=record)
    assert names(as_lin.get(f"{LIST}?sensitivity=price")) == ["A"]
    assert names(as_lin.get(f"{LIST}?kind=company")) == ["B"]
    assert names(as_lin.get(f"{LIST}?came_from={record.pk}")) == ["C"]


def test_customers_with_a_tag_are_listed_once(three, as_lin, as_deng):
    a, _b, _c = three
    tag, other = (Tag.objects.create(name=name) for name in ("Fleet", "Bargains"))
    for one in (tag, other):
        CustomerTag.objects.create(customer=a, tag=one)
    assert names(as_lin.get(f"{LIST}?tag={tag.pk}")) == ["A"]
    assert "Fleet" in dict(as_lin.get(LIST).context["form"].fields["tag"].choices).values()
    assert "tag" not in as_deng.get(LIST).context["form"].fields  # nobody of his carries one


def test_every_filter_in_use_is_named_and_can_be_taken_away(three, as_lin):
    answer = as_lin.get(f"{LIST}?tier=1&value_from=200&visit_to=2026-06-01&vip=1&q=A")
    chips = {one.label: (one.words, link) for one, link in answer.context["chips"]}
    assert chips["Away"][0] == "Current"
    assert "tier" not in chips["Away"][1]
    assert chips["Value at risk"][0] == "from 200 on"
    assert chips["VIP only"][0] == ""
    for _words, link in chips.values():
        assert as_lin.get(LIST + link).status_code == 200


def test_the_query_of_a_form_says_the_same_again(three, as_lin):
    first = as_lin.get(
        f"{LIST}?q=A&tier=1&vip=on&value_from=2&visit_to=2026-06-01&sort=-name&owner=77&nonsense=1"
    )
    query = first.context["query"]
    assert "nonsense" not in query and "owner" not in query
    assert as_lin.get(f"{LIST}?{query}").context["query"] == query


@pytest.mark.parametrize("sort", ["name", "-name", "value", "last_visit", "signals", "spend"])
def test_a_heading_pressed_again_sorts_the_other_way_round(three, as_lin, sort):
    as_lin.post("/customers/columns/", {"columns": [column.name for column in COLUMNS]})
    answer = as_lin.get(f"{LIST}?sort={sort}")
    on = [heading for heading in answer.context["headings"] if heading.direction]
    assert len(on) == 1
    turned = as_lin.get(LIST + on[0].link)
    assert [h.direction for h in turned.context["headings"] if h.direction] != [on[0].direction]


def test_columns_are_remembered_for_the_person(three, as_lin, as_zhou, lin):
    assert as_lin.post("/customers/columns/", {"columns": ["region", "value"]}).status_code == 302
    assert [column.name for column in as_lin.get(LIST).context["columns"]] == ["region", "value"]
    assert as_zhou.get(LIST).context["columns"][0].name == "phone"
    assert as_lin.post("/customers/columns/", {"columns": ["password"]}).status_code == 400
    as_lin.post("/customers/columns/", {})
    assert as_lin.get(LIST).context["columns"] == []


def test_every_column_can_be_shown_of_everybody(three, as_lin):
    as_lin.post("/customers/columns/", {"columns": [column.name for column in COLUMNS]})
    assert len(as_lin.get(LIST).context["rows"][0][1]) == len(COLUMNS)


def test_no_two_filters_share_a_field(customer_of_lin, customer_of_deng, zhou):
    seen = Customer.objects.all()
    fields = [name for one in FILTERS for name in one.fields(seen, zhou)]
    assert len(fields) == len(set(fields))


def test_a_filter_never_shows_what_one_may_not_see(three, as_lin, customer_of_deng, deng, wuhu):
    for query in (f"owner={deng.pk}", f"branch={wuhu.pk}"):
        assert customer_of_deng.name not in names(as_lin.get(f"{LIST}?{query}"))
        assert "Wuhu" not in as_lin.get(f"{LIST}?{query}").content.decode()


@pytest.mark.parametrize("count", [3, 40])
def test_the_list_asks_as_often_for_three_customers_as_for_forty(
    count, lin, gaoxin, as_lin, django_assert_num_queries
):
    for _n in range(count):
        stand(CustomerFactory(owner=lin, branch=gaoxin), value=5)
    with django_assert_num_queries(16):
        as_lin.get(LIST)
