"""The pages of duplicates and merges: scope, pages, decisions, what a merge says beforehand."""

import pytest
from django.urls import reverse

from customers.duplicates import listing
from customers.merging import service
from customers.models import Asset, Customer, DuplicateCandidate, Merge
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
LIST = "/customers/duplicates/"
HTMX = {"HX-Request": "true"}


def pair_of(first, second, confidence=0.8, **fields):
    return DuplicateCandidate.objects.create(
        first=first,
        second=second,
        confidence=confidence,
        reasons=["phone", "name", "branch"],
        found_on="2026-06-15",
        **fields,
    )


@pytest.fixture
def twins(lin, gaoxin):
    def make(n=1, owner=lin, branch=gaoxin, **fields):
        two = [CustomerFactory(name=f"Twin {n}", owner=owner, branch=branch, **fields) for _ in range(2)]
        return pair_of(*two, confidence=0.5 + n / 100)

    return make


def shown(response):
    return [row["pair"].pk for row in response.context["rows"]]


def test_a_pair_is_seen_by_whoever_sees_both(
    twins, customer_of_lin, customer_of_deng, as_wei, as_zhou, as_sun
):
    own, mixed = twins(), pair_of(customer_of_lin, customer_of_deng)
    assert shown(as_wei.get(LIST)) == [own.pk]
    for client in (as_zhou, as_sun):
        assert shown(client.get(LIST)) == [mixed.pk, own.pk]
    assert "Canary" not in as_wei.get(LIST).content.decode()
    for url in (
        reverse("customers:merge", args=[customer_of_lin.pk, customer_of_deng.pk]),
        reverse("customers:merge", args=[customer_of_deng.pk, customer_of_lin.pk]),
    ):
        assert as_wei.get(url).status_code == 404
        assert as_wei.post(url).status_code == 404
    assert Customer.objects.filter(pk=customer_of_deng.pk).exists()


