"""Finding customers by what a caller says."""

import pytest
from django.db import connection

from customers import search
from customers.models import Asset, Contact, Customer, SearchKey
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fang(lin, gaoxin):
    fang = CustomerFactory(
        code="C-04117",
        name="方芷若",
        latin_name="Fang Zhiruo",
        phone="+8613912346615",
        owner=lin,
        branch=gaoxin,
    )
    Asset.objects.create(customer=fang, kind="vehicle", name="Toyota", plate="川A·8K2M7")
    Contact.objects.create(customer=fang, name="Lu Ping", phone="+862885554321")
    CustomerFactory(code="X-1", name="Someone Else", phone="+8613700000000", owner=lin, branch=gaoxin)
    return fang


@pytest.mark.parametrize(
    "said",
    [
        "6615",
        "139 1234 6615",
        "+86 139-1234-6615",
        "0086 13912346615",
        "１３９１２３４６６１５",
        "2346",
        "028 8555 4321",
        "C-04117",
        "c-041",
        "04117",
        "方芷若",
        "方芷",
        "方",
        "芷若",
        "fangzhiruo",
        "fang zhi",
        "fzr",
        "zr",
        "zhiruo",
        "lp",
        "Fang",
        "zhiruo fang",
        "川A8K2M7",
        "川a·8k2m7",
        "8K2M",
        "Lu Ping",
        "lu p",
    ],
)
def test_a_customer_is_found_by_number_name_plate_code_and_contact(fang, lin, said):
    assert [hit.customer for hit in search.find(Customer.objects.visible_to(lin), said)] == [fang]


@pytest.mark.parametrize("said", ["", "  ", "15", "芷方", "%", "_", "' OR 1=1", "川B8K2M7", "nobody"])
def test_nothing_is_found_by_too_little_or_by_something_else(fang, lin, said):
    assert search.find(Customer.objects.visible_to(lin), said) == []


def test_two_digits_are_too_few_but_two_signs_of_a_name_are_not():
    assert search.too_short("15")
    assert not search.too_short("方芷")
    assert not search.too_short("")


def test_the_last_digits_come_before_digits_in_the_middle(fang, lin, gaoxin):
    CustomerFactory(name="Middle", phone="+8613866150000", owner=lin, branch=gaoxin)
    hits = search.find(Customer.objects.visible_to(lin), "6615")
    assert [hit.customer.name for hit in hits] == ["方芷若", "Middle"]


def test_a_hit_says_which_plate_and_which_contact_matched(fang, lin):
    Asset.objects.create(customer=fang, kind="vehicle", name="Van", plate="川A·99999")
    by_plate, by_contact = (
        search.find(Customer.objects.visible_to(lin), said)[0] for said in ("99999", "Lu Ping")
    )
    assert (by_plate.plate, by_plate.contact) == ("川A·99999", "")
    assert (by_contact.plate, by_contact.contact) == ("川A·8K2M7", "Lu Ping")


def test_only_customers_in_scope_are_found(fang, chen, deng, xie, zhou):
    found = {
        user.username: len(search.find(Customer.objects.visible_to(user), "6615"))
        for user in (chen, deng, xie, zhou)
    }
    assert found == {"chen": 0, "deng": 0, "xie": 1, "zhou": 1}


@pytest.mark.parametrize("count", [2, 20, 60])
def test_a_search_asks_the_database_eight_times_at_most_however_many_are_found(
    count, lin, gaoxin, django_assert_max_num_queries
):
    for n in range(count):
        CustomerFactory(name=f"Fang {n}", owner=lin, branch=gaoxin)
    with django_assert_max_num_queries(8):
        hits = search.find(Customer.objects.visible_to(lin), "fang")
    assert len(hits) == min(count, search.LIMIT)


def test_a_list_is_narrowed_by_the_same_words(fang, lin):
    seen = Customer.objects.visible_to(lin)
    assert list(search.matching(seen, "8k2m7")) == [fang]
    assert search.matching(seen, "12").count() == 0
    assert search.matching(seen, " ").count() == 2


def plan_of(queryset, *switched_off):
    with connection.cursor() as cursor:
        for way in switched_off:
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return queryset.explain()


def test_what_stands_within_a_text_is_found_by_a_trigram_index(fang):
    for said in ("zhiruo", "川A8K2M7", "346615"):
        for way in search.readings(said)[1]:
            found = Customer.objects.filter(way).values("pk")
            plan = plan_of(found, "seqscan", "indexscan", "indexonlyscan")
            assert "Bitmap Index Scan" in plan, (said, way, plan)


def test_a_beginning_is_a_range_of_an_index(fang):
    for one in search.readings("fang")[0] + search.readings("6615")[0]:
        keys = SearchKey.objects.filter(search.within(one)).values("customer_id")
        plan = plan_of(keys, "seqscan", "bitmapscan")
        assert "using searchkey_beginning" in plan
        assert "key >=" in plan


def test_the_search_box_answers_with_masked_numbers(fang, as_lin):
    body = as_lin.get("/customers/search/?q=6615").content.decode()
    assert "139 **** 6615" in body
    assert "13912346615" not in body
    assert f"/customers/{fang.pk}/" in body


def test_what_was_searched_for_is_marked_and_never_markup(fang, as_lin, lin, gaoxin):
    CustomerFactory(name="<b>Evil</b> Trade", owner=lin, branch=gaoxin)
    assert "<mark>Fang</mark>" in as_lin.get("/customers/search/?q=fang").content.decode()
    body = as_lin.get("/customers/search/", {"q": "<b>evil"}).content.decode()
    assert "<mark>&lt;b&gt;Evil</mark>" in body
    assert "<b>Evil" not in body
