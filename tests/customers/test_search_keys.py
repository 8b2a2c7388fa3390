"""Keys that customers are found by: made by the database, whatever way the record changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections

from customers import pinyin, search
from customers.beginnings import fold
from customers.models import Asset, Contact, Customer, SearchKey
from tests.factories import CustomerFactory

Kind = SearchKey.Kind
KEPT = "SELECT customer_id, kind, key FROM customers_searchkey ORDER BY 1, 2, 3"
EVERYBODY = "(SELECT array_agg(id) FROM customers_customer)"
MADE = f"SELECT DISTINCT * FROM customers_keys_of({EVERYBODY}) ORDER BY 1, 2, 3"


def answer(sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def keys(customer, kind):
    return set(SearchKey.objects.filter(customer=customer, kind=kind).values_list("key", flat=True))


def found(user, said):
    return [hit.customer.name for hit in search.find(Customer.objects.visible_to(user), said)]


@pytest.fixture
def wei(lin, gaoxin):
    return CustomerFactory(name="张伟", owner=lin, branch=gaoxin, code="K-1", phone="+8613912346615")


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["张伟", "张", "伟", "zhangwei", "ZhangW", "zhang wei", "zw", "wei", "z"])
def test_a_name_of_two_signs_is_found_by_signs_by_pinyin_and_by_initials(wei, lin, said):
    assert found(lin, said) == ["张伟"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("单雄", ("shanxiong", "danxiong", "sx", "dx")),
        ("曾志", ("zengzhi", "cengzhi", "zz")),
        ("解缙", ("xiejin", "jiejin")),
        ("重庆银行", ("chongqing", "yinhang", "cqyx", "yinhang")),
        ("吕布", ("lvbu", "lubu", "lb")),
        ("欧阳娜娜", ("ouyangnana", "oynn", "nana")),
        ("成都木云幼儿园有限公司", ("木云", "muyun", "myye", "cdmy", "youeryuan")),
        ("O'Neil·Müller AG", ("oneil", "o'neil mü", "müller", "onm")),
    ],
)
def test_every_usual_reading_of_a_name_finds_it(lin, gaoxin, name, said):
    CustomerFactory(name=name, owner=lin, branch=gaoxin)
    assert {word: found(lin, word) for word in said} == {word: [name] for word in said}


@pytest.mark.parametrize(
    ("sign", "usual", "at_head"),
    [("单", "dan", "shan"), ("行", "xing", "xing"), ("张", "zhang", "zhang"), ("吕", "lv", "lv")],
)
def test_the_surname_is_the_first_reading_at_the_head_of_a_name(sign, usual, at_head):
    rows = {reading: (place, head) for one, reading, place, head in pinyin.readings() if one == sign}
    assert rows[usual][0] == 1
    assert rows[at_head][1] == 1


@pytest.mark.django_db
def test_the_surest_comes_first(lin, gaoxin):
    for name in ("伟业贸易", "成都伟业", "李伟"):
        CustomerFactory(name=name, owner=lin, branch=gaoxin)
    contact = CustomerFactory(name="Harbour", owner=lin, branch=gaoxin)
    Contact.objects.create(customer=contact, name="伟先生")
    assert found(lin, "伟") == ["伟业贸易", "李伟", "成都伟业", "Harbour"]


@pytest.mark.django_db
def test_a_contact_found_by_pinyin_is_named(lin, gaoxin):
    customer = CustomerFactory(name="Harbour", owner=lin, branch=gaoxin)
    Contact.objects.create(customer=customer, name="王芳")
    Contact.objects.create(customer=customer, name="李四")
    hits = search.find(Customer.objects.visible_to(lin), "ls")
    assert [(hit.customer.name, hit.contact) for hit in hits] == [("Harbour", "李四")]


@pytest.mark.django_db
def test_a_change_by_any_way_is_found_at_once(wei, lin, chen, gaoxin):
    wei.name = "李四"
    wei.save()
    assert (found(lin, "zw"), found(lin, "ls")) == ([], ["李四"])
    Customer.objects.filter(pk=wei.pk).update(name="王五")
    assert (found(lin, "ls"), found(lin, "ww")) == ([], ["王五"])
    answer("UPDATE customers_customer SET phone = '+8613700001111' WHERE id = %s RETURNING id", [wei.pk])
    assert (found(lin, "6615"), found(lin, "1111")) == ([], ["王五"])
    other = CustomerFactory(name="Other", owner=lin, branch=gaoxin)
    contact = Contact.objects.create(customer=wei, name="孙七", phone="028 8555 4321")
    Asset.objects.create(customer=wei, kind="vehicle", name="x", plate="川A·8K2M7", vin="LFV2A21K")
    assert {said: found(lin, said) for said in ("sq", "4321", "8k2m", "k12a", "lfv2")} == {
        "sq": ["王五"],
        "4321": ["王五"],
        "8k2m": ["王五"],
        "k12a": [],
        "lfv2": ["王五"],
    }
    Contact.objects.filter(pk=contact.pk).update(customer=other)
    assert found(lin, "sq") == ["Other"]
    contact.delete()
    Asset.objects.all().delete()
    assert found(lin, "sq") == found(lin, "8k2m") == []
    assert answer(KEPT) == answer(MADE)


@pytest.mark.django_db
def test_what_is_written_in_bulk_has_the_same_keys(lin, gaoxin):
    made = [CustomerFactory.build(name=f"张{n}伟", owner=lin, branch=gaoxin) for n in range(50)]
    Customer.objects.bulk_create(made)
    Contact.objects.bulk_create(Contact(customer=one, name="单行") for one in made)
    Customer.objects.update(name="长安")
    assert answer(KEPT) == answer(MADE)
    assert len(answer(KEPT)) > 300


@pytest.mark.django_db
def test_another_owner_or_mark_rewrites_no_key(wei, chen):
    before = answer("SELECT ctid, key FROM customers_searchkey ORDER BY 2, 1")
    Customer.objects.update(owner=chen, vip=True)
    assert answer("SELECT ctid, key FROM customers_searchkey ORDER BY 2, 1") == before


@pytest.mark.django_db
def test_a_deleted_customer_leaves_no_key(wei):
    Contact.objects.create(customer=wei, name="李四")
    wei.delete()
    assert answer(KEPT) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_change_contacts_of_one_customer_leave_no_stale_key(wei):
    people = [Contact.objects.create(customer=wei, name=f"王{n}") for n in range(8)]

    def rename(contact):
        Contact.objects.filter(pk=contact.pk).update(name=f"李{contact.pk}")
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(rename, people))
    assert answer(KEPT) == answer(MADE)
    assert not any(key.startswith("王") for key in keys(wei, Kind.CONTACT))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "·",
        "x" * 160,
        "张" * 160,
        "1" * 160,
        "👩‍🔧 Garage",
        "İstanbul",
        "ﬁne",
        "%_\\",
        "'; --",
        "Ａ１",
    ],
)
def test_no_name_breaks_the_keys(lin, gaoxin, name):
    customer = CustomerFactory(name=name, owner=lin, branch=gaoxin)
    if fold(name):
        assert found(lin, name[:100]) == [name]
    assert all(len(key) <= 24 for _customer, _kind, key in answer(KEPT))
    customer.delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", ["\x00", "a\x00b", "\\", "%%%", "_" * 100, "（）", "\U0010ffff", "<script>", "０" * 50]
)
def test_nothing_that_is_typed_breaks_the_search(wei, as_lin, said):
    assert as_lin.get("/customers/search/", {"q": said}).status_code == 200
    assert as_lin.get("/customers/", {"q": said}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["ＺＨＡＮＧ-Wei", "川A·8K2M7", "张 伟", "O'Neil", "ﬁne", "a@b.c"])
def test_both_sides_fold_alike(said):
    assert answer("SELECT left(customers_fold(%s), 24)", [said]) == [(fold(said),)]


@pytest.mark.django_db
@pytest.mark.parametrize("most", [1_000, 50])
def test_where_others_have_more_such_names_ones_own_are_still_found(
    lin, chen, deng, gaoxin, wei, xie, monkeypatch, most
):
    monkeypatch.setattr(search, "AT_MOST", most)
    Customer.objects.bulk_create(
        CustomerFactory.build(name=f"张伟{n:03d}", owner=deng, branch=gaoxin) for n in range(150)
    )
    late = CustomerFactory(name="张伟强", owner=lin, branch=gaoxin)
    assert found(lin, "zw") == found(lin, "张伟") == found(lin, "zhangw") == ["张伟", late.name]
    assert len(found(xie, "zw")) == search.LIMIT
    assert found(chen, "zw") == []


@pytest.mark.django_db
def test_lost_keys_are_made_anew_in_shards(lin, gaoxin, capsys):
    for n in range(5):
        CustomerFactory(name=f"张{n}伟", owner=lin, branch=gaoxin)
    before = answer(KEPT)
    SearchKey.objects.all().delete()
    call_command("rebuild_search", shard=2)
    assert answer(KEPT) == before
    assert capsys.readouterr().out.count("done up to") == 3


@pytest.mark.django_db
def test_a_rebuild_goes_on_after_the_last_that_is_done(lin, gaoxin):
    first, second = (CustomerFactory(name=name, owner=lin, branch=gaoxin) for name in ("张伟", "李四"))
    SearchKey.objects.all().delete()
    call_command("rebuild_search", after=first.pk)
    assert set(SearchKey.objects.values_list("customer", flat=True)) == {second.pk}
