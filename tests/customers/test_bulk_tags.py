"""A tag on many customers at once: counted first, put on, taken off, taken back, told in the history."""

import uuid
from datetime import UTC, datetime

import pytest

from customers import bulk
from customers.models import BulkChange, Customer, CustomerTag, CustomerTagEvent, Tag
from tests.customers.test_bulk import BULK, five, post, undo_of  # noqa: F401
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
COUNT = "/customers/bulk/tags/"


@pytest.fixture
def fleet(five):  # noqa: F811
    """The first of the five carries it."""
    tag = Tag.objects.create(name="Fleet")
    CustomerTag.objects.create(customer=five[0], tag=tag)
    return tag


def carriers(tag):
    return list(Customer.objects.filter(tagged__tag=tag).order_by("name").values_list("name", flat=True))


def retire(tag):
    Tag.objects.filter(pk=tag.pk).update(retired_at=datetime(2026, 6, 1, tzinfo=UTC))


def test_it_is_put_on_those_who_lack_it_and_taken_back(five, fleet, as_lin):  # noqa: F811
    answer = post(as_lin, five[:3], do="tag_on", tag=fleet.pk)
    assert "“Fleet” put on 2 customers" in answer["HX-Trigger"].encode().decode("unicode_escape")
    assert carriers(fleet) == ["N0", "N1", "N2"]
    as_lin.post(undo_of(answer))
    as_lin.post(undo_of(answer))
    assert carriers(fleet) == ["N0"]


def test_it_is_taken_off_all_that_match_and_put_back(five, fleet, as_lin, customer_of_deng):  # noqa: F811
    CustomerTag.objects.create(customer=five[3], tag=fleet)
    CustomerTag.objects.create(customer=customer_of_deng, tag=fleet)
    answer = post(as_lin, query=f"?tag={fleet.pk}", all="1", do="tag_off", tag=fleet.pk)
    assert carriers(fleet) == [customer_of_deng.name]
    as_lin.post(undo_of(answer))
    assert set(carriers(fleet)) == {customer_of_deng.name, "N0", "N3"}


def test_undo_leaves_out_who_is_gone_and_who_was_settled_by_hand(five, fleet, as_lin):  # noqa: F811
    answer = post(as_lin, five, do="tag_on", tag=fleet.pk)
    CustomerTag.objects.filter(customer=five[1]).delete()
    Customer.objects.filter(name="N2").delete()
    as_lin.post(undo_of(answer))
    assert carriers(fleet) == ["N0"]
    off = post(as_lin, five[:1], do="tag_off", tag=fleet.pk)
    Customer.objects.filter(name="N0").delete()
    assert as_lin.post(undo_of(off)).status_code == 204
    assert carriers(fleet) == []


def test_the_history_tells_it_of_each(five, fleet, as_lin, lin):  # noqa: F811
    answer = post(as_lin, five[1:3], do="tag_on", tag=fleet.pk)
    as_lin.post(undo_of(answer))
    told = CustomerTagEvent.objects.filter(customer=five[1].pk).order_by("pgh_id")
    assert [event.pgh_label for event in told] == ["insert", "delete"]
    assert {event.pgh_context["by"] for event in told} == {lin.pk}
    assert "Fleet" in as_lin.get(f"/customers/{five[1].pk}/history/").content.decode()


@pytest.mark.parametrize(
    ("do", "says"), [("tag_on", "4 of 5 chosen get it"), ("tag_off", "1 of 5 chosen loses it")]
)
def test_how_many_it_would_change_is_said_first(five, fleet, as_lin, do, says):  # noqa: F811
    answer = as_lin.post(COUNT, {"pk": [one.pk for one in five], "do": do, "tag": fleet.pk})
    assert says in answer.content.decode()
    assert carriers(fleet) == ["N0"]


def test_of_all_that_match_only_those_in_sight_are_counted(five, fleet, as_lin, customer_of_deng):  # noqa: F811
    answer = as_lin.post(COUNT, {"all": "1", "do": "tag_on", "tag": fleet.pk})
    assert "4 of 5 chosen get it" in answer.content.decode()


def test_customers_of_others_are_left_alone(fleet, as_lin, customer_of_deng):
    post(as_lin, [customer_of_deng], do="tag_on", tag=fleet.pk)
    assert carriers(fleet) == ["N0"]


def test_a_retired_tag_is_only_taken_off(five, fleet, as_lin):  # noqa: F811
    retire(fleet)
    refused = post(as_lin, five, do="tag_on", tag=fleet.pk)
    assert refused.status_code == 422
    assert "can only be taken off" in refused.content.decode()
    post(as_lin, five, do="tag_off", tag=fleet.pk)
    assert carriers(fleet) == []


@pytest.mark.parametrize("tag", ["", "x", "999999999"])
def test_no_tag_is_said(five, fleet, as_lin, tag):  # noqa: F811
    assert post(as_lin, five, do="tag_on", tag=tag).status_code == 422
    assert as_lin.post(COUNT, {"pk": five[0].pk, "do": "tag_on", "tag": tag}).status_code == 200
    assert not BulkChange.objects.exists()


def test_too_many_are_refused_with_the_limit(five, fleet, as_lin, monkeypatch):  # noqa: F811
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 4)
    for address in (BULK, COUNT):
        answer = as_lin.post(address, {"all": "1", "do": "tag_on", "tag": fleet.pk})
        assert "At most 4 customers" in answer.content.decode()
    assert carriers(fleet) == ["N0"]


def test_the_same_page_sent_twice_does_it_once(five, fleet, as_lin):  # noqa: F811
    token = str(uuid.uuid4())
    answers = [post(as_lin, five, do="tag_on", tag=fleet.pk, token=token) for _time in range(2)]
    assert undo_of(answers[0]) == undo_of(answers[1])
    assert len(BulkChange.objects.get().before) == 4


@pytest.mark.parametrize("count", [3, 60])
def test_it_asks_as_often_for_sixty_as_for_three(count, lin, gaoxin, django_assert_num_queries):
    tag = Tag.objects.create(name="Fleet")
    for _n in range(count):
        CustomerFactory(owner=lin, branch=gaoxin)
    with django_assert_num_queries(10):
        bulk.set_tag(customers=Customer.objects.visible_to(lin), tag=tag, on=True, by=lin, token=uuid.uuid4())