def test_pages_show_each_pair_once_the_surest_first(twins, as_zhou, monkeypatch):
    made = [twins(n // 2) for n in range(9)]
    monkeypatch.setattr(listing.surest, "__defaults__", (4,))
    seen, cursor = [], ""
    while True:
        page = as_zhou.get(LIST, {"cursor": cursor}, headers=HTMX)
        seen += shown(page)
        cursor = page.context["more"]
        if not cursor:
            break
    assert seen == [pair.pk for pair in sorted(made, key=lambda pair: (-pair.confidence, -pair.pk))]


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=1_", "cursor=nan_1", "show=%00", "cursor=9e999_1", "merged=x"]
)
def test_what_cannot_be_read_shows_the_beginning(query, twins, as_zhou):
    twins()
    assert as_zhou.get(f"{LIST}?{query}").status_code == 200
    for show in ("apart", "merged"):
        assert as_zhou.get(f"{LIST}?show={show}&cursor=99999999999999999999").status_code == 200


def test_a_list_takes_as_many_queries_for_twenty_pairs_as_for_two(
    twins, as_zhou, django_assert_max_num_queries
):
    for n in range(20):
        pair = twins(n)
        Asset.objects.create(customer=pair.first, kind="vehicle", name="Van", plate=f"川A{n:05d}")
    with django_assert_max_num_queries(16):
        assert len(shown(as_zhou.get(LIST))) == 20
    service.merge(survivor=pair.first_id, gone=pair.second_id, by=pair.first.owner, choices={})
    for show in ("apart", "merged"):
        with django_assert_max_num_queries(16):
            as_zhou.get(f"{LIST}?show={show}")


def test_phones_are_masked_and_names_never_markup(twins, as_zhou):
    twins(phone="+8613912346615")
    CustomerFactory(name="<b>Evil</b>")
    pair_of(*Customer.objects.order_by("-pk")[:2][::-1])
    body = as_zhou.get(LIST).content.decode()
    assert "139 **** 6615" in body
    assert "12346615" not in body
    assert "<b>Evil" not in body


def test_not_the_same_and_later_take_it_off_the_list_with_a_way_back(twins, as_wei):
    pair = twins()
    for name in ("apart", "later"):
        answer = as_wei.post(reverse(f"customers:duplicate_{name}", args=[pair.pk]), headers=HTMX)
        undo = reverse("customers:duplicate_reopen", args=[pair.pk])
        assert undo in answer.headers["HX-Trigger"]
        assert shown(as_wei.get(LIST)) == []
        assert as_wei.post(undo, headers=HTMX).headers["HX-Trigger"] == '{"duplicates": {}}'
        assert shown(as_wei.get(LIST)) == [pair.pk]


def test_an_empty_list_says_why(as_zhou):
    for show, words in (
        ("open", "first search"),
        ("apart", "Nothing kept apart"),
        ("merged", "No merges yet"),
    ):
        assert words in as_zhou.get(f"{LIST}?show={show}").content.decode()


def test_beforehand_it_is_told_who_stays_what_is_kept_and_what_moves(twins, as_zhou):
    pair = twins()
    Customer.objects.filter(pk=pair.second_id).update(email="twin@example.com")
    VisitFactory(customer=pair.second)
    plan = as_zhou.get(reverse("customers:merge", args=[pair.first_id, pair.second_id])).context["plan"]
    assert (plan.survivor, plan.gone) == (pair.first, pair.second)
    assert [(one.label, one.mine, one.theirs, one.choice) for one in plan.choices] == [
        ("E-mail", "empty", "twin@example.com", "gone")
    ]
    assert [(str(label), count) for label, count in plan.moves] == [("Visits", 1)]
    kept = as_zhou.get(
        f"{reverse('customers:merge', args=[pair.first_id, pair.second_id])}?keep={pair.second_id}"
    )
    assert kept.context["plan"].survivor == pair.second
    assert Merge.objects.count() == 0


def test_a_merge_keeps_what_was_chosen_and_offers_the_way_back(twins, as_wei, wei):
    pair = twins()
    Customer.objects.filter(pk=pair.second_id).update(name="Better", region="Wuhou")
    url = reverse("customers:merge", args=[pair.first_id, pair.second_id])
    answer = as_wei.post(f"{url}?keep={pair.first_id}", {"field-name": "gone", "field-region": "survivor"})
    record = Merge.objects.get()
    assert answer.headers["Location"] == f"{LIST}?merged={record.pk}"
    survivor = Customer.objects.get(pk=pair.first_id)
    assert (survivor.name, survivor.region, record.by) == ("Better", "", wei)
    assert (
        reverse("customers:merge_undo", args=[record.pk])
        in as_wei.get(answer.headers["Location"]).content.decode()
    )
    again = as_wei.post(reverse("customers:merge_undo", args=[record.pk]))
    assert again.headers["Location"] == f"{LIST}?show=merged"
    assert Customer.objects.filter(pk=pair.second_id, name="Better").exists()


@pytest.mark.parametrize("field", ["id", "code", "version", "created_at", "owner", "password", "came_from"])
def test_what_is_not_offered_is_not_heard(field, twins, as_zhou):
    pair = twins()
    before = Customer.objects.values().get(pk=pair.first_id)
    url = reverse("customers:merge", args=[pair.first_id, pair.second_id])
    as_zhou.post(url, {f"field-{field}": "gone", "field-name": "<script>"})
    after = Customer.objects.values().get(pk=pair.first_id)
    assert after == before | {"version": after["version"]}


def test_a_refusal_keeps_what_was_chosen(twins, as_zhou, monkeypatch):
    pair = twins()
    Customer.objects.filter(pk=pair.second_id).update(name="Better")

    def refuse(**_):
        raise service.Refused("An import is running. Try again when it is done.")

    monkeypatch.setattr(service, "merge", refuse)
    url = reverse("customers:merge", args=[pair.first_id, pair.second_id])
    answer = as_zhou.post(url, {"field-name": "gone"})
    assert answer.status_code == 422
    assert "An import is running" in answer.content.decode()
    assert answer.context["plan"].choices[0].choice == "gone"


def test_what_an_undo_left_is_told(twins, as_zhou, zhou):
    pair = twins()
    Asset.objects.create(customer=pair.second, kind="vehicle", name="Van", plate="川A12345")
    Customer.objects.filter(pk=pair.second_id).update(email="a@example.com")
    record = service.merge(survivor=pair.first_id, gone=pair.second_id, by=zhou, choices={})
    Asset.objects.update(mileage=9)
    Customer.objects.filter(pk=pair.first_id).update(email="b@example.com")
    as_zhou.post(reverse("customers:merge_undo", args=[record.pk]))
    body = as_zhou.get(f"{LIST}?show=merged").content.decode()
    assert "Edited since the merge and left as it is" in body
    assert "Van 川A12345" in body
    assert "e-mail" in body


def test_the_plan_takes_as_many_queries_whatever_there_is_to_move(
    twins, as_zhou, django_assert_max_num_queries
):
    pair = twins()
    for _ in range(30):
        VisitFactory(customer=pair.second)
    with django_assert_max_num_queries(52):
        as_zhou.get(reverse("customers:merge", args=[pair.first_id, pair.second_id]))
